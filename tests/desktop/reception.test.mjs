// The window of a reception desk.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { woman } from './people.mjs';
import { output } from './programs.mjs';
import { Stage, windowId } from './stage.mjs';
import { until } from './wait.mjs';

const SERVICE = 'mammography';

const stage = new Stage();
const args = [];
let registry;
let browser;
let notifications;

before(async () => {
  await stage.windowManager();
  notifications = await stage.notificationServer();
  registry = await stage.registry();
  args.push('--registry', registry.address, '--data-dir', join(stage.folder, 'desk'));
  args.push('--profile', 'reception', '--code', await registry.code('--demo'));
  ({ browser } = await stage.window(...args));
});
after(() => stage.end());

test('the status bar tells how many terms there are', async () => {
  // Digits are grouped by spaces of one kind or another.
  const terms = [...String(registry.terms)].join('\\s?');
  await browser.says(new RegExp(`${terms} terminów, [1-9]`));
  await browser.says(/Połączono z centralą/);
});

test('a search brings free terms, and a booking is confirmed by the registry', async () => {
  await browser.choose('#service', SERVICE);
  await browser.choose('select[aria-label="Odległość"]', '');
  await browser.says(/[1-9]\d* woln\S+ termin/);
  await stage.screenshot('reception-search', browser);

  const person = woman(1);
  // The name last: with it the person is complete, and the form folds as soon as the focus leaves it.
  for (const field of ['pesel', 'phone', 'givenName', 'familyName']) {
    await browser.type(`#patient-${field}`, person[field]);
  }
  await browser.click(browser.element('[role="option"]'));
  await browser.click(browser.button('Zarezerwuj termin'));
  await browser.says(/Wizyta umówiona\s+potwierdzona/);
  await stage.screenshot('reception-booked', browser);
});

test('when the waiting list books someone, the desktop says so, and a click on it shows the waiting list', async () => {
  const { home, today } = await browser.command('boot');
  const joined = await browser.command('join_waiting_list', {
    input: {
      service: SERVICE,
      patient: woman(2),
      referral: null,
      urgent: false,
      entitlement: 'blood-donor',
      place: home.place.id,
      radiusKm: 100,
      weekdays: [],
      hours: [],
      shortNotice: true,
    },
  });
  assert.equal(joined.state, 'confirmed');

  // Others may have waited longer: what is freed goes to them first, so free terms until it is her turn.
  const terms = await termsNear(home.place.id, today);
  const hasTerm = async () => (await browser.command('waiting_list')).some((entry) => entry.status === 'booked');
  while (!(await hasTerm())) {
    const slot = terms.shift();
    assert.ok(slot, 'all freed terms went to others');
    const { state, appointment } = await browser.command('book', { input: { slot: slot.id, patient: woman(3), referral: null } });
    assert.equal(state, 'confirmed');
    await browser.command('cancel', { appointment, reason: 'patient' });
  }

  await notifications.writes(/member=Notify[\s\S]*"Okienko"[\s\S]*"Poczekalnia: jest termin"/);
  assert.doesNotMatch(notifications.output, /Próbna|700517/, 'a notification is seen by everybody');
  await stage.screenshot('reception-notification', browser);
  await output('dunstctl', 'action', '0');
  await browser.says(/ma termin/);
});

/** Free terms around a place in the next three weeks, from tomorrow on, so that the clock cannot run over them. */
async function termsNear(place, today) {
  const day = (offset) => new Date(Date.parse(today) + offset * 86_400_000).toISOString().slice(0, 10);
  const page = await browser.command('search_slots', {
    query: {
      service: SERVICE,
      place,
      radiusKm: 30,
      facility: null,
      practitioner: null,
      dateFrom: day(1),
      dateTo: day(21),
      weekdays: [],
      hours: [],
      stepFree: false,
      stationary: false,
      language: null,
      after: null,
      sort: 'nearest',
      differentFacilities: false,
      offset: 0,
      limit: 20,
    },
  });
  return page.slots;
}

test('a second start raises the window and ends with 0', async () => {
  const window = await windowId('Okienko – recepcja');
  await output('xdotool', 'windowminimize', window);
  await until('the window to be minimised', async () => (await output('xprop', '-id', window, 'WM_STATE')).includes('Iconic'));
  assert.equal(await stage.plainWindow(...args).ended(), 0);
  await until('the window to be back', async () => (await output('xprop', '-id', window, 'WM_STATE')).includes('Normal'));
});

test('no page of the web can be opened in the window', async () => {
  const before = await browser.run('return location.href;');
  await browser.run("location.href = 'https://example.org/'; return null;");
  assert.equal(await browser.run("return window.open('https://example.org/') === null;"), true);
  assert.equal(await browser.run('return location.href;'), before);
  await assert.rejects(browser.run("return fetch('https://example.org/');"));
});
