// What a reception desk does with visits that are booked.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertNoTraces } from './canary.mjs';
import { answered, chooseResult, chooseService, enter, panel, results, toResults } from './desk.mjs';
import { intercept } from './intercept.mjs';
import { look } from './look.mjs';
import { woman } from './people.mjs';
import { Stage } from './stage.mjs';

const NUMBER = /[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}/;

let stage;
let desk;
let other;
/** Number of the visit that is moved about, and its terms: the one it was moved from, and the one it has. */
let number;
let left;
let taken;
/** Somebody who waited got the first of the two: among the people of the demonstration there may be one on some days. */
let passedOn;

before(async () => {
  stage = await Stage.start();
  desk = await stage.desk('desk');
  other = await stage.desk('other-desk');
  for (const page of [desk, other]) {
    await chooseService(page, 'Mammografia');
    await page.getByRole('button', { name: 'Najbliżej' }).click();
    await page.getByText('najbliższe na górze').waitFor();
  }
  await enter(desk, woman(7));
  await toResults(desk);
  left = await chooseResult(desk, 2);
  await desk.keyboard.press('Enter');
  await answered(desk, 'potwierdzona');
  [number] = (await panel(desk).innerText()).match(NUMBER);
});
after(() => stage?.end());

/** The row of the visit. */
const visit = () => desk.getByRole('row').filter({ hasText: number });

/** Opens the list of visits, which also has those of the other desk, and starts to move ours. */
async function startMove() {
  await desk.keyboard.press('Control+2');
  await desk.locator('[data-row]:focus').waitFor();
  await visit().focus();
  await desk.keyboard.press('r');
  await desk.getByRole('heading', { name: `Nowy termin dla wizyty ${number}` }).waitFor();
  await desk.locator('#results:focus').waitFor();
}

/** Day and time as the panel tells them. */
async function when() {
  return panel(desk).getByRole('heading', { level: 2 }).innerText();
}

test('a visit is being moved until the key that leaves it where it is', async (t) => {
  await chooseService(desk, 'Cytologia');
  await desk.keyboard.press('Control+2');
  await desk.locator('[data-row]:focus').getByRole('button', { name: /^Przełóż/ }).waitFor();
  await look(t, desk, 'visits-list');
  await startMove();
  await desk.getByText(`Przekładasz wizytę ${number}.`).waitFor();
  assert.equal(await desk.getByLabel('Świadczenie').inputValue(), 'mammography');
  assert.ok(await desk.getByLabel('Świadczenie').isDisabled());
  assert.equal(await desk.locator('#patient-pesel').count(), 0, 'the person is known');
  await desk.getByRole('button', { name: 'Przełóż na ten termin' }).waitFor();
  await look(t, desk, 'visits-moving');
  await desk.keyboard.press('p');
  assert.equal(await desk.getByRole('dialog').count(), 0);

  await desk.keyboard.press('Control+2');
  await visit().getByText('wybierasz nowy termin').waitFor();
  await look(t, desk, 'visits-list-moving');
  await desk.keyboard.press('Escape');
  await visit().getByText('potwierdzona').waitFor();
});

test('a visit is moved by keyboard alone and keeps its number', async (t) => {
  await startMove();
  taken = await chooseResult(desk, 4);
  const chosen = await when();
  await desk.keyboard.press('Enter');
  await panel(desk).getByRole('heading', { name: 'Wizyta przełożona' }).waitFor();
  await answered(desk, 'potwierdzona');
  const told = await panel(desk).innerText();
  assert.ok(told.includes(chosen) && told.includes(number), told);
  await look(t, desk, 'visits-moved');
  await desk.keyboard.press('Enter');
  await desk.locator('[data-row]:focus').getByText(number).waitFor();
  assert.equal(await desk.locator('[data-row]').count(), 1);
  const [, time] = chosen.match(/(\d{1,2}:\d\d)$/);
  await visit().getByText(new RegExp(`, ${time}$`)).waitFor();
  await desk.keyboard.press('Control+4');
  await desk.locator('[data-row]:focus').waitFor();
  passedOn = (await desk.getByText('Poprzedni termin dostała osoba z poczekalni.').count()) === 1;
  await desk.keyboard.press('Control+2');
  await desk.locator('[data-row]:focus').waitFor();
});

test('somebody else is first: the visit stays, and three other terms are named', async (t) => {
  await enter(other, woman(8));
  await toResults(other);
  const before = await visit().locator('td').first().innerText();
  await startMove();
  // Both have heard of the move before: no row changes under the hand any more.
  for (const page of [desk, other]) {
    await page.locator(`[id="${left}"]`).waitFor({ state: passedOn ? 'detached' : 'visible' });
    await page.locator(`[id="${taken}"]`).waitFor({ state: 'detached' });
  }
  const term = await chooseResult(desk, 6);
  const wanted = other.locator(`[id="${term}"]`);
  await wanted.waitFor();
  await intercept(desk, '**/api/reschedule', async (route) => {
    await wanted.click();
    assert.equal(await wanted.getAttribute('aria-selected'), 'true');
    await other.keyboard.press('Enter');
    await answered(other, 'potwierdzona');
    await route.continue();
  }, { times: 1 });
  await desk.keyboard.press('Enter');
  const conflict = desk.getByRole('alertdialog', { name: 'Ten termin zajął ktoś inny' });
  await conflict.getByText(/wizyta zostaje w obecnym terminie/).waitFor();
  const alternatives = conflict.getByRole('option');
  assert.equal(await alternatives.count(), 3);
  await look(t, desk, 'visits-conflict');
  await conflict.getByRole('button', { name: 'Później' }).click();
  await desk.keyboard.press('Control+4');
  await desk.locator('[data-row]:focus').getByText('Przełożenie wizyty').waitFor();
  await look(t, desk, 'visits-requests-refused');
  await desk.keyboard.press('Control+2');
  assert.equal(await visit().locator('td').first().innerText(), before, 'the visit is where it was');
  await desk.keyboard.press('Control+4');
  await desk.locator('[data-row]:focus').waitFor();
  await desk.keyboard.press('Enter');
  await alternatives.first().waitFor();
  const [, time] = (await alternatives.first().innerText()).match(/(\d{1,2}:\d\d)/);
  await desk.keyboard.press('1');
  await panel(desk).getByRole('heading', { name: 'Wizyta przełożona' }).waitFor();
  assert.match(await panel(desk).innerText(), new RegExp(`, ${time}\\n`));
  await desk.keyboard.press('Control+4');
  await desk.getByText('Ostatnio załatwione').waitFor();
  // The next one settles the refused request.
  await desk.getByText('nieprzyjęte').first().waitFor({ state: 'detached' });
});

test('without the registry a move waits, and the list says where to', async (t) => {
  await desk.keyboard.press('Control+2');
  await desk.locator('[data-row]:focus').waitFor();
  await stage.killRegistry();
  await desk.getByText(/^Brak łączności z centralą od/).first().waitFor();
  await startMove();
  await chooseResult(desk, 1);
  const [, time] = (await when()).match(/(\d{1,2}:\d\d)$/);
  await desk.getByRole('button', { name: 'Poproś o ten termin' }).waitFor();
  await desk.keyboard.press('Enter');
  await answered(desk, 'czeka na centralę');
  await panel(desk).getByText(/Dopóki centrala nie odpowie, ważny jest obecny termin\./).waitFor();
  await look(t, desk, 'visits-move-queued');
  await desk.keyboard.press('Enter');
  await visit().getByText('czeka na centralę').waitFor();
  await visit().getByText(new RegExp(`^nowy termin: .+, ${time}$`)).waitFor();
  assert.equal(await visit().getByRole('button').count(), 0, 'what waits is not asked twice');
  await look(t, desk, 'visits-list-queued');

  await stage.startRegistry();
  await desk.keyboard.press('F5');
  await desk.getByText(/centrala potwierdziła\./).first().waitFor();
  await visit().getByText('potwierdzona').waitFor();
  await visit().getByText(new RegExp(`, ${time}$`)).first().waitFor();
  assert.equal(await desk.getByRole('row').filter({ hasText: woman(7).familyName }).count(), 1, 'neither none nor two');
});

test('no data of a person is in a log, an address or a file of the desktop', () => {
  assertNoTraces(stage, [7, 8].map(woman));
});
