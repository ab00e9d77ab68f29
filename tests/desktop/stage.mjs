// What stands around the window: a registry with demo data, a window manager, a notification server, a driver.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tomorrow } from './days.mjs';
import { DATA, Program, freePort, ours, output } from './programs.mjs';
import { until } from './wait.mjs';
import { Browser } from './webdriver.mjs';

/** Offers of the demo registry: enough to search in, few enough to be made in a second. */
const OFFERS = 300;

const SCREENSHOTS = join(import.meta.dirname, 'screenshots');

export class Stage {
  /** Folder of everything this test leaves. */
  folder = mkdtempSync(join(tmpdir(), 'okienko-desktop-'));
  #ends = [];

  /** A screen and a bus must be there: both would otherwise be those of the person at this machine. */
  constructor() {
    for (const name of ['DISPLAY', 'DBUS_SESSION_BUS_ADDRESS']) {
      if (!process.env[name]) throw new Error(`${name} is not set; README.md has the line that starts these tests`);
    }
  }

  /** Starts a program that ends with the stage. */
  start(command, args, env) {
    const program = new Program(command, args, env);
    this.#ends.push(() => program.stop());
    return program;
  }

  /** Makes and starts a registry. Returns its address, the number of its terms and a way to get codes for desktops. */
  async registry() {
    const db = join(this.folder, 'registry.db');
    const choice = ['--data', DATA, '--offers', String(OFFERS), '--from', tomorrow()];
    const summary = await output(ours('okienko-registry'), 'seed', '--db', db, ...choice);
    const code = (...whose) => output(ours('okienko-registry'), 'device', 'add', '--trust', '--db', db, ...whose);
    const serve = this.start(ours('okienko-registry'), ['serve', '--db', db, '--listen', '127.0.0.1:0']);
    const [address] = await serve.writes(/http:\/\/127\.0\.0\.1:\d+/);
    return { address, code, terms: JSON.parse(summary).terms };
  }

  /** Full screen and stacking are the work of a window manager. */
  async windowManager() {
    this.start('openbox', ['--sm-disable']);
    await until('the window manager', () => output('wmctrl', '-m'));
  }

  /** Shows notifications, and writes down every call for one. */
  async notificationServer() {
    const config = join(this.folder, 'dunstrc');
    writeFileSync(config, '[global]\nenable_recursive_icon_lookup = false\n');
    const calls = this.start('dbus-monitor', ['--session', "interface='org.freedesktop.Notifications'"]);
    this.start('dunst', ['-config', config]);
    // Asking it anything would make the bus start another one.
    const owned = ['NameHasOwner', 'string:org.freedesktop.Notifications'];
    await until('the notification server', async () => (await askBus(...owned)).includes('boolean true'));
    return calls;
  }

  /** Starts the window under a driver, with data of its own. */
  async window(...args) {
    const port = await freePort();
    // The driver hands its environment on to the window.
    const driver = this.start('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], { TAURI_WEBVIEW_AUTOMATION: 'true' });
    const browser = await Browser.start(`http://127.0.0.1:${port}`, ours('okienko'), args);
    const pid = await childOf(driver.pid, 'okienko');
    this.#ends.push(async () => {
      // Without its window the program would stay: to the driver it is a browser, which it does not end.
      process.kill(pid, 'SIGTERM');
      await until('the end of the window', () => !alive(pid));
    });
    return { browser, pid };
  }

  /** Starts the window without a driver. */
  plainWindow(...args) {
    return this.start(ours('okienko'), args);
  }

  /** Takes a picture of the whole screen, once the page is drawn. */
  async screenshot(name, browser) {
    await browser.painted();
    mkdirSync(SCREENSHOTS, { recursive: true });
    await output('import', '-window', 'root', join(SCREENSHOTS, `${name}.png`));
  }

  /** Ends everything, last started first, and removes its files. */
  async end() {
    for (const end of this.#ends.reverse()) await end().catch((error) => console.error(error));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Process id of the child of a process that runs `program`. */
export async function childOf(pid, program) {
  // The system keeps only so many letters of a name.
  return Number(await output('pgrep', '--exact', '--parent', String(pid), program.slice(0, 15)));
}

function alive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Calls a method of the message bus itself. */
function askBus(method, ...args) {
  const call = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'];
  return output('dbus-send', ...call, `org.freedesktop.DBus.${method}`, ...args);
}

/** X id of the visible window whose title matches. */
export function windowId(title) {
  return until(`a window titled ${title}`, async () => {
    const found = await output('xdotool', 'search', '--onlyvisible', '--name', title);
    return found.split('\n')[0] || null;
  });
}
