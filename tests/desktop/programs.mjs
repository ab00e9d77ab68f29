// The programs of a test: started, watched and ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { until } from './wait.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
// Titles of windows are written and read in the encoding of the locale, and a fresh machine has none: C cannot spell ours.
process.env.LC_ALL = 'C.UTF-8';

const BIN = process.env.OKIENKO_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'debug');

/** Folder of the open data that the demo registry is made from. */
export const DATA = join(ROOT, 'data');

/** Path of one of our programs. */
export function ours(name) {
  const path = join(BIN, name);
  if (!existsSync(path)) throw new Error(`${path} is missing: cargo build --workspace --bins`);
  return path;
}

/** A program that runs beside the test. */
export class Program {
  /** Everything it wrote to standard output and standard error. */
  output = '';
  #process;
  #exit;

  constructor(command, args, env = {}) {
    this.#process = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (this.output += text));
    }
    this.#exit = once(this.#process, 'close').catch((error) => {
      throw new Error(`${command} cannot be started; \`cargo xtask setup\` installs it`, { cause: error });
    });
    // Whoever waits for the end hears of a failure; nobody has to.
    this.#exit.catch(() => undefined);
  }

  get pid() {
    return this.#process.pid;
  }

  get runs() {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Waits for its end and returns its exit code. */
  async ended(limit) {
    await until(`the end of ${this.#process.spawnfile}; it wrote:\n${this.output}`, () => !this.runs, limit);
    const [code] = await this.#exit;
    return code;
  }

  /** Waits until its output matches. */
  writes(pattern) {
    return until(`${pattern} in the output of ${this.#process.spawnfile}`, () => {
      if (!this.runs) throw new Error(`it ended and wrote:\n${this.output}`);
      return this.output.match(pattern);
    });
  }

  /** Asks it to end and waits until it has. */
  async stop(signal = 'SIGTERM') {
    this.#process.kill(signal);
    return this.ended();
  }
}

/** Runs a program to its end and returns what it wrote to standard output; fails when it fails. */
export async function output(command, ...args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let error = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (error += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${error}`);
  return out.trim();
}

/** A port that is free now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
