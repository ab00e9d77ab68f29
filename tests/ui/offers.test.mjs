// Terms that are offered to people who wait, answered at the desk.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertNoTraces } from './canary.mjs';
import { answered, chooseResult, chooseService, enter, toResults } from './desk.mjs';
import { intercept } from './intercept.mjs';
import { look } from './look.mjs';
import { woman } from './people.mjs';
import { Stage } from './stage.mjs';

/** Nobody can write to them, so that the desk knows of an offer at once and phones. */
const [first, second] = [woman(9), woman(11)].map((person) => ({ ...person, phone: '' }));
/** Books terms and gives them up again. */
const fickle = woman(10);

let stage;
let desk;
/** Another desk of the same clinic, where others come and go. */
let other;
/** Terms of the clinic that are far enough to be offered. */
let terms;

before(async () => {
  stage = await Stage.start();
  desk = await stage.desk('desk');
  other = await stage.desk('other-desk');
  await other.getByText(/^Zsynchronizowano/).waitFor();
  await chooseService(desk, 'Mammografia');
});
after(() => stage?.end());

/** The row of a person in the list that is shown. */
const row = ({ familyName }) => desk.getByRole('row').filter({ hasText: familyName });
const rowWith = (person, text) => row(person).filter({ hasText: text });
const deadline = (person) => row(person).getByText(/^odpowiedź do \d{1,2} \S+, \d{1,2}:\d\d$/);

/** What the other desk answers to its screens. */
async function asks(command, data) {
  const answer = await other.request.post(new URL(`/api/${command}`, other.url()).href, { data });
  assert.ok(answer.ok(), `${command}: ${answer.status()}`);
  return answer.json();
}

/** Somebody books the next far term, and it is cancelled again. */
async function cancelled(person, reason) {
  const slot = terms.shift();
  const booked = await asks('book', { input: { slot, patient: person, referral: null } });
  assert.equal(booked.state, 'confirmed', JSON.stringify(booked.refusal));
  return asks('cancel', { appointment: booked.appointment, reason });
}

/** Frees terms until one is offered to a person of this desk: people of other desks wait, too, and some came earlier. */
async function free() {
  while (terms.length > 0) {
    await cancelled(fickle, 'patient');
    const offered = (await asks('waiting_list', {})).filter(({ offer }) => offer !== null);
    if (offered.length > 0) return;
  }
  assert.fail('no term was offered');
}

test('the clinic cancels a visit: its patient waits at the place they had, and the notice leads there', async (t) => {
  await desk.getByLabel('Tylko ta placówka').check();
  await enter(desk, first);
  await toResults(desk);
  await chooseResult(desk, 1);
  await desk.keyboard.press('Enter');
  await answered(desk, 'potwierdzona');
  const [{ slot }] = await asks('appointments', {});
  terms = await farTerms(slot.facilityId);

  await desk.keyboard.press('Control+2');
  await rowWith(first, 'potwierdzona').focus();
  await desk.keyboard.press('Delete');
  const question = desk.getByRole('dialog', { name: /Odwołać wizytę\?/ });
  await question.waitFor();
  await desk.keyboard.press('2');
  assert.ok(await question.getByLabel('Przychodnia nie może przyjąć').isChecked());
  await desk.keyboard.press('Enter');
  await rowWith(first, 'zaraz odwołana').focus();
  await desk.keyboard.press('Enter');
  await desk.getByRole('button', { name: 'Powiadomienia, 1 nowe' }).click();
  const notices = desk.getByRole('dialog', { name: 'Powiadomienia' });
  await notices.getByText('Zadzwoń do pacjenta').waitFor();
  await notices.getByRole('button', { name: 'Pokaż' }).click();
  await desk.locator('[data-row]:focus').filter({ hasText: first.familyName }).getByText('czeka').waitFor();
  await row(first).getByText('w okolicy przychodni').waitFor();
  await look(t, desk, 'offers-waiting');
});

/** Terms of a facility that leave people two days and more. */
async function farTerms(facility) {
  const day = (after) => new Date(Date.now() + after * 86_400_000).toISOString().slice(0, 10);
  const everything = { place: null, radiusKm: null, practitioner: null, weekdays: [], hours: [], stepFree: false, stationary: false, language: null, after: null };
  const when = { dateFrom: day(4), dateTo: day(40), sort: 'earliest', differentFacilities: false, offset: 0, limit: 50 };
  const { slots } = await asks('search_slots', { query: { service: 'mammography', facility, ...everything, ...when } });
  assert.ok(slots.length > 20, `${slots.length} terms`);
  return slots.map(({ id }) => id);
}

test('a freed term is offered until a time, and taken by one key', async (t) => {
  await free();
  await rowWith(first, 'proponowany termin').waitFor();
  await deadline(first).waitFor();
  assert.equal(await row(first).getByRole('button', { name: /^Wypisz/ }).count(), 0, 'the offer is answered first');
  await look(t, desk, 'offers-offered');
  let answers = 0;
  desk.on('request', (request) => (answers += request.url().endsWith('/api/answer_offer') ? 1 : 0));
  await row(first).focus();
  await desk.keyboard.press('a');
  await desk.keyboard.press('a');
  await desk.getByText(/: termin przyjęty, wizyta umówiona\.$/).first().waitFor();
  await rowWith(first, 'ma termin').waitFor();
  assert.equal(answers, 1, 'a key that is pressed twice answers once');
  await look(t, desk, 'offers-accepted');
  const [, when] = (await row(first).innerText()).match(/ma termin\s+(.+?, \d{1,2}:\d\d), /);
  await desk.keyboard.press('Control+2');
  const visit = rowWith(first, 'z poczekalni');
  await visit.getByText(when, { exact: true }).waitFor();
  await visit.getByText('potwierdzona').waitFor();
});

test('who does not want the offered term keeps the place, and the answer can be taken back', async (t) => {
  await cancelled(second, 'clinic');
  await desk.keyboard.press('F8');
  await rowWith(second, 'czeka').waitFor();
  await free();
  await rowWith(second, 'proponowany termin').focus();
  // Only now: what was freed on the way may have gone to somebody before her.
  const place = await row(second).locator('td').first().innerText();
  await desk.keyboard.press('n');
  await rowWith(second, 'zaraz odrzucony').waitFor();
  await look(t, desk, 'offers-declining');
  await desk.keyboard.press('Control+z');
  await rowWith(second, 'proponowany termin').focus();
  await desk.keyboard.press('n');
  await rowWith(second, 'zaraz odrzucony').focus();
  await desk.keyboard.press('Enter');
  await desk.getByText(/: termin odrzucony\. Miejsce w poczekalni zostaje\.$/).first().waitFor();
  await rowWith(second, 'czeka').waitFor();
  assert.equal(await row(second).locator('td').first().innerText(), place);
});

test('waiting is prolonged by one key, and the registry has the last word', async (t) => {
  // Nobody waits for weeks here; what is asked of the registry is real.
  await intercept(desk, '**/api/waiting_list', async (route) => {
    const answer = await route.fetch();
    const list = await answer.json();
    await route.fulfill({ response: answer, json: list.map((entry) => ({ ...entry, daysLeft: 6 })) });
  });
  assert.equal(await row(second).getByRole('button', { name: /^Przedłuż/ }).count(), 0, 'its end is far');
  await desk.keyboard.press('F5');
  await row(second).getByRole('button', { name: /^Przedłuż/ }).waitFor();
  await look(t, desk, 'offers-ends');
  await row(second).focus();
  await desk.keyboard.press('w');
  await desk.getByText('Czekanie można przedłużyć najwcześniej 7 dni przed jego końcem.').first().waitFor();
  await desk.unrouteAll({ behavior: 'wait' });
  await desk.keyboard.press('F5');
  await row(second).getByRole('button', { name: /^Przedłuż/ }).waitFor({ state: 'detached' });
});

test('without the registry the answer waits, and the desk says until when it must arrive', async (t) => {
  await free();
  await deadline(second).waitFor();
  const [until] = (await deadline(second).innerText()).match(/\d.+/);
  await stage.killRegistry();
  await desk.getByText(/^Brak łączności z centralą od/).first().waitFor();
  await row(second).focus();
  await desk.keyboard.press('a');
  const told = `wizyta nie jest jeszcze umówiona. Odpowiedź czeka na centralę i musi do niej dotrzeć do ${until}.`;
  await desk.getByText(told).first().waitFor();
  await rowWith(second, 'czeka na centralę').getByText('Przyjęcie propozycji terminu').waitFor();
  await deadline(second).waitFor();
  assert.equal(await row(second).getByRole('button').count(), 0, 'what waits is not asked twice');
  await look(t, desk, 'offers-queued');
  await desk.keyboard.press('Control+4');
  await desk.getByText(`Przyjęcie propozycji terminu: ${second.familyName} K.`).waitFor();
  await look(t, desk, 'offers-requests-queued');

  await stage.startRegistry();
  await desk.keyboard.press('F5');
  await desk.getByText(`${second.familyName} K.: centrala potwierdziła.`).first().waitFor();
  await desk.keyboard.press('F8');
  await rowWith(second, 'ma termin').waitFor();
});

test('no data of a person is in a log, an address or a file of the desktop', () => {
  assertNoTraces(stage, [9, 10, 11].map(woman));
});
