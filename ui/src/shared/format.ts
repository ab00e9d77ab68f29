import { type Locale, currentLocale, t, tryText } from '../i18n/index.svelte';
import type { AppError } from '../backend/types';

/** Wall time of everything that is shown. */
const zone = 'Europe/Warsaw';

/** Day before month and 24 hours in every language. */
const tags: Record<Locale, string> = { pl: 'pl-PL', en: 'en-GB', uk: 'uk-UA' };

const cache = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

// Making a formatter costs a hundred times more than using one.
function dateFormat(options: Intl.DateTimeFormatOptions, locale: Locale): Intl.DateTimeFormat {
  const key = `${locale}${JSON.stringify(options)}`;
  const known = cache.get(key);
  if (known instanceof Intl.DateTimeFormat) return known;
  const made = new Intl.DateTimeFormat(tags[locale], options);
  cache.set(key, made);
  return made;
}

function numberFormat(options: Intl.NumberFormatOptions, locale: Locale): Intl.NumberFormat {
  const key = `${locale}${JSON.stringify(options)}`;
  const known = cache.get(key);
  if (known instanceof Intl.NumberFormat) return known;
  const made = new Intl.NumberFormat(tags[locale], options);
  cache.set(key, made);
  return made;
}

/** Noon UTC of a `YYYY-MM-DD` day: far from every change of day. */
function noon(day: string): Date {
  return new Date(`${day}T12:00:00Z`);
}

function day(date: string, options: Intl.DateTimeFormatOptions, locale: Locale): string {
  return dateFormat({ ...options, timeZone: 'UTC' }, locale).format(noon(date));
}

/** "wtorek, 1 grudnia". */
export function longDay(date: string, locale: Locale = currentLocale()): string {
  return day(date, { weekday: 'long', day: 'numeric', month: 'long' }, locale);
}

/** "wt., 1 gru". */
export function shortDay(date: string, locale: Locale = currentLocale()): string {
  return day(date, { weekday: 'short', day: 'numeric', month: 'short' }, locale);
}

/** "wt". Two letters in every language, which Intl does not promise. */
export function weekdayShort(date: string): string {
  return tryText(`weekday-${isoWeekday(date)}`) ?? '';
}

/** "wtorek". */
export function weekdayLong(date: string, locale: Locale = currentLocale()): string {
  return day(date, { weekday: 'long' }, locale);
}

/** "1 grudnia". */
export function dayMonth(date: string, locale: Locale = currentLocale()): string {
  return day(date, { day: 'numeric', month: 'long' }, locale);
}

/** "1.12.2026". */
export function numericDay(date: string, locale: Locale = currentLocale()): string {
  return day(date, { day: 'numeric', month: '2-digit', year: 'numeric' }, locale);
}

/** "listopad 2026". */
export function monthName(date: string, locale: Locale = currentLocale()): string {
  return day(date, { month: 'long', year: 'numeric' }, locale);
}

/** "10:32" of an instant. */
export function clock(at: string, locale: Locale = currentLocale()): string {
  return dateFormat({ hour: 'numeric', minute: '2-digit', hourCycle: 'h23', timeZone: zone }, locale).format(
    new Date(at),
  );
}

/** "10:32:04" of an instant. */
export function clockSeconds(at: string | number, locale: Locale = currentLocale()): string {
  const options = { hour: 'numeric', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZone: zone } as const;
  return dateFormat(options, locale).format(new Date(at));
}

/** "24 lis, 10:32" of an instant. */
export function dayAndClock(at: string, locale: Locale = currentLocale()): string {
  const when = new Date(at);
  return `${dateFormat({ day: 'numeric', month: 'short', timeZone: zone }, locale).format(when)}, ${clock(at, locale)}`;
}

/** The day it is in Warsaw at an instant, `YYYY-MM-DD`. */
export function warsawDay(at: number): string {
  const parts = dateFormat({ year: 'numeric', month: '2-digit', day: '2-digit', timeZone: zone }, 'pl').formatToParts(
    at,
  );
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** "9:40": wall time without the leading zero, as people write it. */
export function wallTime(time: string): string {
  return time.replace(/^0(\d)/, '$1');
}

/** "za 2 dni", counted in calendar days. */
export function relativeDay(date: string, today: string): string {
  const days = daysBetween(today, date);
  if (days === 0) return t('relative-today');
  if (days === 1) return t('relative-tomorrow');
  if (days === 7) return t('relative-week');
  return days > 0 ? t('relative-days', { days }) : t('relative-days-ago', { days: -days });
}

/** Calendar days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((noon(to).getTime() - noon(from).getTime()) / 86_400_000);
}

/** The day `days` later. */
export function addDays(date: string, days: number): string {
  const result = noon(date);
  result.setUTCDate(result.getUTCDate() + days);
  return result.toISOString().slice(0, 10);
}

/** 1 = Monday … 7 = Sunday. */
export function isoWeekday(date: string): number {
  return noon(date).getUTCDay() || 7;
}

/** "5 662 080". Groups four digits as well, so that columns of counts look alike. */
export function count(value: number, locale: Locale = currentLocale()): string {
  return numberFormat({ useGrouping: 'always' } as unknown as Intl.NumberFormatOptions, locale).format(value);
}

/** "4,1 km". */
export function distance(km: number, locale: Locale = currentLocale()): string {
  const digits = km < 100 ? 1 : 0;
  return t('distance-km', {
    km: numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits }, locale).format(km),
  });
}

/** Name of a service in the language on screen; its code when the catalogue does not know it yet. */
export function serviceName(code: string): string {
  return tryText(`service-${code}`) ?? code;
}

/** Name of a language in the language on screen. */
export function languageName(code: string, locale: Locale = currentLocale()): string {
  return new Intl.DisplayNames([tags[locale]], { type: 'language' }).of(code) ?? code;
}

/** Codes of countries with their names in the language on screen, by name. */
export function countryNames(codes: readonly string[], locale: Locale = currentLocale()): [string, string][] {
  const names = new Intl.DisplayNames([tags[locale]], { type: 'region' });
  const { compare } = new Intl.Collator(tags[locale]);
  return codes
    .map((code): [string, string] => [code, names.of(code) ?? code])
    .sort(([, one], [, other]) => compare(one, other));
}

/** Name of a statutory entitlement; its code when the catalogue does not know it yet. */
export function entitlementName(code: string): string {
  return tryText(`entitlement-${code}`) ?? code;
}

/** The sentence of a refusal or failure. Numbers come as text and must be numbers again to choose a plural. */
export function errorText(error: AppError): string {
  const params: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(error.params)) params[name] = /^\d+$/.test(value) ? Number(value) : value;
  return tryText(`error-${error.code}`, params) ?? t('error-internal');
}
