import {
  parse,
  type Entry,
  type Message,
  Visitor,
  type SelectExpression,
  type VariableReference,
} from '@fluent/syntax';
import { describe, expect, it } from 'vitest';
import { format, locales, makeBundle } from './catalogue';

const sources = import.meta.glob<string>('./*/*.ftl', { query: '?raw', import: 'default', eager: true });

/** Plural categories that whole numbers need; CLDR's `other` is the default branch. */
const plurals: Record<string, string[]> = { pl: ['one', 'few', 'many'], en: ['one'], uk: ['one', 'few', 'many'] };
const categories = ['zero', 'one', 'two', 'few', 'many'];

function isMessage(entry: Entry): entry is Message {
  return entry.type === 'Message';
}

function messages(locale: string): Map<string, Message> {
  const texts = Object.entries(sources).filter(([path]) => path.startsWith(`./${locale}/`));
  const entries = texts.flatMap(([, text]) => parse(text, {}).body);
  return new Map(entries.filter(isMessage).map((message) => [message.id.name, message]));
}

class Reader extends Visitor {
  parameters = new Set<string>();
  plurals: string[][] = [];

  override visitVariableReference(node: VariableReference): void {
    this.parameters.add(node.id.name);
  }

  override visitSelectExpression(node: SelectExpression): void {
    const keys = node.variants.flatMap(({ key }) => (key.type === 'Identifier' ? [key.name] : []));
    if (keys.some((key) => categories.includes(key))) this.plurals.push(keys);
    this.genericVisit(node);
  }
}

function read(message: Message): Reader {
  const reader = new Reader();
  reader.visit(message);
  return reader;
}

function attributes(message: Message): string[] {
  return message.attributes.map((attribute) => attribute.id.name).sort();
}

const polish = messages('pl');

describe.each(locales)('catalogue %s', (locale) => {
  const catalogue = messages(locale);

  it('has no broken entry', () => {
    for (const [path, text] of Object.entries(sources)) {
      const junk = parse(text, {}).body.filter((entry) => entry.type === 'Junk');
      expect(junk, path).toEqual([]);
    }
  });

  it('has the messages of the Polish one', () => {
    expect([...catalogue.keys()].sort()).toEqual([...polish.keys()].sort());
  });

  it('names each message once', () => {
    const texts = Object.entries(sources).filter(([path]) => path.startsWith(`./${locale}/`));
    const ids = texts.flatMap(([, text]) => parse(text, {}).body.filter(isMessage)).map((message) => message.id.name);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('uses the parameters and attributes of the Polish one', () => {
    for (const [id, message] of polish) {
      const own = catalogue.get(id);
      if (own === undefined) continue;
      expect([...read(own).parameters].sort(), id).toEqual([...read(message).parameters].sort());
      expect(attributes(own), id).toEqual(attributes(message));
    }
  });

  it('has every plural branch', () => {
    for (const [id, message] of catalogue) {
      for (const keys of read(message).plurals)
        expect(keys, id).toEqual(expect.arrayContaining([...(plurals[locale] ?? []), 'other']));
    }
  });
});

describe('format', () => {
  const bundle = makeBundle('pl', [
    'terms = { $count ->\n    [one] { $count } termin\n    [few] { $count } terminy\n    [many] { $count } terminów\n   *[other] { $count } terminu\n}\n    .title = Terminy\n',
  ]);

  it('chooses the Polish plural without isolation marks', () => {
    expect([1, 3, 5, 22].map((count) => format(bundle, 'terms', { count }))).toEqual([
      '1 termin',
      '3 terminy',
      '5 terminów',
      '22 terminy',
    ]);
  });

  it('reads attributes and answers null for what it does not have', () => {
    expect(format(bundle, 'terms', {}, 'title')).toBe('Terminy');
    expect(format(bundle, 'terms', {}, 'other')).toBeNull();
    expect(format(bundle, 'nothing')).toBeNull();
  });

  it('refuses a broken catalogue', () => {
    expect(() => makeBundle('pl', ['a = 1', 'a = 2'])).toThrow();
  });
});
