// How the program starts, how it says that it cannot, and how it ends.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Program, output, ours } from './programs.mjs';
import { Stage, windowId } from './stage.mjs';

/** Nobody listens there: a desktop must start without its registry. */
const NO_REGISTRY = 'http://127.0.0.1:9';

const stage = new Stage();
const desk = (name) => stage.plainWindow('--registry', NO_REGISTRY, '--data-dir', join(stage.folder, name));

let notifications;

before(async () => {
  await stage.windowManager();
  notifications = await stage.notificationServer();
});
after(() => stage.end());

test('the window opens without a registry and ends in order on SIGTERM', async () => {
  const window = desk('sigterm');
  await windowId('Okienko – recepcja');
  assert.equal(await window.stop('SIGTERM'), 0, window.output);
});

test('closing the window ends the program where the desktop shows no tray icons', async () => {
  const window = desk('closed');
  await output('wmctrl', '-i', '-c', await windowId('Okienko – recepcja'));
  assert.equal(await window.ended(), 0, window.output);
});

test('a folder that cannot be used is an answer, not a crash', async () => {
  const file = join(stage.folder, 'a-file');
  writeFileSync(file, '');
  const window = desk('a-file');
  assert.equal(await window.ended(), 2);
  assert.match(window.output, /^okienko: .+/m);
  assert.doesNotMatch(window.output, /panicked/);
  // There may be no terminal to read it in.
  await notifications.writes(/member=Notify[\s\S]*"Okienko nie uruchomiło się"/);
});

test('a machine without a screen is told what to do', async () => {
  const window = new Program('env', ['-u', 'DISPLAY', '-u', 'WAYLAND_DISPLAY', ours('okienko')]);
  assert.equal(await window.ended(), 2);
  assert.match(window.output, /Nie ma ekranu/);
});

test('a wrong command line is explained', async () => {
  const window = stage.plainWindow('--registry', 'localhost:8740');
  assert.equal(await window.ended(), 2);
  assert.match(window.output, /http:\/\//);
  assert.match(await output(ours('okienko'), '--help'), /Adres centrali;/);
});
