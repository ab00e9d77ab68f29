// The programs of a test: the real ones, started, watched and ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '../..');
const BIN = process.env.OKIENKO_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'debug');

/** Folder of the open data that the demo registry is made from. */
export const DATA = join(ROOT, 'data');

/** Folder of the built UI. */
export function builtUi() {
  const path = join(ROOT, 'ui/dist');
  if (!existsSync(join(path, 'index.html'))) throw new Error(`${path} is missing: cd ui && npm run build`);
  return path;
}

/** Path of one of our programs. */
function ours(name) {
  const path = join(BIN, name);
  if (!existsSync(path)) throw new Error(`${path} is missing: cargo build --workspace --bins`);
  return path;
}

/** A program that runs beside the test. */
export class Program {
  /** Everything it has logged. */
  log = '';
  #process;
  #closed;
  #firstLine;

  /** Debug logs, because what is never logged at that level is never logged at all. */
  constructor(environment, name, ...args) {
    const env = { ...process.env, ...environment, RUST_LOG: 'debug', NO_COLOR: '1' };
    this.#process = spawn(ours(name), args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process.stderr.setEncoding('utf8').on('data', (text) => (this.log += text));
    this.#closed = once(this.#process, 'close');
    this.#firstLine = once(createInterface(this.#process.stdout), 'line');
  }

  /** The address it prints once it answers there. */
  async address() {
    const ended = this.#closed.then(([code]) => {
      throw new Error(`${this.#process.spawnfile} ended with ${code}:\n${this.log}`);
    });
    const [line] = await Promise.race([this.#firstLine, ended]);
    return line.trim();
  }

  /** Ends it and waits until it has ended. */
  async stop(signal = 'SIGTERM') {
    this.#process.kill(signal);
    await this.#closed;
  }
}

/** Runs one of our programs to its end and returns the lines of its standard output; fails when it fails. */
export async function lines(name, ...args) {
  const child = spawn(ours(name), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${code}:\n${log}`);
  return out.trim().split('\n');
}

/** The last of {@link lines}. */
export async function lastLine(name, ...args) {
  return (await lines(name, ...args)).at(-1);
}
