// Personal data are sealed wherever they are stored. Anywhere they can be read is a leak.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** How the data of a person could be written. */
function traces({ pesel, givenName, familyName, phone }) {
  const groups = phone.replace(/(\d{3})(?=\d)/g, '$1 ');
  const plain = familyName.normalize('NFD').replace(/\p{Diacritic}/gu, '');
  return [pesel, givenName, familyName, plain, phone, groups].flatMap((text) => [text, encodeURIComponent(text), text.toLowerCase()]);
}

/** Fails when anything of these people can be read in a log, an address or a file of the desktop or the registry. */
export function assertNoTraces(stage, people) {
  const words = [...new Set(people.flatMap(traces))];
  const found = (where, text) => words.filter((word) => text.includes(word)).map((word) => `${word} in ${where}`);
  const files = (folder, pattern) => readdirSync(folder).filter((name) => pattern.test(name)).map((name) => join(folder, name));
  const inFiles = (paths) => paths.flatMap((path) => found(path, readFileSync(path).toString('latin1')));

  // Bytes are compared one to one, so that a page of a database needs no decoding.
  words.push(...words.map((word) => Buffer.from(word).toString('latin1')).filter((word) => !words.includes(word)));
  const registry = files(stage.folder, /^registry\.db/);
  assert.ok(registry.some((path) => readFileSync(path).includes('mammography')), 'what is not sealed should be found');
  assert.deepEqual(inFiles(registry), []);

  assert.ok(stage.logs.join('').length > 10_000, 'the programs should have logged something');
  assert.deepEqual(found('a log', stage.logs.join('\n')), []);
  assert.ok(stage.addresses.size > 10, 'the pages should have asked for something');
  assert.deepEqual(found('an address', [...stage.addresses].join('\n')), []);
  const data = stage.dataFolders.flatMap((folder) => files(folder, /\.db/));
  assert.ok(data.length > 1, 'the desktops should have stored something');
  assert.deepEqual(inFiles(data), []);
}
