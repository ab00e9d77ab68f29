import { addDays, isoWeekday } from './format';

/**
 * The day a person typed: "24.11", "24.11.26", "24-11-2026", "24 11", "24" or "2026-11-24". Without a year it is the next
 * such day from `today` on. `null` when it is no day.
 */
export function parseDay(text: string, today: string): string | null {
  const typed = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed);
  if (iso !== null) return day(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const parts = /^(\d{1,2})(?:[.\-/ ]+(\d{1,2}))?(?:[.\-/ ]+(\d{4}|\d{2}))?\.?$/.exec(typed);
  if (parts === null) return null;
  const thisYear = Number(today.slice(0, 4));
  const date = Number(parts[1]);
  if (parts[3] !== undefined) return day(Number(parts[3].padStart(4, '20')), Number(parts[2]), date);
  if (parts[2] !== undefined) {
    const soon = day(thisYear, Number(parts[2]), date);
    return soon !== null && soon >= today ? soon : day(thisYear + 1, Number(parts[2]), date);
  }
  const month = Number(today.slice(5, 7));
  const soon = day(thisYear, month, date);
  if (soon !== null && soon >= today) return soon;
  return month === 12 ? day(thisYear + 1, 1, date) : day(thisYear, month + 1, date);
}

/** The day of birth a person typed: "24.11.1990", "24-11-1990", "24 11 1990", "24111990" or "1990-11-24"; `null` when it is no day. */
export function parseBirthDay(text: string): string | null {
  const typed = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed);
  if (iso !== null) return day(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const parts = /^(\d{1,2})[.\-/ ]+(\d{1,2})[.\-/ ]+(\d{4})\.?$/.exec(typed) ?? /^(\d\d)(\d\d)(\d{4})$/.exec(typed);
  return parts === null ? null : day(Number(parts[3]), Number(parts[2]), Number(parts[1]));
}

function day(year: number, month: number, date: number): string | null {
  const made = new Date(Date.UTC(year, month - 1, date));
  const exists = made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === date;
  return exists ? made.toISOString().slice(0, 10) : null;
}

/** Six weeks from the Monday on or before the first of the month. */
export function monthGrid(month: string): string[][] {
  const first = `${month.slice(0, 7)}-01`;
  const monday = addDays(first, 1 - isoWeekday(first));
  return Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (_, index) => addDays(monday, week * 7 + index)),
  );
}

/** The same date in another month, or the last day of a month that is shorter. */
export function addMonths(date: string, months: number): string {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7)) - 1 + months;
  const lastDate = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const target = new Date(Date.UTC(year, month, Math.min(Number(date.slice(8)), lastDate)));
  return target.toISOString().slice(0, 10);
}
