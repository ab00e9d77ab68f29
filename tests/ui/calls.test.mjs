// Whom the desk has to call: a clinic publishes terms of booked visits no more, or no message reaches a person.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertNoTraces } from './canary.mjs';
import { answered, chooseResult, chooseService } from './desk.mjs';
import { intercept } from './intercept.mjs';
import { look } from './look.mjs';
import { woman } from './people.mjs';
import { Stage } from './stage.mjs';

const people = [9, 10, 11, 12].map(woman);
const [moved, elsewhere, stays, late] = people;

let stage;
let desk;
/** Another desk of the same clinic, which books. */
let other;
/** The terms of one day that the clinic publishes, and those that it has withdrawn. */
let terms;
const withdrawn = new Set();

before(async () => {
  stage = await Stage.start();
  desk = await stage.desk('desk');
  other = await stage.desk('other-desk');
  for (const page of [desk, other]) await page.getByText(/^Zsynchronizowano/).waitFor();
  await chooseService(desk, 'Mammografia');
  terms = await termsOfADay();
});
after(() => stage?.end());

/** What the other desk answers to its screens. */
async function asks(command, data) {
  const answer = await other.request.post(new URL(`/api/${command}`, other.url()).href, { data });
  assert.ok(answer.ok(), `${command}: ${answer.status()}`);
  return answer.json();
}

/** Free terms of one schedule of the clinic on one day, far enough to be told of a change in time. */
async function termsOfADay() {
  const { home } = await asks('boot', {});
  const day = (after) => new Date(Date.now() + after * 86_400_000).toISOString().slice(0, 10);
  const everything = { place: null, radiusKm: null, practitioner: null, weekdays: [], hours: [], stepFree: false, stationary: false, language: null, after: null };
  const when = { dateFrom: day(5), dateTo: day(40), sort: 'earliest', differentFacilities: false, offset: 0, limit: 100 };
  const query = { service: 'mammography', facility: home.facility, ...everything, ...when };
  const { slots } = await asks('search_slots', { query });
  const sameDay = ({ id }) => slots.filter((slot) => slot.id.startsWith(id.slice(0, -4)));
  const found = slots.map(sameDay).find((day) => day.length > 6);
  assert.ok(found, `${slots.length} terms`);
  return found;
}

async function book({ id: slot }, patient) {
  const booked = await asks('book', { input: { slot, patient, referral: null } });
  assert.equal(booked.state, 'confirmed', JSON.stringify(booked.refusal));
  return booked;
}

/** The clinic publishes the day without these terms. */
async function withdraw(...gone) {
  for (const { id } of gone) withdrawn.add(id);
  const end = ({ time, minutes }) => {
    const total = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + minutes;
    return [Math.floor(total / 60), total % 60].map((part) => String(part).padStart(2, '0')).join(':');
  };
  const rows = terms
    .filter(({ id }) => !withdrawn.has(id))
    .map((term) => [term.date, term.time, end(term), term.minutes, term.practitioner, term.room, term.service].join(';'));
  const file = join(stage.folder, 'terms.csv');
  writeFileSync(file, ['date;from;to;minutes;practitioner;room;service', ...rows].join('\n'));
  const report = JSON.parse(await stage.publish(terms[0].facilityId, file));
  assert.equal(report.to_move.length, gone.length);
  await desk.keyboard.press('F5');
}

/** The card of a person who is to be called. */
const card = ({ familyName }) => desk.locator('.call[data-row]').filter({ hasText: familyName });
const told = (text) => desk.getByText(text).first();

/** What the registry says of the visit of a person. */
async function visitOf({ familyName }) {
  const visits = await asks('appointments', {});
  return visits.find(({ person }) => person.startsWith(familyName));
}

test('a clinic withdraws terms of booked visits: the notice leads to whom to call', async (t) => {
  await desk.keyboard.press('Control+4');
  await desk.getByRole('heading', { name: 'Wszystko załatwione' }).waitFor();
  await look(t, desk, 'calls-none');
  for (const [index, person] of people.entries()) await book(terms[index], person);
  await withdraw(...terms.slice(0, 3));
  await desk.getByRole('heading', { name: '3 osoby czekają na telefon' }).waitFor();
  await desk.getByRole('navigation').getByText('3', { exact: true }).waitFor();
  await desk.keyboard.press('Control+1');
  await desk.getByRole('button', { name: 'Powiadomienia, 1 nowe' }).click();
  const notices = desk.getByRole('dialog', { name: 'Powiadomienia' });
  await notices.getByText('Wizyty do przełożenia').waitFor();
  await notices.getByRole('button', { name: 'Pokaż' }).click();
  await desk.locator('.call[data-row]:focus').waitFor();
  await card(moved).getByText(moved.phone.replace(/(\d{3})(?=\d)/g, '$1 ')).waitFor();
  await card(moved).getByText(/^trzymany dla tej osoby do \d{1,2} \S+, \d{1,2}:\d\d$/).waitFor();
  await look(t, desk, 'calls-list');
});

test('the kept term is accepted by one key', async () => {
  let answers = 0;
  desk.on('request', (request) => (answers += request.url().endsWith('/api/accept_proposal') ? 1 : 0));
  const kept = await card(moved).locator('dd .strong').innerText();
  await card(moved).focus();
  await desk.keyboard.press('a');
  await desk.keyboard.press('a');
  await told(/: wizyta przełożona\.$/).waitFor();
  await card(moved).waitFor({ state: 'detached' });
  assert.equal(answers, 1, 'a key that is pressed twice asks once');
  const { slot, status } = await visitOf(moved);
  assert.equal(status, 'booked');
  assert.ok(kept.endsWith(`, ${slot.time.replace(/^0/, '')}`), `${kept}, ${slot.time}`);
  // The key does not go on to the next person; the arrow does.
  await desk.locator('.cards:focus').waitFor();
  await desk.keyboard.press('a');
  await desk.keyboard.press('ArrowDown');
  await desk.locator('.call[data-row]:focus').filter({ hasText: elsewhere.familyName }).waitFor();
  assert.equal(answers, 1, 'nobody else was moved');
});

test('another term is chosen as for every visit that is moved', async (t) => {
  await card(elsewhere).focus();
  await desk.keyboard.press('r');
  await desk.getByRole('heading', { name: /^Nowy termin dla wizyty / }).waitFor();
  await desk.locator('#results:focus').waitFor();
  await look(t, desk, 'calls-moving');
  await desk.keyboard.press('Escape');
  await desk.locator('.call[data-row]:focus').filter({ hasText: elsewhere.familyName }).waitFor();
  await desk.keyboard.press('r');
  await desk.locator('#results:focus').waitFor();
  const chosen = await chooseResult(desk, 2);
  await desk.keyboard.press('Enter');
  await answered(desk, 'potwierdzona');
  assert.equal(`slot-${(await visitOf(elsewhere)).slot.id}`, chosen);
  await desk.keyboard.press('Control+4');
  await desk.getByRole('heading', { name: '1 osoba czeka na telefon' }).waitFor();
  await card(elsewhere).waitFor({ state: 'detached' });
});

test('a visit is looked at, and stays at its old time when the clinic agrees', async (t) => {
  await card(stays).focus();
  await desk.keyboard.press('Enter');
  await desk.getByRole('heading', { name: 'Wizyty u nas' }).waitFor();
  await desk.locator('[data-row]:focus').filter({ hasText: stays.familyName }).waitFor();
  await desk.keyboard.press('Control+4');
  await card(stays).focus();
  await desk.keyboard.press('z');
  await card(stays).getByText('zaraz załatwione').waitFor();
  await look(t, desk, 'calls-ending');
  await desk.keyboard.press('Control+z');
  await card(stays).getByRole('button', { name: /^Zostaje dawny termin/ }).waitFor();
  await card(stays).focus();
  await desk.keyboard.press('z');
  await card(stays).getByText('zaraz załatwione').waitFor();
  await desk.keyboard.press('Enter');
  await told(/: zostaje dawny termin\.$/).waitFor();
  await card(stays).waitFor({ state: 'detached' });
  const { slot, status } = await visitOf(stays);
  assert.deepEqual([slot.id, status], [terms[2].id, 'booked']);
});

test('who cannot be written to is called, and the registry has the last word', async (t) => {
  // Nobody is written to at night; what is asked of the registry is real.
  const { id: appointment, number, slot } = await visitOf(moved);
  const visit = { appointment, number, slot, ahead: true, service: slot.service, entry: null, until: null, proposal: null };
  const person = { person: 'Nowak Ewa', identity: { document: null, masked: '700517•••••' }, phone: '', guardian: null };
  const task = { id: crypto.randomUUID(), about: 'reminder', reason: 'no-contact', ...person, ...visit };
  const guardian = { person: 'Nowak Jan', phone: '+48602000111' };
  const young = { ...task, id: crypto.randomUUID(), reason: 'undeliverable', person: 'Nowak Zofia', guardian };
  await intercept(desk, '**/api/calls', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: [...(await answer.json()), task, young] });
  });
  const called = card({ familyName: 'Nowak Ewa' });
  await desk.keyboard.press('F5');
  await called.getByText('Do przekazania: przypomnienie o wizycie. Nie ma dokąd wysłać wiadomości.').waitFor();
  await called.getByText('bez telefonu').waitFor();
  const child = card({ familyName: 'Nowak Zofia' });
  await child.getByText('opiekun: Nowak Jan').waitFor();
  await child.getByText('602\u00a0000\u00a0111').waitFor();
  await look(t, desk, 'calls-task');
  await called.focus();
  await desk.keyboard.press('z');
  await called.getByText('zaraz załatwione').waitFor();
  await desk.keyboard.press('Enter');
  await told('To już załatwione. Lista jest odświeżona.').waitFor();
  await desk.unrouteAll({ behavior: 'wait' });
  await desk.keyboard.press('F5');
  await called.waitFor({ state: 'detached' });
});

test('without the registry nothing is guessed, and the change waits', async (t) => {
  await withdraw(terms[3]);
  await card(late).getByText(/^trzymany dla tej osoby do /).waitFor();
  await stage.killRegistry();
  await told(/^Brak łączności z centralą od/).waitFor();
  await card(late).focus();
  await desk.keyboard.press('z');
  await told('Tego nie da się zapisać bez centrali. Spróbuj, gdy wróci łączność.').waitFor();
  await card(late).focus();
  await desk.keyboard.press('a');
  await told(/: ważny jest dotychczasowy termin\. Zmiana czeka na centralę i musi do niej dotrzeć do \d{1,2} /).waitFor();
  await card(late).getByText('czeka na centralę').waitFor();
  assert.equal(await card(late).getByRole('button').count(), 0, 'what waits is not asked twice');
  await look(t, desk, 'calls-queued');
  await desk.reload();
  await desk.getByRole('contentinfo').getByText('1 czeka na wysłanie').waitFor();
  await desk.keyboard.press('Control+4');
  await desk.getByRole('heading', { name: 'Nie wiadomo, kto czeka na telefon' }).waitFor();
  await look(t, desk, 'calls-unknown');

  await stage.startRegistry();
  await desk.keyboard.press('F5');
  await told(/: centrala potwierdziła\.$/).waitFor();
  await desk.getByRole('heading', { name: 'Nie wiadomo, kto czeka na telefon' }).waitFor({ state: 'detached' });
  await desk.locator('.call[data-row]').first().waitFor({ state: 'detached' });
  assert.notEqual((await visitOf(late)).slot.id, terms[3].id);
});

test('no data of a person is in a log, an address or a file of the desktop', () => {
  assertNoTraces(stage, people);
});
