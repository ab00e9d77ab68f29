import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';

export const locales = ['pl', 'en', 'uk'] as const;
export type Locale = (typeof locales)[number];

/** One file of a language: `common`, `errors`, `notifications`, `reception`, `kiosk`. */
export type Domain = 'common' | 'errors' | 'notifications' | 'reception' | 'kiosk';

export type Params = Record<string, FluentVariable>;

const sources = import.meta.glob<string>('./*/*.ftl', { query: '?raw', import: 'default' });

/** Reads the files of one language. */
export async function loadBundle(locale: Locale, domains: readonly Domain[]): Promise<FluentBundle> {
  const texts = await Promise.all(
    domains.map((domain) => {
      const source = sources[`./${locale}/${domain}.ftl`];
      if (source === undefined) throw new Error(`no catalogue ${locale}/${domain}`);
      return source();
    }),
  );
  return makeBundle(locale, texts);
}

/** A bundle of the given texts; broken ones throw, because a broken catalogue must not ship. */
export function makeBundle(locale: Locale, texts: readonly string[]): FluentBundle {
  // Isolation marks would appear around numbers and get in the way of copying and of screen readers.
  const bundle = new FluentBundle(locale, { useIsolating: false });
  for (const text of texts) {
    const errors = bundle.addResource(new FluentResource(text));
    const first = errors[0];
    if (first !== undefined) throw first;
  }
  return bundle;
}

/** The text of a message or of one of its attributes; `null` when the catalogue has none. */
export function format(bundle: FluentBundle, id: string, params: Params = {}, attribute?: string): string | null {
  const message = bundle.getMessage(id);
  const pattern = attribute === undefined ? message?.value : message?.attributes[attribute];
  return pattern === undefined || pattern === null ? null : bundle.formatPattern(pattern, params, []);
}
