// An administrator changes the clinic's timetables at the desk.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { account, digits } from './accounts.mjs';
import { assertNoTraces } from './canary.mjs';
import { tabTo } from './desk.mjs';
import { look } from './look.mjs';
import { woman } from './people.mjs';
import { Stage } from './stage.mjs';

const people = [13, 14].map(woman);
/** Waits for an early term. */
const early = woman(12);

let stage;
let desk;
/** Another desk of the same clinic, which books. */
let other;
let facility;
/** An administrator at each desk. */
const administrators = [];

before(async () => {
  stage = await Stage.start();
  desk = await stage.desk('desk');
  other = await stage.desk('other-desk');
  for (const page of [desk, other]) await page.getByText(/^Zsynchronizowano/).waitFor();
  const { home } = await asks(other, 'boot', {});
  facility = home.facility;
  for (const login of ['administracja', 'druga.administracja']) {
    administrators.push(await account(stage, login, String(facility), 'clinic-administrator'));
  }
});
after(() => stage?.end());

/** What a desk answers to its screens. */
async function asks(page, command, data) {
  const answer = await page.request.post(new URL(`/api/${command}`, page.url()).href, { data });
  const told = await answer.json();
  assert.ok(answer.ok(), `${command}: ${JSON.stringify(told)}`);
  return told;
}

/** Signs an administrator in at a desk, without its dialog; each half minute's digits work once. */
async function signIn(page, { login, password, secret }, ahead = 0) {
  await asks(page, 'sign_in', { login, password, code: digits(secret, ahead) });
}

const told = (text) => desk.getByText(text).first();
const key = (keys) => desk.keyboard.press(keys);
const field = (name) => desk.getByRole('textbox', { name, exact: true });
const dialog = (name) => desk.getByRole('dialog', { name });

/** The Monday two weeks from now, and days after it. */
function monday(after = 0) {
  const now = new Date(Date.now() + 14 * 86_400_000);
  const days = 14 + ((8 - (now.getUTCDay() || 7)) % 7) + after;
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** As people type it: 7.12.2026. */
const typed = (day) => day.split('-').reverse().map(Number).join('.');

test('whoever may not change timetables is told who can', async (t) => {
  await key('Control+5');
  await desk.getByRole('heading', { name: 'Harmonogramy zmienia administrator przychodni' }).waitFor();
  await look(t, desk, 'timetables-locked');
  await key('Control+k');
  await desk.keyboard.type('harmon');
  await desk.getByRole('option', { name: /Harmonogramy/ }).waitFor();
  await key('Escape');
  await signIn(desk, administrators[0]);
  await desk.locator('tr[data-row]:focus').waitFor();
  await look(t, desk, 'timetables-list');
});

test('the first timetable of a schedule is typed, checked and published by keyboard', async (t) => {
  await key('Enter');
  await desk.getByRole('heading', { name: 'Plan tygodnia' }).waitFor();
  await desk.locator('input[type=checkbox]:focus').waitFor();
  await told(/ogłoszono bez planu tygodnia/).waitFor();
  await key('Space');
  await key('Tab');
  await desk.keyboard.type('9');
  await key('Tab');
  assert.equal(await field('poniedziałek, od').inputValue(), '09:00');
  await desk.keyboard.type('8');
  await key('Tab');
  await told('Koniec musi być po początku, najpóźniej o 24:00. Popraw godziny.').waitFor();
  await look(t, desk, 'timetables-fault');
  await key('Control+Enter');
  await desk.locator('[id="tt-weeks.0.1.to"]:focus').waitFor();
  assert.equal(await dialog(/^Zmiany/).count(), 0, 'nothing is asked that cannot be');
  await desk.keyboard.type('15:00');
  for (const fill of ['20', '11-11.20']) {
    await key('Tab');
    await key('Control+a');
    await desk.keyboard.type(fill);
  }
  await key('Tab');
  assert.equal(await field('poniedziałek, przerwy').inputValue(), '11:00–11:20');
  await desk.getByText('17 terminów w tygodniu').waitFor();
  for (const name of ['wtorek', 'środa', 'czwartek']) {
    await tabTo(desk, desk.getByRole('checkbox', { name }));
    await key('Space');
  }
  await desk.getByText('68 terminów w tygodniu').waitFor();
  await told('4 nieopublikowane zmiany').waitFor();
  await look(t, desk, 'timetables-week');
  await key('Control+Enter');
  await dialog(/^Zmiany w harmonogramie/).getByText(/^Przybędzie|^Przybędą/).waitFor();
  await look(t, desk, 'timetables-difference');
  await key('Enter');
  await told(/^Opublikowano\. /).waitFor();
  await told('4 nieopublikowane zmiany').waitFor({ state: 'detached' });
});

test('a week of absence moves the visits within it to those who call', async (t) => {
  const name = await desk.locator('.bar h1').innerText();
  const opened = await asks(desk, 'schedules', {});
  const { id, service } = opened.find(({ practitioner, lastDay }) => practitioner === name && lastDay !== null);
  await bookWithin(id, service);
  await tabTo(desk, desk.getByRole('button', { name: 'Dodaj nieobecność' }));
  await key('Enter');
  await desk.locator('[id="tt-absences.0.from"]:focus').waitFor();
  await desk.keyboard.type(typed(monday()));
  await tabTo(desk, field('Nieobecność 1, ostatni dzień'));
  await key('Control+a');
  await desk.keyboard.type(typed(monday(6)));
  await key('Control+Enter');
  const shown = dialog(/^Zmiany w harmonogramie/);
  await shown.getByText(/^2 umówione wizyty stracą terminy: zostaną umówione/).waitFor();
  await look(t, desk, 'timetables-to-move');
  await key('Escape');
  await shown.waitFor({ state: 'detached' });
  await told('1 nieopublikowana zmiana').waitFor();
  await key('Control+Enter');
  await shown.getByText(/^2 umówione wizyty/).waitFor();
  await shown.getByRole('button', { name: 'Opublikuj' }).waitFor();
  await key('Enter');
  await told(/2 osoby czekają na telefon w sprawie nowego terminu\.$/).waitFor();
  await look(t, desk, 'timetables-published');
  await desk.getByRole('region', { name: 'Komunikaty' }).getByRole('button', { name: 'Do zrobienia' }).press('Enter');
  await desk.getByRole('heading', { name: '2 osoby czekają na telefon' }).waitFor();
  for (const { familyName } of people) await desk.locator('.call[data-row]').filter({ hasText: familyName }).waitFor();
});

/** The other desk books the first terms of the week, for everybody of {@link people}. */
async function bookWithin(schedule, service) {
  const everything = { place: null, radiusKm: null, practitioner: null, weekdays: [], hours: [], stepFree: false, stationary: false, language: null, after: null };
  const when = { dateFrom: monday(), dateTo: monday(6), sort: 'earliest', differentFacilities: false, offset: 0, limit: 200 };
  await other.keyboard.press('F5');
  let free = [];
  await other.waitForFunction(() => document.querySelector('.chip.ok') !== null);
  while (free.length < people.length) {
    const { slots } = await asks(other, 'search_slots', { query: { service, facility, ...everything, ...when } });
    free = slots.filter((slot) => slot.id.startsWith(`${schedule}-`) && slot.time >= '09:00');
  }
  for (const [index, patient] of people.entries()) {
    const referral = service === 'cardiology-first' ? '4827' : null;
    const booked = await asks(other, 'book', { input: { slot: free[index].id, patient, referral } });
    assert.equal(booked.state, 'confirmed', JSON.stringify(booked.refusal));
  }
}

test('changes are marked, undone row by row, and not lost on the way out', async (t) => {
  await key('Control+5');
  await desk.locator('tr[data-row]:focus').waitFor();
  await openFirst();
  await desk.getByRole('checkbox', { name: 'piątek' }).check();
  await desk.getByRole('button', { name: 'Usuń: Nieobecność 1' }).click();
  await desk.getByRole('button', { name: 'Dodaj wyjątkowy dzień' }).click();
  await desk.keyboard.type(typed(monday(8)));
  await desk.getByRole('button', { name: 'Inne godziny' }).click();
  await told('3 nieopublikowane zmiany').waitFor();
  await look(t, desk, 'timetables-changed');
  await desk.getByRole('button', { name: 'Cofnij zmianę: piątek' }).click();
  await desk.getByRole('button', { name: /^Przywróć/ }).click();
  await told('1 nieopublikowana zmiana').waitFor();

  await key('Control+2');
  const asked = desk.getByRole('alertdialog', { name: 'Zmiany nie są opublikowane' });
  await asked.waitFor();
  await look(t, desk, 'timetables-leave');
  await key('Enter');
  await asked.waitFor({ state: 'detached' });
  await told('1 nieopublikowana zmiana').waitFor();
  await key('Control+2');
  await asked.getByRole('button', { name: 'Wyjdź bez publikowania' }).press('Enter');
  await desk.getByRole('heading', { name: /^Wizyty/ }).first().waitFor();
  await key('Control+5');
  await desk.getByRole('heading', { name: 'Harmonogramy', level: 1 }).waitFor();
});

/** Of the first plan. */
const friday = () => desk.getByRole('checkbox', { name: 'piątek' }).first();

/** Opens the schedule that was published first. */
async function openFirst() {
  await desk.locator('tr[data-row]').first().focus();
  await key('Enter');
  await desk.getByRole('heading', { name: 'Plan tygodnia' }).waitFor();
}

test('a timetable that somebody else has changed is not overwritten unseen', async (t) => {
  await desk.locator('tr[data-row]:focus').waitFor();
  const schedule = await desk.locator('tr[data-row]').first().getAttribute('data-row');
  await openFirst();
  await desk.getByRole('checkbox', { name: 'piątek' }).check();
  await key('Control+Enter');
  const shown = dialog(/^Zmiany w harmonogramie/);
  await shown.getByRole('button', { name: 'Opublikuj' }).waitFor();
  await signIn(other, administrators[1]);
  const base = await asks(other, 'timetable', { schedule });
  const timetable = { ...base, capacity: '10' };
  const { version } = await asks(other, 'timetable_difference', { schedule, base, timetable });
  await asks(other, 'publish_timetable', { schedule, version, timetable });
  await key('Enter');
  await shown.getByText(/^W tym harmonogramie coś się właśnie zmieniło/).waitFor();
  await look(t, desk, 'timetables-stale');
  await key('Enter');
  await shown.getByText(/^Ktoś inny opublikował ten harmonogram, odkąd jest tu otwarty\./).waitFor();
  await look(t, desk, 'timetables-overtaken');
  await shown.getByRole('button', { name: 'Wczytaj jego wersję' }).press('Enter');
  await shown.waitFor({ state: 'detached' });
  await desk.waitForFunction(() => document.getElementById('tt-capacity').value === '10');
  assert.equal(await desk.getByRole('checkbox', { name: 'piątek' }).isChecked(), false);
});

test('a schedule is added, and a second plan follows the first', async (t) => {
  await key('Escape');
  await desk.getByRole('button', { name: 'Dodaj harmonogram' }).click();
  const added = dialog('Nowy harmonogram');
  await added.waitFor();
  await added.getByRole('textbox', { name: 'Kto przyjmuje' }).focus();
  await key('Enter');
  await added.getByText('Wpisz, kto przyjmuje, tak jak zobaczy to pacjent.').waitFor();
  await desk.locator('#schedule-practitioner:focus').waitFor();
  await desk.keyboard.type('Pracownia mammografii i ultrasonografii');
  await added.getByLabel('Dla kogo').selectOption('urgent');
  await look(t, desk, 'timetables-add');
  await added.getByRole('textbox', { name: 'Gabinet' }).fill('21b');
  await key('Enter');
  await added.waitFor({ state: 'detached' });
  await told('Ten harmonogram nie ma jeszcze terminów. Zaznacz dni, w które przyjmuje, i wpisz godziny.').waitFor();
  await desk.getByRole('checkbox', { name: 'środa' }).check();
  await desk.getByRole('button', { name: 'Inny plan od wybranego dnia' }).click();
  await desk.getByRole('heading', { name: /^Plan od / }).waitFor();
  await look(t, desk, 'timetables-two-plans');
  await key('Control+Enter');
  await dialog(/^Zmiany w harmonogramie/).getByRole('button', { name: 'Opublikuj' }).waitFor();
  await key('Enter');
  await told(/ nieopublikowan/).waitFor({ state: 'detached' });
  await key('Escape');
  await desk.locator('tr[data-row]').filter({ hasText: 'ultrasonografii' }).waitFor();
});

/** Somebody waits for a term at five in the morning, near the clinic. */
async function waitEarly() {
  const { home } = await asks(other, 'boot', {});
  const when = { weekdays: [], hours: [{ from: 300, to: 420 }], shortNotice: true };
  const who = { patient: early, referral: null, urgent: false, entitlement: null };
  const input = { service: 'mammography', ...who, place: home.place.id, radiusKm: 30, ...when };
  const joined = await asks(other, 'join_waiting_list', { input });
  assert.equal(joined.state, 'confirmed', JSON.stringify(joined.refusal));
}

test('a file of terms is tried, mended and taken', async (t) => {
  const { location } = (await asks(desk, 'schedules', {}))[0];
  const header = 'date;from;to;minutes;practitioner;room;service;location';
  const row = (to, service) => [monday(1), '05:00', to, '20', 'Pracownia z pliku', '3', service, location.id].join(';');
  const file = join(stage.folder, 'terminy.csv');
  await desk.getByRole('button', { name: 'Wczytaj plik' }).click();
  const imported = dialog('Terminy z pliku');
  await look(t, desk, 'timetables-import');
  writeFileSync(file, [header, row('06:50', 'mammography'), row('09:00', 'mamografia')].join('\n'));
  await imported.locator('input[type=file]').setInputFiles(file);
  await imported.getByText('W pliku są 2 błędy. Nic nie zostało zmienione.').waitFor();
  await imported.getByText(/^Czas nie dzieli się na terminy po 20 minut\./).waitFor();
  await look(t, desk, 'timetables-import-wrong');
  await waitEarly();
  writeFileSync(file, [header, row('07:00', 'mammography')].join('\n'));
  await imported.locator('input[type=file]').setInputFiles(file);
  // Others of the demonstration wait as well.
  const soon = /^Przybędzie 6 terminów, żaden nie zniknie, bez zmian: 0\. (Jeden|[2-6]) z nowych od razu dosta(nie|ną) osob[ay] z poczekalni\. Powstanie 1 harmonogram\.$/;
  await imported.getByText(soon).waitFor();
  await look(t, desk, 'timetables-import-good');
  await key('Enter');
  await told(/^Wczytano plik\. Przybyło 6 terminów.* (Jeden z nowych dostała|[2-6] z nowych dostały) od razu osob[ay] z poczekalni\./).waitFor();
});

test('without the registry nothing typed is lost, and nothing is published', async (t) => {
  await desk.locator('tr[data-row]').first().waitFor();
  await openFirst();
  await friday().check();
  await stage.killRegistry();
  await told(/^Brak łączności z centralą od/).waitFor();
  await told('Nie ma łączności z centralą. Możesz dalej wpisywać zmiany; opublikujesz je, gdy wróci łączność.').waitFor();
  await look(t, desk, 'timetables-offline');
  await key('Control+Enter');
  const shown = dialog(/^Zmiany w harmonogramie/);
  await shown.getByText('Nie ma łączności z centralą. Spróbuj, gdy wróci.').waitFor();
  await look(t, desk, 'timetables-offline-difference');
  await stage.startRegistry();
  await shown.getByRole('button', { name: 'Sprawdź jeszcze raz' }).press('Enter');
  await shown.getByRole('button', { name: 'Opublikuj' }).waitFor();
  await key('Escape');
  assert.ok(await friday().isChecked());
});

test('whoever is signed out finds their changes again', async () => {
  await key('Control+l');
  await desk.getByRole('heading', { name: 'Harmonogramy zmienia administrator przychodni' }).waitFor();
  await key('Control+2');
  await desk.getByRole('heading', { name: /^Wizyty/ }).first().waitFor();
  await signIn(desk, administrators[0], 1);
  await key('Control+5');
  await told('1 nieopublikowana zmiana').waitFor();
  assert.ok(await friday().isChecked());
});

test('no data of a person is in a log, an address or a file of the desktop', () => {
  assertNoTraces(stage, [...people, early]);
});
