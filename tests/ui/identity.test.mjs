// People without a PESEL, and children with somebody who answers for them.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertNoTraces } from './canary.mjs';
import { answered, chooseResult, chooseService, enter, panel, results, tabTo, toResults } from './desk.mjs';
import { look } from './look.mjs';
import { child, foreigner, woman } from './people.mjs';
import { Stage } from './stage.mjs';

let stage;
let desk;

before(async () => {
  stage = await Stage.start();
  desk = await stage.desk('desk');
  await desk.getByLabel('Świadczenie').waitFor();
  await chooseService(desk, 'Mammografia');
  await results(desk).getByRole('option').first().waitFor();
});
after(() => stage?.end());

/** The row of a person in a list. */
const row = (person) => desk.getByRole('row').filter({ hasText: person.familyName });

/** Starts with the next person, of whom there is a document instead of a PESEL, by keyboard. */
async function enterDocument({ country, number, birthDate, sex, givenName, familyName, phone }) {
  await desk.keyboard.press('Shift+F2');
  await desk.locator('#patient-pesel:focus').waitFor();
  await desk.keyboard.press('Shift+Tab');
  await desk.keyboard.press('Enter');
  await desk.locator('#patient-kind:focus').waitFor();
  for (const text of [country.slice(0, 3), number, birthDate, sex.slice(0, 1), givenName, familyName, phone]) {
    await desk.keyboard.press('Tab');
    await desk.keyboard.type(text);
  }
}

test('a visit is booked without a PESEL by keyboard alone', async (t) => {
  const person = foreigner(1);
  await desk.keyboard.press('Shift+F2');
  await desk.getByRole('button', { name: 'Nie ma numeru PESEL' }).press('Enter');
  await desk.locator('#patient-kind:focus').waitFor();
  await look(t, desk, 'identity-document');

  await enterDocument(person);
  await desk.getByText('Kobieta, 56 l.').waitFor();
  await look(t, desk, 'identity-document-typed');
  await toResults(desk);
  await chooseResult(desk, 1);
  await panel(desk).getByText('Dokument zamiast numeru PESEL').waitFor();
  await desk.getByText('56 lat · paszport UA ••••01').waitFor();
  await look(t, desk, 'identity-document-chosen');
  await desk.keyboard.press('Enter');
  await answered(desk, 'potwierdzona');
});

test('the same passport typed in another way is the same person', async (t) => {
  await enterDocument({ ...foreigner(1), number: 'ka901-901' });
  await toResults(desk);
  await desk.keyboard.press('2');
  await desk.keyboard.press('Enter');
  await desk.getByText('Ta osoba ma już umówioną wizytę na to świadczenie.').first().waitFor();
  await look(t, desk, 'identity-booked-before');
  await desk.keyboard.press('Escape');
});

test('what is wrong with a document is said beside its field', async (t) => {
  await enterDocument({ ...foreigner(2), number: woman(2).pesel });
  await desk.getByText('To jest numer PESEL. Wybierz „Ma numer PESEL” i wpisz go tam.').waitFor();
  await look(t, desk, 'identity-pesel-in-document');
  const field = (name) => desk.getByRole('textbox', { name, exact: true });
  await field('Numer dokumentu').fill(foreigner(2).number);
  await field('Data urodzenia').fill('17.05.70');
  await tabTo(desk, desk.getByLabel('Płeć'));
  await desk.getByText('To nie jest data urodzenia. Wpisz dzień, miesiąc i rok, na przykład 24.11.1990.').waitFor();
  await look(t, desk, 'identity-wrong-birth-date');
  await field('Data urodzenia').fill('17.05.2001');
  await desk.getByText(/Ta osoba jest za młoda\./).first().waitFor();
  await look(t, desk, 'identity-too-young');
});

test('a child needs who answers for it, and that is who is called', async (t) => {
  const person = child(3);
  await desk.keyboard.press('Control+1');
  await chooseService(desk, 'Kardiolog, pierwsza wizyta');
  await enter(desk, person, '7731');
  await desk.getByText('Pacjent nie ma 18 lat.').first().waitFor();
  await toResults(desk);
  await chooseResult(desk, 1);
  await desk.keyboard.press('Enter');
  await desk.locator('#patient-guardianGivenName:focus').waitFor();
  await desk.getByText('W dniu wizyty pacjent nie ma jeszcze 18 lat. Podaj imię, nazwisko i telefon opiekuna.').first().waitFor();
  await look(t, desk, 'identity-guardian-required');
  for (const text of [person.guardian.givenName, person.guardian.familyName, person.guardian.phone]) {
    await desk.keyboard.type(text);
    await desk.keyboard.press('Tab');
  }
  await toResults(desk);
  await panel(desk).getByText('Opiekun podany').waitFor();
  await look(t, desk, 'identity-guardian');
  await desk.keyboard.press('Enter');
  await answered(desk, 'potwierdzona');
});

test('the list says how people without a PESEL are recognised, and whom to call', async (t) => {
  await desk.keyboard.press('Control+2');
  const foreign = await row(foreigner(1)).innerText();
  assert.match(foreign, /paszport UA ••••01/);
  const { guardian, familyName } = child(3);
  const young = await row(child(3)).innerText();
  assert.match(young, new RegExp(`opiekun: ${guardian.familyName} ${guardian.givenName}`));
  assert.ok(young.replaceAll(/\s/g, '').includes(guardian.phone), young);
  assert.ok(young.includes(familyName));
  await look(t, desk, 'identity-visits');
});

test('a guardian of a grown-up is added on demand, and taken back', async (t) => {
  await desk.keyboard.press('Control+1');
  await chooseService(desk, 'Mammografia');
  await enter(desk, woman(4));
  await desk.getByRole('button', { name: 'Dodaj opiekuna' }).press('Enter');
  await desk.locator('#patient-guardianGivenName:focus').waitFor();
  await look(t, desk, 'identity-guardian-added');
  await desk.getByRole('button', { name: 'Bez opiekuna' }).press('Enter');
  await desk.locator('#patient-phone:focus').waitFor();
  await toResults(desk);
  await desk.keyboard.press('1');
  await desk.keyboard.press('Enter');
  await answered(desk, 'potwierdzona');
});

test('the terms that the clinic keeps for who has no PESEL are found with a document', async (t) => {
  await desk.keyboard.press('Shift+F2');
  const first = results(desk).getByRole('option').first();
  const [, day] = (await first.getAttribute('id')).match(/^slot-\d+-(\d{4}-\d\d-\d\d)-/);
  const file = join(stage.folder, 'reserve.csv');
  const row = [day, '05:00', '05:40', 20, 'Pracownia rezerwy', '', 'mammography', 'no-pesel'].join(';');
  writeFileSync(file, ['date;from;to;minutes;practitioner;room;service;pool', row].join('\n'));
  const boot = await desk.request.post(new URL('/api/boot', desk.url()).href, { data: {} });
  await stage.publish((await boot.json()).home.facility, file);
  await enterDocument(foreigner(5));
  await desk.keyboard.press('F5');
  await first.getByText('Pracownia rezerwy').waitFor();
  await first.getByText('bez PESEL').waitFor();
  await toResults(desk);
  await chooseResult(desk, 1);
  await panel(desk).getByText('rezerwa dla osób bez PESEL').waitFor();
  await look(t, desk, 'identity-reserve');
  await desk.keyboard.press('Enter');
  await answered(desk, 'potwierdzona');
  await desk.keyboard.press('Shift+F2');
  await results(desk).getByText('Pracownia rezerwy').first().waitFor({ state: 'detached' });
});

test('no document and no guardian stays where it can be read', () => {
  const typed = (person, pesel) => ({ ...person, pesel });
  const people = [1, 2, 5].map(foreigner).flatMap((person) => [
    typed(person, person.number),
    typed(person, person.number.replaceAll(' ', '')),
    typed(person, person.birthDate),
  ]);
  const young = child(3);
  assertNoTraces(stage, [...people, typed({ ...young, ...young.guardian }, young.pesel), typed(woman(2), woman(2).pesel), woman(4)]);
});
