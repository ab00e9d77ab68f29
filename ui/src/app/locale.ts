import { type Locale, locales } from '../i18n/index.svelte';

/** The language the desk has chosen, Polish until it does. */
export function preferredLocale(): Locale {
  const stored = localStorage.getItem('okienko.locale');
  return locales.find((locale) => locale === stored) ?? 'pl';
}
