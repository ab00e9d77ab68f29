// A reception desk with a registry that answers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertNoTraces } from './canary.mjs';
import { answered, chooseResult, chooseService, enter, number, panel, results, tabTo, toResults } from './desk.mjs';
import { intercept } from './intercept.mjs';
import { look } from './look.mjs';
import { mistyped, woman } from './people.mjs';
import { Stage } from './stage.mjs';

/** A long referral key, invented. */
const REFERRAL = '40817263554901827364550918273645';

let stage;
let desk;

before(async () => {
  stage = await Stage.start();
  desk = await stage.desk('desk');
});
after(() => stage?.end());

test('the start says how many terms there are, and that they are invented', async (t) => {
  const status = desk.getByRole('contentinfo');
  await status.getByText('Połączono z centralą').waitFor();
  const [, terms, free] = (await status.innerText()).match(/([\d\u00a0]+) terminów, ([\d\u00a0]+) wolnych/);
  assert.equal(number(terms), stage.summary.terms);
  assert.equal(number(free), stage.summary.free);
  await desk.getByText('DANE DEMONSTRACYJNE').waitFor();
  await results(desk).getByRole('option').first().waitFor();
  await look(t, desk, 'reception-start');
});

test('a village that shares its name is asked about', async (t) => {
  const place = desk.getByLabel('Miejscowość lub kod').first();
  await place.click();
  await desk.keyboard.type('nowa wies');
  await desk.getByRole('option', { name: /^Nowa Wieś gm\. / }).nth(1).waitFor();
  await desk.keyboard.press('Enter');
  await desk.getByText('Jest kilka takich miejscowości. Którą wybrać?').first().waitFor();
  await look(t, desk, 'reception-which-place');
  await desk.keyboard.press('ArrowDown');
  const wanted = await desk.locator('#place-list [aria-selected=true]').innerText();
  await desk.keyboard.press('Enter');
  assert.equal(await place.inputValue(), wanted.split('\n')[0]);
  assert.match(wanted, /gm\. .+, pow\. .+, .+/);
});

test('a wrong PESEL is named in a sentence, and nothing typed is lost', async (t) => {
  const person = woman(0);
  const field = (name) => desk.getByRole('textbox', { name, exact: true });
  await enter(desk, { ...person, pesel: person.pesel.slice(0, 10) });
  await desk.getByText('Tu jest 10 cyfr, a PESEL ma 11.').waitFor();
  await field('PESEL').fill(mistyped(0));
  await desk.getByText('W tym numerze PESEL jest pomyłka. Sprawdź cyfry jeszcze raz.').waitFor();
  await look(t, desk, 'reception-wrong-pesel');

  await chooseService(desk, 'Mammografia');
  await desk.locator('#place').fill('torun');
  await desk.keyboard.press('Enter');
  await toResults(desk);
  await desk.keyboard.press('Enter');
  await desk.locator('#patient-pesel:focus').waitFor();
  assert.equal(await field('PESEL').inputValue(), mistyped(0));
  assert.equal(await field('Imię').inputValue(), person.givenName);
  assert.equal(await field('Nazwisko').inputValue(), person.familyName);
  assert.equal(await field('Telefon').inputValue(), person.phone);
  await desk.keyboard.press('Control+2');
  await desk.getByText('Nie ma jeszcze wizyt').waitFor();
  await look(t, desk, 'reception-no-visits');
});

test('a person who has been typed becomes a card, however late the desk hears about the PESEL', async () => {
  const person = woman(2);
  let leave;
  const left = new Promise((resolve) => (leave = resolve));
  await intercept(desk, '**/api/check_patient', async (route) => {
    await left;
    await route.continue();
  });
  await desk.keyboard.press('Control+1');
  await enter(desk, person);
  await desk.keyboard.press('Tab');
  await desk.locator('form.patient :focus').waitFor({ state: 'detached' });
  const card = desk.getByRole('button', { name: `${person.familyName} ${person.givenName}` });
  assert.equal(await card.count(), 0);
  leave();
  await card.waitFor();
  await desk.unroute('**/api/check_patient');
});

test('a visit is booked by keyboard alone, and another desk no longer offers its term', async (t) => {
  const other = await stage.desk('other-desk');
  await chooseService(other, 'Mammografia');
  await other.getByRole('button', { name: 'Najbliżej' }).click();
  await desk.reload();
  await desk.locator('#patient-pesel:focus').waitFor();

  const person = woman(1);
  for (const text of [person.pesel, person.givenName, person.familyName, person.phone]) {
    await desk.keyboard.type(text);
    await desk.keyboard.press('Tab');
  }
  await tabTo(desk, desk.getByLabel('Świadczenie'));
  await desk.keyboard.type('Mammo');
  await tabTo(desk, desk.locator('#place'));
  await desk.keyboard.type('torun');
  await desk.getByRole('option', { name: /^Toruń gm\. Toruń/ }).waitFor();
  await desk.keyboard.press('Enter');
  assert.equal(await desk.locator('#place').inputValue(), 'Toruń');
  await tabTo(desk, desk.getByRole('button', { name: 'Najbliżej' }));
  await desk.keyboard.press('Space');
  await desk.getByText('najbliższe na górze').waitFor();
  const distances = (await results(desk).locator('.gh small').allInnerTexts()).map((text) => {
    assert.match(text, /^\d+(,\d)? km$/);
    return Number(text.replace(' km', '').replace(',', '.'));
  });
  assert.deepEqual(distances, distances.toSorted((a, b) => a - b));
  assert.ok(distances[0] < 30, `${distances}`);

  await toResults(desk);
  const term = await chooseResult(desk, 3);
  await look(t, desk, 'reception-chosen');
  const offered = other.locator(`[id="${term}"]`);
  await offered.waitFor({ state: 'attached' });
  await desk.keyboard.press('Enter');
  await answered(desk, 'potwierdzona');
  const confirmed = performance.now();
  await offered.waitFor({ state: 'detached' });
  const took = performance.now() - confirmed;
  t.diagnostic(`the other desk dropped the term ${took.toFixed(0)} ms after the confirmation`);
  assert.ok(took < 2000, `${took} ms`);
  assert.match(await panel(desk).innerText(), /Numer wizyty\s+[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\s/);
  assert.equal(await desk.getByText('centrala potwierdziła').count(), 0, 'one answer is told once');
  await look(t, desk, 'reception-booked');
  await other.close();
});

test('someone waits, a visit is cancelled, taken back and cancelled again, and the waiting person has the term', async (t) => {
  const person = woman(2);
  await enter(desk, person);
  await toResults(desk);
  await desk.keyboard.press('p');
  const dialog = desk.getByRole('dialog', { name: 'Dodaj do poczekalni' });
  await dialog.getByLabel('Uprawnienie poza kolejnością').selectOption({ label: 'Ciąża' });
  await dialog.getByText('Sprawdź dokument, który potwierdza uprawnienie.').waitFor();
  await dialog.getByLabel('Może przyjść z dnia na dzień').check();
  await look(t, desk, 'reception-join');
  await dialog.getByRole('button', { name: 'Dodaj do poczekalni' }).press('Enter');
  await desk.getByText('Dodano do poczekalni. Szukanie potrwa do 90 dni.').first().waitFor();
  await desk.keyboard.press('F8');
  const entry = desk.getByRole('row').filter({ hasText: person.familyName });
  await entry.getByText('czeka').waitFor();
  await look(t, desk, 'reception-waiting');

  await desk.keyboard.press('Control+2');
  const visit = desk.getByRole('row').filter({ hasText: woman(1).familyName });
  await desk.locator('[data-row]:focus').waitFor();
  await look(t, desk, 'reception-visits');
  await desk.keyboard.press('Delete');
  const question = desk.getByRole('dialog', { name: /Odwołać wizytę\?/ });
  await question.waitFor();
  await look(t, desk, 'reception-cancel');
  await desk.keyboard.press('3');
  assert.ok(await question.getByLabel('Wizyta wpisana przez pomyłkę').isChecked());
  await desk.keyboard.press('Enter');
  await desk.getByText(/za chwilę odwołam wizytę/).first().waitFor();
  await visit.getByText('zaraz odwołana').waitFor();
  await look(t, desk, 'reception-undo');
  await desk.keyboard.press('Control+z');
  await visit.getByText('potwierdzona').waitFor();

  await desk.keyboard.press('Delete');
  await question.waitFor();
  await desk.keyboard.press('Enter');
  await visit.getByText('zaraz odwołana').waitFor();
  await desk.locator('[data-row]:focus').waitFor();
  await desk.keyboard.press('Enter');
  await desk.getByText(/wizyta odwołana\. Termin dostała osoba z poczekalni\./).first().waitFor();

  const bell = desk.getByRole('button', { name: 'Powiadomienia, 1 nowe' });
  await bell.click();
  const notices = desk.getByRole('dialog', { name: 'Powiadomienia' });
  await notices.getByText('Osoba z poczekalni dostała termin. Mammografia.').waitFor();
  assert.doesNotMatch(await notices.innerText(), /Próbnicka|Kanarina|700517/);
  await look(t, desk, 'reception-notices');
  await desk.getByRole('button', { name: 'Powiadomienia', exact: true }).waitFor();
  await notices.getByRole('button', { name: 'Pokaż' }).click();
  await entry.getByText('ma termin').waitFor();
});

test('a visit on a referral is booked with its long key', async (t) => {
  await desk.keyboard.press('Control+1');
  await chooseService(desk, 'Kardiolog, pierwsza wizyta');
  await enter(desk, woman(3));
  await desk.getByRole('button', { name: 'Najwcześniej' }).click();
  await toResults(desk);
  await desk.keyboard.press('1');
  await desk.keyboard.press('Enter');
  await desk.getByText('Do tego świadczenia potrzebne jest e-skierowanie. Podaj jego 4-cyfrowy kod.').first().waitFor();
  await look(t, desk, 'reception-no-referral');
  await desk.locator('#patient-referral:focus').waitFor();
  await desk.keyboard.type(REFERRAL);
  await toResults(desk);
  await desk.keyboard.press('Enter');
  await answered(desk, 'potwierdzona');
});

test('where nothing is free, the desk says until when and what can be done', async (t) => {
  await chooseService(desk, 'Mammografia');
  await desk.locator('#place').fill('ustrzyki gorne');
  await desk.getByRole('option', { name: /^Ustrzyki Górne/ }).waitFor();
  await desk.keyboard.press('Enter');
  await desk.getByLabel('Odległość').selectOption({ label: 'do 5 km' });
  await desk.getByText(/^Brak wolnych terminów do \d+ \S+$/).waitFor();
  await look(t, desk, 'reception-none');
  await desk.getByRole('button', { name: 'Szukaj do 10 km' }).click();
  assert.equal(await desk.getByLabel('Odległość').inputValue(), '10');
});

test('the palette, the shortcuts and the calendar', async (t) => {
  await desk.keyboard.press('Control+k');
  await desk.getByRole('combobox', { name: 'Polecenie, świadczenie lub miejscowość' }).waitFor();
  await look(t, desk, 'reception-palette');
  await desk.keyboard.type('mammo');
  await desk.getByRole('option', { name: 'Mammografia Szukaj terminów na to świadczenie' }).waitFor();
  await look(t, desk, 'reception-palette-found');
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('F1');
  await desk.getByRole('dialog', { name: 'Skróty klawiszowe' }).waitFor();
  await look(t, desk, 'reception-shortcuts');
  await desk.keyboard.press('Escape');
  await desk.getByRole('button', { name: 'Otwórz kalendarz' }).click();
  await desk.getByRole('dialog', { name: 'Kalendarz' }).waitFor();
  await look(t, desk, 'reception-calendar');
  await desk.keyboard.press('Escape');
});

test('no data of a person is in a log, an address or a file of the desktop', () => {
  const people = [0, 1, 2, 3].map(woman);
  assertNoTraces(stage, [...people, { ...woman(0), pesel: mistyped(0) }, { ...woman(3), phone: REFERRAL }]);
});
