import type { FluentBundle } from '@fluent/bundle';
import { type Domain, type Locale, type Params, format, loadBundle } from './catalogue';
import type { Messages } from './ids';

export { type Locale, locales } from './catalogue';

export type MessageId = keyof Messages;

/** Messages that need no parameter, for places that keep an id and translate it later. */
export type PlainId = { [K in MessageId]: Record<never, never> extends Messages[K] ? K : never }[MessageId];

type ParamsOf<K extends MessageId> = Record<never, never> extends Messages[K] ? [] : [Messages[K]];

let locale = $state<Locale>('pl');
let bundle = $state.raw<FluentBundle | null>(null);

/** Language on screen now. */
export function currentLocale(): Locale {
  return locale;
}

/** Switches the language once its files are there, so that no screen is ever half translated. */
export async function useLocale(next: Locale, domains: readonly Domain[]): Promise<void> {
  bundle = await loadBundle(next, domains);
  locale = next;
  document.documentElement.lang = next;
}

/** The text of a message. */
export function t<K extends MessageId>(id: K, ...params: ParamsOf<K>): string {
  return tryText(id, params[0]) ?? id;
}

/** The text of a message whose id comes as data, such as `error-<code>`; `null` when the catalogue has no such message. */
export function tryText(id: string, params?: Params, attribute?: string): string | null {
  return bundle === null ? null : format(bundle, id, params, attribute);
}
