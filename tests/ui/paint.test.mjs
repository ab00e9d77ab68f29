// From the key to the paint, at a desk that holds the terms of the whole country.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chooseService, results, toResults } from './desk.mjs';
import { ALL, Stage } from './stage.mjs';

/** Keys of a kind that are measured. */
const KEYS = 30;

/**
 * Times an empty call and its paint that a key of the desk may take. The budget is 50 ms from key to paint on a machine
 * that does nothing else; there an empty call takes 10 ms.
 */
const MOST = { search: 8, places: 8, choose: 5 };

let stage;
let desk;

before(async () => {
  stage = await Stage.start(ALL);
  desk = await stage.desk('desk');
  await desk.getByRole('contentinfo').getByText('Połączono z centralą').waitFor();
});
after(() => stage?.end());

/** Presses a key and waits until the page has measured what it did. */
async function press(key) {
  const before = await desk.evaluate(() => (window.__okienkoLatency ??= []).length);
  await desk.keyboard.press(key);
  const measured = await desk.waitForFunction((length) => window.__okienkoLatency[length], before);
  return (await measured.jsonValue()).ms;
}

/** Lets F7 do what every key needs on this machine now, whatever the program does: a call, and a paint of its answer. */
function answerEmptyCalls() {
  return desk.evaluate(() => {
    const answer = document.body.appendChild(document.createElement('output'));
    answer.style.position = 'fixed';
    addEventListener('keydown', async ({ key, timeStamp }) => {
      if (key !== 'F7') return;
      await fetch('/api/sync_state', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
      answer.value = String(timeStamp);
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => window.__okienkoLatency.push({ action: 'machine', ms: performance.now() - timeStamp });
        port2.postMessage(null);
      });
    });
  });
}

function median(times) {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
}

test('results, places and the chosen term are painted soon after the key', async (t) => {
  await chooseService(desk, 'Mammografia');
  await desk.locator('#place').fill('torun');
  await desk.getByRole('option', { name: /^Toruń gm\. Toruń/ }).waitFor();
  await desk.keyboard.press('Enter');
  await desk.getByLabel('Odległość').selectOption({ label: 'do 30 km' });
  await desk.getByRole('button', { name: '14 dni' }).click();
  await results(desk).getByRole('option').first().waitFor();
  const found = await desk.getByRole('heading', { name: /^\d+ woln/ }).innerText();
  t.diagnostic(`${stage.summary.terms} terms; Mammografia, Toruń, 30 km, 14 days: ${found}`);
  await answerEmptyCalls();

  const times = { machine: [], search: [], places: [], choose: [] };
  const shown = () => results(desk).getByRole('option').evaluateAll((options) => options.map(({ id }) => id));
  for (let index = 0; index < KEYS; index += 1) {
    times.machine.push(await press('F7'));
    // Another order brings another list.
    await desk.getByRole('button', { name: index % 2 === 0 ? 'Najbliżej' : 'Najwcześniej' }).focus();
    const before = await shown();
    times.search.push(await press('Enter'));
    assert.notDeepEqual(await shown(), before);
  }
  await desk.locator('#place').focus();
  for (let index = 0; index < KEYS; index += 1) times.places.push(await press(index === 0 ? 't' : index % 2 === 1 ? 'o' : 'Backspace'));
  await desk.keyboard.press('Escape');
  await toResults(desk);
  for (let index = 0; index < KEYS; index += 1) times.choose.push(await press(index % 2 === 0 ? 'ArrowDown' : 'ArrowUp'));

  const machine = median(times.machine);
  for (const [action, measured] of Object.entries(times)) {
    const p95 = measured.toSorted((a, b) => a - b)[Math.floor(measured.length * 0.95)];
    const ratio = median(measured) / machine;
    t.diagnostic(`${action}: median ${median(measured).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, ${ratio.toFixed(1)} empty calls, ${measured.length} keys`);
    if (action !== 'machine') assert.ok(ratio <= MOST[action], `${action} takes as long as ${ratio.toFixed(1)} empty calls`);
  }
});
