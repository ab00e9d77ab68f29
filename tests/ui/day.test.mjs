// Who comes to the clinic on a day, and who came.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertNoTraces } from './canary.mjs';
import { answered, chooseResult, chooseService, enter, panel, toResults } from './desk.mjs';
import { intercept } from './intercept.mjs';
import { look } from './look.mjs';
import { woman } from './people.mjs';
import { Stage } from './stage.mjs';

let stage;
let desk;

before(async () => {
  stage = await Stage.start();
  desk = await stage.desk('desk');
  await desk.getByLabel('Świadczenie').waitFor();
});
after(() => stage?.end());

/** The row of a person's visit. */
const visit = (person) => desk.getByRole('row').filter({ hasText: person.familyName });
const shownDay = () => desk.getByRole('group', { name: 'U nas dnia' }).locator('strong');

test('a clinic sees who comes on a day, and books for that day', async (t) => {
  await desk.keyboard.press('Control+2');
  await desk.getByRole('heading', { name: 'Wizyty umówione tutaj' }).waitFor();
  await desk.keyboard.press('Control+d');
  await desk.getByRole('heading', { name: 'Wizyty u nas' }).waitFor();
  await shownDay().getByText('dziś').waitFor();
  await desk.getByText('Tego dnia nikt nie jest umówiony').waitFor();
  await look(t, desk, 'day-empty');

  await desk.keyboard.press('Control+1');
  await chooseService(desk, 'Mammografia');
  await desk.getByLabel('Tylko ta placówka').check();
  await enter(desk, woman(5));
  await toResults(desk);
  await chooseResult(desk, 1);
  const when = await panel(desk).getByRole('heading', { level: 2 }).innerText();
  await desk.keyboard.press('Enter');
  await answered(desk, 'potwierdzona');
  const [, time] = when.match(/(\d{1,2}:\d\d)$/);
  await desk.keyboard.press('Control+2');
  await desk.getByRole('heading', { name: 'Wizyty u nas' }).waitFor();
  for (let days = 0; days < 60 && (await visit(woman(5)).count()) === 0; days += 1) {
    const before = await shownDay().innerText();
    const listed = desk.waitForResponse('**/api/visits_on');
    await desk.keyboard.press('Control+ArrowRight');
    await listed;
    await desk.locator('table, .empty').first().waitFor();
    assert.notEqual(await shownDay().innerText(), before);
  }
  await visit(woman(5)).getByText(new RegExp(`, ${time}$`)).waitFor();
  assert.equal(await visit(woman(5)).getByRole('button', { name: /^Obecność/ }).count(), 0, 'its day has not come');
  await visit(woman(5)).getByRole('button', { name: /^Przełóż/ }).waitFor();
  await look(t, desk, 'day-list');
});

test('who came is noted by one key, and the registry has the last word', async (t) => {
  // The days of real visits lie ahead; what is asked of the registry is real.
  let status = 'booked';
  await intercept(desk, '**/api/visits_on', async (route) => {
    const answer = await route.fetch();
    const visits = await answer.json();
    const { day } = route.request().postDataJSON();
    const past = visits.map((one) => ({ ...one, status, ahead: false, slot: { ...one.slot, date: yearBefore(day) } }));
    await route.fulfill({ response: answer, json: past });
  });
  const relist = async (next) => {
    status = next;
    const listed = desk.waitForResponse('**/api/visits_on');
    await desk.keyboard.press('F5');
    await listed;
  };
  await relist('booked');
  await visit(woman(5)).getByRole('button', { name: /^Nieobecność/ }).waitFor();
  assert.equal(await visit(woman(5)).getByRole('button', { name: /^Odwołaj/ }).count(), 0, 'it is over');
  await look(t, desk, 'day-over');
  await visit(woman(5)).focus();
  await desk.keyboard.press('o');
  await desk.getByText(/^Dzień i godzina tej wizyty jeszcze nie nadeszły\./).first().waitFor();
  await relist('arrived');
  await visit(woman(5)).getByText('obecność', { exact: true }).waitFor();
  await relist('noshow');
  await visit(woman(5)).getByText('nieobecność', { exact: true }).waitFor();
  await look(t, desk, 'day-missed');
  await visit(woman(5)).focus();
  await desk.keyboard.press('k');
  const dialog = desk.getByRole('dialog', { name: /^Przywrócić miejsce w poczekalni\?/ });
  await dialog.waitFor();
  await look(t, desk, 'day-restore');
  await desk.keyboard.press('Enter');
  await desk.getByText(/^Miejsce w kolejce można przywrócić tylko po nieobecności/).first().waitFor();
  await dialog.waitFor({ state: 'detached' });
  await desk.unrouteAll({ behavior: 'wait' });
});

/** A day that is over. */
function yearBefore(listed) {
  const date = new Date(`${listed}T12:00:00Z`);
  date.setUTCFullYear(date.getUTCFullYear() - 1);
  return date.toISOString().slice(0, 10);
}

test('no data of a person is in a log, an address or a file of the desktop', () => {
  assertNoTraces(stage, [woman(5)]);
});
