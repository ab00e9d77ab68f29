// Orders and filters of the terms, and a desk that holds a part of Poland.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chooseService, number, panel, results } from './desk.mjs';
import { look } from './look.mjs';
import { Stage } from './stage.mjs';

let stage;
let desk;

before(async () => {
  stage = await Stage.start();
  desk = await stage.desk('desk', '--voivodeships', 'kujawsko-pomorskie');
});
after(() => stage?.end());

/** Does something and waits for the answer of the search that asks for this. */
async function searching(page, wanted, does) {
  const asks = (request) => Object.entries(wanted).every(([name, value]) => request.postDataJSON().query[name] === value);
  const answer = page.waitForResponse((response) => response.url().endsWith('/search_slots') && asks(response.request()));
  await does();
  const { slots } = await (await answer).json();
  return slots.map((slot) => ({ ...slot, at: Date.parse(`${slot.date}T${slot.time}Z`) / 60_000 }));
}

const found = async (page) => number((await page.locator('.reshead h2').innerText()).match(/^[\d\s]+/)[0]);

test('a desk that holds a voivodeship says so and holds nothing else', async (t) => {
  const status = desk.getByRole('contentinfo');
  await status.getByText('Połączono z centralą').waitFor();
  const [, terms] = (await status.innerText()).match(/([\d\u00a0]+) terminów/);
  assert.ok(number(terms) > 0 && number(terms) < stage.summary.terms, terms);
  await results(desk).getByRole('option').first().waitFor();
  await desk.getByText('tylko kujawsko-pomorskie').waitFor();
  await look(t, desk, 'finding-held');

  await desk.locator('#place').fill('zakopane');
  await desk.getByRole('option', { name: /^Zakopane/ }).first().waitFor();
  await desk.keyboard.press('Enter');
  await desk.getByText('Na tym komputerze są terminy tylko z tej części Polski: kujawsko-pomorskie.').waitFor();
  await look(t, desk, 'finding-not-held');
});

test('the best terms are near and soon', async (t) => {
  await chooseService(desk, 'Mammografia');
  await desk.locator('#place').fill('torun');
  await desk.getByRole('option', { name: /^Toruń/ }).first().waitFor();
  await desk.keyboard.press('Enter');
  await results(desk).getByRole('option').first().waitFor();
  const best = await searching(desk, { sort: 'best' }, () => desk.getByRole('button', { name: 'Blisko i wkrótce' }).click());
  await desk.getByText('najlepsze na górze: 10 km dalej jak dzień później').waitFor();
  const cost = best.map(({ at, distanceKm }) => at + distanceKm * 144);
  // Distances on screen are rounded to 100 m.
  for (const [i, one] of cost.slice(1).entries()) assert.ok(one >= cost[i] - 15, `${i}: ${cost[i]} before ${one}`);
  await look(t, desk, 'finding-best');
});

test('mobile units can be left out', async () => {
  const all = await found(desk);
  const slots = await searching(desk, { stationary: true }, () => desk.getByLabel('Bez mammobusów').check());
  assert.ok(slots.every((slot) => !slot.mobile));
  await desk.getByLabel('Bez mammobusów').uncheck();
  await desk.waitForFunction((all) => Number(document.querySelector('.reshead h2').innerText.match(/^[\d\s]+/)[0].replaceAll(/\s/g, '')) === all, all);
});

test('only those who speak a language are found', async (t) => {
  await chooseService(desk, 'Kardiolog, pierwsza wizyta');
  await results(desk).getByRole('option').first().waitFor();
  const slots = await searching(desk, { language: 'uk' }, () => desk.getByLabel('Język rozmowy').selectOption({ label: 'ukraiński' }));
  assert.ok(slots.length > 0 && slots.every((slot) => slot.languages.includes('uk')));
  await panel(desk).getByText(/^języki: polski, .*ukraiński$/).waitFor();
  await look(t, desk, 'finding-language');
});

test('the next page begins after the last term on screen', async () => {
  const more = desk.getByRole('button', { name: /^Pokaż więcej/ });
  const any = () => desk.getByLabel('Język rozmowy').selectOption({ label: 'polski albo dowolny' });
  const shown = await searching(desk, { language: null, after: null }, any);
  await desk.locator(`#slot-${shown.at(-1).id}`).waitFor();
  const first = await results(desk).getByRole('option').count();
  const next = await searching(desk, { after: shown.at(-1).id }, () => more.click());
  await desk.locator(`#slot-${next[0].id}`).waitFor();
  const ids = await results(desk)
    .getByRole('option')
    .evaluateAll((rows) => rows.map((row) => row.id));
  assert.equal(new Set(ids).size, ids.length, 'no term twice');
  assert.ok(ids.length > first && ids[first] === `slot-${next[0].id}`);
});
