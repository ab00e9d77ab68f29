// The window of a kiosk.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { output } from './programs.mjs';
import { Stage, childOf, windowId } from './stage.mjs';
import { until } from './wait.mjs';

const stage = new Stage();
let browser;
let pid;
let window;

before(async () => {
  await stage.windowManager();
  const registry = await stage.registry();
  const data = join(stage.folder, 'kiosk');
  const code = await registry.code('--role', 'kiosk');
  const args = ['--registry', registry.address, '--data-dir', data, '--profile', 'kiosk', '--place', 'Toruń', '--code', code];
  ({ browser, pid } = await stage.window(...args));
  await browser.says(/Dzień dobry/);
  window = await windowId('Okienko – kiosk');
});
after(() => stage.end());

test('the home screen covers the whole screen and everything else', async () => {
  await until('full screen', async () => {
    const state = await output('xprop', '-id', window, '_NET_WM_STATE');
    return state.includes('_NET_WM_STATE_FULLSCREEN') && state.includes('_NET_WM_STATE_ABOVE');
  });
  const screen = await output('xdotool', 'getdisplaygeometry');
  const geometry = await output('xdotool', 'getwindowgeometry', '--shell', window);
  const { X, Y, WIDTH, HEIGHT } = Object.fromEntries(geometry.split('\n').map((line) => line.split('=')));
  assert.deepEqual([X, Y, `${WIDTH} ${HEIGHT}`], ['0', '0', screen]);
  await stage.screenshot('kiosk-home', browser);
});

test('the window cannot be closed by the person in front of it', async () => {
  await output('wmctrl', '-i', '-c', window);
  await output('xdotool', 'key', 'alt+F4');
  await browser.says(/Dzień dobry/);
  assert.equal(await windowId('Okienko – kiosk'), window);
});

test('a kiosk may not ask for what only a desk may see', async () => {
  for (const command of ['appointments', 'waiting_list', 'notices', 'cancel', 'leave_waiting_list']) {
    await assert.rejects(browser.command(command), /not allowed/, command);
  }
});

// Last, because the driver does not survive it.
test('a page whose process ended is loaded again, for nobody stands by to do it', async () => {
  const page = () => childOf(pid, 'WebKitWebProcess');
  const first = await page();
  process.kill(first, 'SIGKILL');
  await until('another process of the page', async () => (await page()) !== first);
});
