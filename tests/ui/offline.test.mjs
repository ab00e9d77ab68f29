// Two reception desks whose registry goes away and comes back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertNoTraces } from './canary.mjs';
import { answered, chooseResult, chooseService, enter, panel, results, toResults } from './desk.mjs';
import { look } from './look.mjs';
import { woman } from './people.mjs';
import { Stage } from './stage.mjs';

let stage;
let desk;
let other;

before(async () => {
  stage = await Stage.start();
  desk = await stage.desk('desk');
  other = await stage.desk('other-desk');
  for (const page of [desk, other]) {
    await chooseService(page, 'Mammografia');
    await results(page).getByRole('option').first().waitFor();
    await page.getByRole('contentinfo').getByText('Połączono z centralą').waitFor();
  }
});
after(() => stage?.end());

test('without the registry the desk says since when, and no term looks certain', async (t) => {
  await stage.killRegistry();
  for (const page of [desk, other]) {
    await page.getByText(/^Brak łączności z centralą od \d{1,2}:\d\d\.$/).first().waitFor();
  }
  await desk.getByText(/Widzisz dane z \d{1,2}:\d\d\. Nowe rezerwacje czekają na wysłanie i nie są jeszcze pewne\./).waitFor();
  await desk.getByText(/Brak łączności · dane z \d{1,2}:\d\d/).waitFor();
  const row = results(desk).getByRole('option', { selected: false }).first();
  assert.equal(await row.evaluate((element) => getComputedStyle(element).outlineStyle), 'dashed');
  await look(t, desk, 'reception-offline');
  await desk.keyboard.press('F8');
  await desk.getByText('Kolejność w poczekalni zna tylko centrala. Lista pojawi się, gdy wróci łączność.').waitFor();
  await look(t, desk, 'reception-offline-waiting');
  await desk.keyboard.press('Control+1');
});

test('a search still answers, and a booking waits for the registry', async (t) => {
  await desk.getByRole('button', { name: 'Najbliżej' }).click();
  await desk.getByText('najbliższe na górze').waitFor();
  await enter(desk, woman(4));
  await toResults(desk);
  const term = await chooseResult(desk, 1);
  await desk.getByRole('button', { name: 'Poproś o termin' }).waitFor();
  await desk.keyboard.press('Enter');
  await answered(desk, 'czeka na centralę');
  assert.doesNotMatch(await panel(desk).innerText(), /potwierdzona|Numer wizyty/);
  await panel(desk).getByText(/Termin nie jest jeszcze pewny\. Zadzwonimy, gdy centrala odpowie\./).waitFor();
  await desk.getByRole('contentinfo').getByText('1 czeka na wysłanie').waitFor();
  await desk.locator(`[id="${term}"]`).getByText('czeka na centralę').waitFor();
  await look(t, desk, 'reception-queued');
});

test('the registry is back: what waited is confirmed', async () => {
  await stage.startRegistry();
  await desk.keyboard.press('F5');
  await answered(desk, 'potwierdzona');
  await desk.getByText('Próbnicka-Eź K.: centrala potwierdziła.').first().waitFor();
  await desk.getByRole('contentinfo').getByText('Wszystko wysłane').waitFor();
  await other.keyboard.press('F5');
  await other.getByRole('contentinfo').getByText('Połączono z centralą').waitFor();
});

test('two desks ask for the same term offline: one gets it, the other one chooses among three', async (t) => {
  await stage.killRegistry();
  const asked = [];
  for (const [page, person] of [[desk, woman(5)], [other, woman(6)]]) {
    await page.getByText(/^Brak łączności z centralą od/).first().waitFor();
    await enter(page, person);
    await page.getByRole('button', { name: 'Najbliżej' }).click();
    await page.getByText('najbliższe na górze').waitFor();
    await toResults(page);
    asked.push(await chooseResult(page, 2));
    await page.keyboard.press('Enter');
    await answered(page, 'czeka na centralę');
  }
  assert.equal(asked[0], asked[1]);
  await desk.keyboard.press('Control+4');
  await desk.getByRole('heading', { name: '1 czeka na centralę' }).waitFor();
  await look(t, desk, 'reception-requests-queued');

  await stage.startRegistry();
  const refusals = [desk, other].map((page) => page.getByText(/centrala odmówiła\. Trzeba zdecydować, co dalej\./).first().waitFor().then(() => page));
  await Promise.all([desk, other].map((page) => page.keyboard.press('F5')));
  const loser = await Promise.any(refusals);
  Promise.allSettled(refusals);
  const winner = loser === desk ? other : desk;
  await winner.getByText(/: centrala potwierdziła\./).first().waitFor();

  await loser.keyboard.press('Control+4');
  const refused = loser.locator('[data-row]:focus');
  await refused.getByText('nieumówiona').waitFor();
  await look(t, loser, 'reception-requests-refused');
  await loser.keyboard.press('Enter');
  const conflict = loser.getByRole('alertdialog', { name: 'Ten termin zajął ktoś inny' });
  const alternatives = conflict.getByRole('option');
  await alternatives.first().waitFor();
  assert.equal(await alternatives.count(), 3);
  const [, time] = (await alternatives.first().innerText()).match(/(\d{1,2}:\d\d)/);
  await look(t, loser, 'reception-conflict');
  await loser.keyboard.press('1');
  await answered(loser, 'potwierdzona');
  assert.match(await panel(loser).innerText(), new RegExp(`, ${time}\\n`));
  await loser.keyboard.press('Control+4');
  await loser.getByText('Ostatnio załatwione').waitFor();
  await loser.getByText('nieumówiona').waitFor({ state: 'detached' });
  await look(t, loser, 'reception-requests-recent');
});

test('no data of a person is in a log, an address or a file of the desktop', () => {
  assertNoTraces(stage, [4, 5, 6].map(woman));
});
