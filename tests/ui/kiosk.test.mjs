// A kiosk in a town hall.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../desktop/wait.mjs';
import { assertNoTraces } from './canary.mjs';
import { intercept } from './intercept.mjs';
import { lookAtKiosk as look } from './look.mjs';
import { child, man, mistyped, woman } from './people.mjs';
import { Stage } from './stage.mjs';

/** What the numbers of visits and requests look like. */
const NUMBER = '[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}';

let stage;
let kiosk;

before(async () => {
  stage = await Stage.start();
  kiosk = await stage.kiosk('kiosk');
});
after(() => stage?.end());

/** Waits until this question is on the screen. */
function at(question) {
  return kiosk.getByRole('heading', { level: 1, name: question }).waitFor();
}

/** A start screen that knows of nobody. */
async function start() {
  await kiosk.reload();
  await at('Dzień dobry. Co chcesz zrobić?');
}

function press(name) {
  return kiosk.getByRole('button', { name, exact: true }).click();
}

/** Touches the keys of the pad on the screen. */
async function touch(text) {
  for (const key of text) await press(key === ' ' ? 'spacja' : key);
}

/** Says who one is, by a keyboard that somebody has attached. */
async function identify(person) {
  await at('Podaj swój PESEL');
  await kiosk.keyboard.type(person.pesel);
  await kiosk.keyboard.press('Enter');
}

/** From the start screen to the question of place. */
async function toPlace(person) {
  await start();
  await kiosk.getByRole('button', { name: 'Umów wizytę' }).click();
  await kiosk.getByRole('button', { name: 'Mammografia' }).click();
  await identify(person);
}

test('the start greets in three languages', async (t) => {
  await start();
  await kiosk.getByText('DANE DEMONSTRACYJNE').waitFor();
  await kiosk.getByText('Urząd Miasta, parter').waitFor();
  await look(t, kiosk, 'kiosk-home');
  for (const [language, greeting, code] of [
    ['Українська', 'Добрий день. Що ви хочете зробити?', 'uk'],
    ['English', 'Hello. What would you like to do?', 'en'],
    ['Polski', 'Dzień dobry. Co chcesz zrobić?', 'pl'],
  ]) {
    await press(language);
    await at(greeting);
    await kiosk.locator(`html[lang=${code}]`).waitFor();
    if (code !== 'pl') await look(t, kiosk, `kiosk-home-${code}`);
  }
});

test('a visit is booked by touch, after a wrong PESEL was put right', async (t) => {
  const { pesel, phone } = woman(7);
  await start();
  await kiosk.getByRole('button', { name: 'Umów wizytę' }).click();
  await at('Do kogo chcesz się zapisać?');
  await look(t, kiosk, 'kiosk-service');
  await kiosk.getByRole('button', { name: 'Mammografia' }).click();
  await at('Podaj swój PESEL');
  await touch(pesel.slice(0, 10));
  await look(t, kiosk, 'kiosk-pesel');
  await press('Dalej');
  await kiosk.getByText('Tu jest 10 cyfr, a PESEL ma 11.').waitFor();
  await touch(mistyped(7)[10]);
  await press('Dalej');
  await kiosk.getByText('W tym numerze PESEL jest pomyłka. Sprawdź cyfry jeszcze raz.').waitFor();
  assert.doesNotMatch(await kiosk.locator('body').innerText(), new RegExp(pesel.slice(0, 9)));
  await look(t, kiosk, 'kiosk-pesel-wrong');
  await press('Usuń cyfrę');
  await touch(pesel[10]);
  await press('Dalej');

  await at('Gdzie szukać?');
  await look(t, kiosk, 'kiosk-place');
  await kiosk.getByRole('button', { name: 'W innym miejscu' }).click();
  await at('Wpisz miejscowość');
  await touch('TORUN');
  await look(t, kiosk, 'kiosk-place-type');
  await press('Szukaj');
  await at('Wybierz termin');
  const terms = kiosk.getByRole('article');
  await terms.first().waitFor();
  assert.equal(await terms.count(), 3);
  const distances = (await terms.allInnerTexts()).map((text) => Number(text.match(/(\d+(?:,\d)?) km/)[1].replace(',', '.')));
  assert.deepEqual(distances, distances.toSorted((a, b) => a - b));
  await look(t, kiosk, 'kiosk-results');
  await terms.first().getByRole('button').click();

  await at('Podaj numer telefonu');
  await touch(phone);
  await look(t, kiosk, 'kiosk-phone');
  await press('Dalej');
  await at('Sprawdź przed umówieniem');
  const summary = kiosk.getByRole('region', { name: 'Podsumowanie' });
  assert.match(await summary.innerText(), new RegExp(`PESEL kończy się na ${pesel.slice(-2)}`));
  assert.doesNotMatch(await summary.innerText(), new RegExp(`${pesel.slice(0, 6)}|${phone.slice(0, 6)}`));
  await look(t, kiosk, 'kiosk-confirm');
  await press('Potwierdzam wizytę');
  await at('Wizyta jest umówiona');
  assert.match(await summary.innerText(), new RegExp(`Numer wizyty\\s+${NUMBER}`));
  await look(t, kiosk, 'kiosk-booked');
  await press('Zakończ i wyczyść ekran');
  await at('Dzień dobry. Co chcesz zrobić?');
});

test('whoever may have such a visit already is sent to a clinic, and hears no more', async (t) => {
  await toPlace(woman(7));
  await kiosk.getByRole('button', { name: 'Toruń i okolica' }).click();
  await at('Wybierz termin');
  await kiosk.getByRole('article').first().getByRole('button').click();
  await at('Podaj numer telefonu');
  await press('Nie podaję telefonu');
  await at('Sprawdź przed umówieniem');
  await press('Potwierdzam wizytę');
  await kiosk.getByText('Możliwe, że masz już taką wizytę').waitFor();
  await look(t, kiosk, 'kiosk-said-at-desk');
});

test('who the programme is not for hears why, and may choose something else', async (t) => {
  await toPlace(man(7));
  await at('Ta wizyta nie jest dla Ciebie');
  await kiosk.getByText('Ten program jest tylko dla kobiet.').waitFor();
  await look(t, kiosk, 'kiosk-ineligible');
  await press('Wybierz coś innego');
  await kiosk.getByRole('button', { name: 'Kardiolog, pierwsza wizyta' }).click();
  await identify({ pesel: '' });
  await at('Podaj kod e-skierowania');
  await touch('48');
  await press('Dalej');
  await kiosk.getByText('Tu są 2 cyfry, a kod ma 4.').waitFor();
  await look(t, kiosk, 'kiosk-referral');
});

test('a child is not booked here, and hears who can', async (t) => {
  await toPlace(child(7));
  await at('Ta wizyta nie jest dla Ciebie');
  await press('Wybierz coś innego');
  await kiosk.getByRole('button', { name: 'Kardiolog, pierwsza wizyta' }).click();
  await identify({ pesel: '' });
  await at('Tej wizyty nie umówisz w kiosku');
  await kiosk.getByText('Ten PESEL należy do osoby, która nie ma 18 lat.').waitFor();
  await look(t, kiosk, 'kiosk-minor');
  await press('Popraw PESEL');
  await kiosk.getByText('Nie masz numeru PESEL? Zadzwoń do przychodni').waitFor();
  await press('Wstecz');
  await at('Do kogo chcesz się zapisać?');
});

test('a village that shares its name is asked about, and where nothing is free the waiting list is offered', async (t) => {
  await toPlace(woman(8));
  await kiosk.getByRole('button', { name: 'W innym miejscu' }).click();
  await touch('NOWA WIEŚ');
  await press('Szukaj');
  await at('Które to miejsce?');
  await look(t, kiosk, 'kiosk-place-pick');
  await press('Wstecz');
  await at('Wpisz miejscowość');
  for (const _ of 'NOWA WIEŚ') await press('Usuń literę');
  await touch('USTRZYKI GÓRNE');
  await press('Szukaj');
  await at('Nie ma wolnych terminów');
  await look(t, kiosk, 'kiosk-none');
  await press('Zapisz mnie do poczekalni');
  await at('Jak daleko możesz dojechać?');
  await look(t, kiosk, 'kiosk-radius');
  await press('Do 30 km');
  await at('Czy możesz przyjść od razu?');
  await look(t, kiosk, 'kiosk-notice');
  await kiosk.getByRole('button', { name: 'Tak, nawet jutro' }).click();
  await at('Podaj numer telefonu');
  await press('Nie podaję telefonu');
  await at('Sprawdź przed zapisaniem');
  await look(t, kiosk, 'kiosk-confirm-wait');
  await press('Zapisz mnie');
  await at('Jesteś w poczekalni');
  await look(t, kiosk, 'kiosk-waiting');
});

test('large letters, high contrast and the low position leave everything readable', async (t) => {
  await start();
  await press('Wysoki kontrast');
  await look(t, kiosk, 'kiosk-home-contrast');
  await press('Pomoc');
  await kiosk.getByRole('dialog', { name: 'Pomoc' }).waitFor();
  await look(t, kiosk, 'kiosk-help-contrast');
  await press('Wróć');
  await kiosk.getByRole('button', { name: 'Umów wizytę' }).click();
  await kiosk.getByRole('button', { name: 'Mammografia' }).click();
  await identify(woman(8));
  await kiosk.getByRole('button', { name: 'Toruń i okolica' }).click();
  await at('Wybierz termin');
  await kiosk.getByRole('article').first().waitFor();
  await look(t, kiosk, 'kiosk-results-contrast');
  await press('Większe litery');
  await look(t, kiosk, 'kiosk-results-contrast-large');
  await press('Wysoki kontrast');
  await press('Niżej na ekranie');
  await look(t, kiosk, 'kiosk-results-large-low');
  await press('Wstecz');
  await at('Gdzie szukać?');
  await press('Wstecz');
  await at('Podaj swój PESEL');
  await look(t, kiosk, 'kiosk-pesel-large');
  await press('Usuń cyfrę');
  await press('Dalej');
  await kiosk.getByText('Tu jest 10 cyfr, a PESEL ma 11.').waitFor();
  await look(t, kiosk, 'kiosk-pesel-large-wrong');
});

test('whoever leaves, leaves nothing behind', async () => {
  const { pesel } = woman(9);
  await toPlace(woman(9));
  await at('Gdzie szukać?');
  assert.ok((await memory()).includes(pesel), 'the PESEL should be in memory while it is needed');
  await press('Zakończ');
  await at('Dzień dobry. Co chcesz zrobić?');
  assert.ok(!(await traces()).includes(pesel));
  assert.ok(!(await memory()).includes(pesel), 'the memory of the page holds the PESEL');
});

test('a kiosk left alone asks, and then forgets everything', async (t) => {
  const { pesel } = woman(9);
  // Time goes on by itself and can be put forward.
  await kiosk.clock.install();
  await toPlace(woman(9));
  await at('Gdzie szukać?');
  await press('Wstecz');
  await at('Podaj swój PESEL');
  await kiosk.clock.fastForward(61_000);
  const question = kiosk.getByRole('alertdialog', { name: 'Potrzebujesz więcej czasu?' });
  await question.getByText(/Za \d+ sekund.? wyczyścimy ekran/).waitFor();
  await look(t, kiosk, 'kiosk-idle');
  await press('Zostaję');
  await kiosk.getByText('Wpisano 11 z 11 cyfr.').waitFor();
  await kiosk.clock.fastForward(61_000);
  await question.waitFor();
  await kiosk.clock.fastForward(31_000);
  await at('Dzień dobry. Co chcesz zrobić?');
  assert.ok(!(await traces()).includes(pesel));
  await kiosk.getByRole('button', { name: 'Umów wizytę' }).click();
  await kiosk.getByRole('button', { name: 'Mammografia' }).click();
  await kiosk.getByText('Wpisano 0 z 11 cyfr.').waitFor();
});

/** Everything of a page that outlives a screen. */
function traces() {
  return kiosk.evaluate(() => {
    const values = [...document.querySelectorAll('input, textarea, select')].map((field) => field.value);
    const { outerHTML } = document.documentElement;
    return JSON.stringify([outerHTML, values, localStorage, sessionStorage, location.href, history.state, document.cookie]);
  });
}

/** All strings that the page has in memory. */
async function memory() {
  const session = await kiosk.context().newCDPSession(kiosk);
  let snapshot = '';
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => (snapshot += chunk));
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  assert.ok(snapshot.includes('Dzień dobry') || snapshot.includes('Dzie\\u0144 dobry'), 'a snapshot should hold what is on the screen');
  return snapshot;
}

/** Asks for the first term, from the start screen to the number of the request. */
async function ask(person, screen) {
  await toPlace(person);
  await kiosk.getByRole('button', { name: 'Toruń i okolica' }).click();
  await at('Wybierz termin');
  await kiosk.getByText(/Nie mamy teraz połączenia\. Terminy z \d{1,2}:\d\d nie są jeszcze pewne\./).waitFor();
  await screen('kiosk-results-offline');
  await kiosk.getByRole('article').first().getByRole('button', { name: /^Poproś o termin/ }).click();
  await press('Nie podaję telefonu');
  await at('Sprawdź przed umówieniem');
  await screen('kiosk-confirm-offline');
  await press('Wyślij prośbę');
  await at('Prośba jest zapisana');
  await kiosk.getByText('To jeszcze nie jest umówiona wizyta. Czeka na centralę.').waitFor();
  assert.match(await kiosk.getByRole('region', { name: 'Podsumowanie' }).innerText(), new RegExp(`Numer prośby\\s+${NUMBER}`));
  await screen('kiosk-queued');
}

/** Runs a command of the program as the page does. */
function command(name) {
  return kiosk.evaluate(async (path) => {
    const call = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    return (await fetch(path, call)).json();
  }, `/api/${name}`);
}

test('without the registry a visit can only be asked for, and who stays hears what came of it', async (t) => {
  const first = kiosk;
  const second = await stage.kiosk('second-kiosk');
  kiosk = second;
  await at('Dzień dobry. Co chcesz zrobić?');
  await until('the first sync to be over', async () => !(await command('sync_state')).firstSync);
  await stage.killRegistry();
  await ask(woman(10), (name) => look(t, kiosk, name));
  kiosk = first;
  await ask(woman(11), () => undefined);

  await stage.startRegistry();
  const answered = {};
  for (kiosk of [first, second]) {
    await command('sync_now');
    const title = kiosk.getByRole('heading', { level: 1, name: /^(Wizyta jest umówiona|Nie udało się umówić wizyty)$/ });
    await title.waitFor();
    answered[await title.innerText()] = kiosk;
  }

  kiosk = answered['Wizyta jest umówiona'];
  assert.match(await kiosk.getByRole('region', { name: 'Podsumowanie' }).innerText(), new RegExp(`Numer wizyty\\s+${NUMBER}`));
  await look(t, kiosk, 'kiosk-answered');
  await press('Zakończ i wyczyść ekran');
  await at('Dzień dobry. Co chcesz zrobić?');
  await until('the answer to be forgotten', async () => (await command('requests')).length === 0);

  kiosk = answered['Nie udało się umówić wizyty'];
  await kiosk.getByText('Ten termin zajął ktoś inny.').waitFor();
  await look(t, kiosk, 'kiosk-answered-no');
  await kiosk.getByRole('article').first().getByRole('button', { name: /^Wybierz/ }).click();
  await at('Sprawdź przed umówieniem');
  await press('Potwierdzam wizytę');
  await at('Wizyta jest umówiona');
  await press('Zakończ i wyczyść ekran');
  await at('Dzień dobry. Co chcesz zrobić?');
  kiosk = first;
});

test('a kiosk without any data says that it does not work, and one that cannot start tries again', async (t) => {
  const used = kiosk;
  kiosk = await stage.kiosk('other-kiosk');
  await at('Dzień dobry. Co chcesz zrobić?');
  await stage.loseTerms('other-kiosk');
  await stage.killRegistry();
  kiosk = await stage.kiosk('other-kiosk', (page) => page.clock.install());
  await at('Kiosk teraz nie działa');
  await look(t, kiosk, 'kiosk-closed');
  await stage.startRegistry();

  await intercept(kiosk, '**/api/boot', (route) => route.abort());
  await kiosk.reload();
  await at('Nie można uruchomić programu');
  await kiosk.unroute('**/api/boot');
  await kiosk.clock.fastForward(16_000);
  await at('Dzień dobry. Co chcesz zrobić?');
  kiosk = used;
});

test('no data of a person is in a log, an address or a file of the kiosk', () => {
  // A kiosk asks for no names.
  const people = [...[7, 8, 9, 10, 11].map(woman), man(7), { ...child(7), phone: woman(7).phone }, { ...woman(7), pesel: mistyped(7) }];
  assertNoTraces(stage, people);
});
