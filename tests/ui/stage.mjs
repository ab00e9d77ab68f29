// What stands around a screen: a registry with demo data, desktops without a window, and a browser.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { tomorrow } from '../desktop/days.mjs';
import { DATA, Program, builtUi, lastLine, lines } from './programs.mjs';

/** Offers of the demo registry: enough to search in, few enough to be made in seconds. */
const OFFERS = 600;

/** All offers: the terms of the whole country. */
export const ALL = Symbol('all offers');

/** Long for loaded machines; nothing waits for it when all is well. */
export const SOON = 30_000;

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export class Stage {
  /** Folder of everything this test leaves. */
  folder = mkdtempSync(join(tmpdir(), 'okienko-ui-'));
  /** Folders with the data of the desktops. */
  dataFolders = [];
  /** What went wrong within pages and nobody caught. */
  #errors = [];
  /** Every address that a page has asked for. */
  addresses = new Set();
  /** What the seed counted. */
  summary;
  /** Where the registry answers. */
  registryAddress;
  /** What the programs find around them. */
  #environment;
  #programs = [];
  /** Desktops that run, by name. */
  #desktops = new Map();
  #registry;
  #browser;

  /**
   * Makes a registry, with the terms of so many offers or of all of them, starts it, and starts a browser. The environment is
   * that of all programs.
   */
  static async start(offers = OFFERS, environment = {}) {
    const stage = new Stage();
    stage.#environment = environment;
    if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing: cargo xtask setup installs it`);
    const some = offers === ALL ? [] : ['--offers', String(offers)];
    const choice = ['--data', DATA, '--from', tomorrow(), ...some];
    stage.summary = JSON.parse(await lastLine('okienko-registry', 'seed', '--db', stage.registryDb, ...choice));
    await stage.startRegistry();
    stage.#browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS, timeout: SOON });
    return stage;
  }

  get registryDb() {
    return join(this.folder, 'registry.db');
  }

  /** Everything the programs have logged. */
  get logs() {
    return this.#programs.map((program) => program.log);
  }

  /** Starts the registry, each time at the same address. */
  async startRegistry() {
    const listen = this.registryAddress?.replace('http://', '') ?? '127.0.0.1:0';
    this.#registry = this.#run('okienko-registry', 'serve', '--db', this.registryDb, '--listen', listen);
    this.registryAddress = await this.#registry.address();
  }

  /** The registry is gone from one moment to the next. */
  async killRegistry() {
    await this.#registry.stop('SIGKILL');
  }

  /** A reception desk of the demo clinic, with data of its own, in a window of its own. */
  async desk(name, ...options) {
    const code = await this.code('--demo');
    const address = await this.#desktop(name, '--profile', 'reception', '--code', code, ...options);
    return this.#page(address, { width: 1440, height: 900 });
  }

  /** A reception desk that nobody has connected yet. */
  async newDesk(name) {
    const address = await this.#desktop(name, '--profile', 'reception');
    return this.#page(address, { width: 1440, height: 900 });
  }

  /** A page outside of the desktops, in a browser that knows nobody yet. Nothing is fetched from beyond this machine. */
  async page(address) {
    const context = await this.#browser.newContext({ locale: 'pl-PL' });
    context.setDefaultTimeout(SOON);
    await context.route(({ hostname }) => hostname !== '127.0.0.1', (route) => route.abort());
    const page = await context.newPage();
    await page.goto(address);
    return page;
  }

  /** A kiosk in a town hall, on an upright screen. */
  async kiosk(name, prepare) {
    const place = ['--place', 'Toruń', '--office', 'Urząd Miasta, parter'];
    const address = await this.#desktop(name, '--profile', 'kiosk', '--code', await this.code('--role', 'kiosk'), ...place);
    return this.#page(address, { width: 1080, height: 1920 }, prepare);
  }

  /** Ends a desktop and takes its terms away; it still knows who it is. */
  async loseTerms(name) {
    await this.#desktops.get(name).stop();
    for (const end of ['', '-wal', '-shm']) rmSync(join(this.folder, name, `cache.db${end}`), { force: true });
  }

  /** What the registry's own machine says to a command about devices or accounts. */
  registry(group, command, ...args) {
    return lines('okienko-registry', group, command, '--db', this.registryDb, ...args);
  }

  /** A clinic publishes a file of terms; what the registry reports. Desks hear of it when they ask. */
  publish(facility, file) {
    return lastLine('okienko-registry', 'import', '--db', this.registryDb, '--facility', String(facility), file);
  }

  /** A one-time code that connects a desktop; nobody has to compare fingerprints. */
  code(...whose) {
    return lastLine('okienko-registry', 'device', 'add', '--trust', '--db', this.registryDb, ...whose);
  }

  /** Ends everything and removes its files. A page in which something went wrong that nobody caught fails the tests. */
  async end() {
    await this.#browser?.close();
    await Promise.all(this.#programs.map((program) => program.stop()));
    rmSync(this.folder, { recursive: true, force: true });
    if (this.#errors.length > 0) throw new AggregateError(this.#errors, 'a page has an error that nobody caught');
  }

  #run(name, ...args) {
    const program = new Program(this.#environment, name, ...args);
    this.#programs.push(program);
    return program;
  }

  #desktop(name, ...args) {
    const data = join(this.folder, name);
    this.dataFolders.push(data);
    const common = ['--registry', this.registryAddress, '--data-dir', data, '--listen', '127.0.0.1:0', '--ui', builtUi()];
    const desktop = this.#run('okienko-devserver', ...common, ...args);
    this.#desktops.set(name, desktop);
    return desktop.address();
  }

  async #page(address, viewport, prepare) {
    const context = await this.#browser.newContext({ viewport, locale: 'pl-PL', timezoneId: 'Europe/Warsaw' });
    context.setDefaultTimeout(SOON);
    const page = await context.newPage();
    page.on('request', (request) => this.addresses.add(request.url()));
    page.on('pageerror', (error) => this.#errors.push(error));
    await prepare?.(page);
    await page.goto(address);
    return page;
  }
}
