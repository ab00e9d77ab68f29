import type { SittingInput, TimetableInput } from '../../../backend/types';
import { addDays, isoWeekday } from '../../../shared/format';

/** Hours of a day as typed. A day that is closed keeps them for when it is opened again. */
export interface DayDraft extends SittingInput {
  open: boolean;
}

/** A weekly plan: `to` is empty until further notice; the first of the seven days is Monday. */
export interface WeekDraft {
  from: string;
  to: string;
  days: DayDraft[];
}

export interface ExceptionDraft extends DayDraft {
  day: string;
}

export interface AbsenceDraft {
  from: string;
  to: string;
}

/** A timetable while it is changed. */
export interface TimetableDraft {
  weeks: WeekDraft[];
  exceptions: ExceptionDraft[];
  absences: AbsenceDraft[];
  capacity: string;
}

const weekdays = [1, 2, 3, 4, 5, 6, 7];

/** A day that is closed; terms are as long as usual once it is opened. */
export function closedDay(minutes: string): DayDraft {
  return { open: false, from: '', to: '', minutes, breaks: '' };
}

/** What is typed into; without a timetable an empty week from tomorrow on. */
export function toDraft(input: TimetableInput | null, minutes: string, today: string): TimetableDraft {
  const day = (sitting: SittingInput | null | undefined): DayDraft =>
    sitting ? { open: true, ...sitting } : closedDay(minutes);
  if (input === null) {
    const days = weekdays.map(() => closedDay(minutes));
    return { weeks: [{ from: addDays(today, 1), to: '', days }], exceptions: [], absences: [], capacity: '' };
  }
  return {
    weeks: input.weeks.map(({ from, to, shifts }) => ({
      from,
      to,
      days: weekdays.map((weekday) => day(shifts.find((shift) => shift.weekday === weekday)?.sitting)),
    })),
    exceptions: input.exceptions.map((exception) => ({ day: exception.day, ...day(exception.sitting) })),
    absences: input.absences.map(({ from, to }) => ({ from, to })),
    capacity: input.capacity,
  };
}

/** What is sent. */
export function toInput(draft: TimetableDraft): TimetableInput {
  const sitting = ({ from, to, minutes, breaks }: DayDraft): SittingInput => ({ from, to, minutes, breaks });
  return {
    weeks: draft.weeks.map(({ from, to, days }) => ({
      from,
      to,
      shifts: days.flatMap((day, index) => (day.open ? [{ weekday: index + 1, sitting: sitting(day) }] : [])),
    })),
    exceptions: draft.exceptions.map((exception) => ({
      day: exception.day,
      sitting: exception.open ? sitting(exception) : null,
    })),
    absences: draft.absences.map(({ from, to }) => ({ from, to })),
    capacity: draft.capacity,
  };
}

/** The hours that a day gets when it is opened: those it had, or of the nearest day before it, or after it. */
export function opened(days: readonly DayDraft[], index: number): DayDraft {
  const day = days[index] ?? closedDay('');
  if (day.from !== '') return { ...day, open: true };
  const like = days.slice(0, index).findLast(({ open }) => open) ?? days.find(({ open }) => open);
  return like === undefined ? { ...day, open: true, from: '08:00', to: '15:00' } : { ...like };
}

/** Whether two days say the same; what a closed day would be is nobody's business. */
function same(a: DayDraft | undefined, b: DayDraft | undefined): boolean {
  if (a === undefined || b === undefined || a.open !== b.open) return a === b;
  return !a.open || (a.from === b.from && a.to === b.to && a.minutes === b.minutes && a.breaks === b.breaks);
}

/** What differs from the timetable that is published. */
export interface Changes {
  /** Rows by their path: `weeks.0` for the days of a plan, `weeks.0.3` for a weekday, `exceptions.1`, `absences.0`, `capacity`. */
  rows: ReadonlySet<string>;
  /** What was there and is not any more. */
  weeks: WeekDraft[];
  exceptions: ExceptionDraft[];
  absences: AbsenceDraft[];
  count: number;
}

export function changes(base: TimetableDraft, draft: TimetableDraft): Changes {
  const rows = new Set<string>();
  draft.weeks.forEach((week, n) => {
    const was = base.weeks[n];
    if (was?.from !== week.from || was.to !== week.to) rows.add(`weeks.${n}`);
    week.days.forEach((day, index) => {
      if (was !== undefined && !same(day, was.days[index])) rows.add(`weeks.${n}.${index + 1}`);
    });
  });
  const sameException = (a: ExceptionDraft, b: ExceptionDraft): boolean => a.day === b.day && same(a, b);
  const sameAbsence = (a: AbsenceDraft, b: AbsenceDraft): boolean => a.from === b.from && a.to === b.to;
  draft.exceptions.forEach((row, n) => {
    if (!base.exceptions.some((was) => sameException(row, was))) rows.add(`exceptions.${n}`);
  });
  draft.absences.forEach((row, n) => {
    if (!base.absences.some((was) => sameAbsence(row, was))) rows.add(`absences.${n}`);
  });
  if (base.capacity !== draft.capacity) rows.add('capacity');
  const gone = {
    weeks: base.weeks.slice(draft.weeks.length),
    exceptions: base.exceptions.filter((was) => !draft.exceptions.some((row) => sameException(row, was))),
    absences: base.absences.filter((was) => !draft.absences.some((row) => sameAbsence(row, was))),
  };
  return { rows, ...gone, count: rows.size + gone.weeks.length + gone.exceptions.length + gone.absences.length };
}

/** Adds a plan like the last one from the next Monday on that leaves that one a week; the last one ends before it. */
export function addWeek(draft: TimetableDraft, today: string): void {
  const last = draft.weeks.at(-1);
  if (last === undefined) return;
  const after = addDays(last.from > today ? last.from : today, 7);
  const from = addDays(after, (8 - isoWeekday(after)) % 7);
  draft.weeks.push({ from, to: last.to, days: last.days.map((day) => ({ ...day })) });
  last.to = addDays(from, -1);
}

/** Removes a plan; the one before it lasts as long as both did. */
export function removeWeek(draft: TimetableDraft, index: number): void {
  const [gone] = draft.weeks.splice(index, 1);
  const before = draft.weeks[index - 1];
  if (gone !== undefined && before?.to === dayBefore(gone.from)) before.to = gone.to;
}

/** Lets a plan begin on another day; the one before it goes on to end the day before. */
export function beginWeek(draft: TimetableDraft, index: number, from: string): void {
  const week = draft.weeks[index];
  if (week === undefined) return;
  const before = draft.weeks[index - 1];
  if (before?.to === dayBefore(week.from) && isDay(from)) before.to = addDays(from, -1);
  week.from = from;
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text);
}

function dayBefore(day: string): string | null {
  return isDay(day) ? addDays(day, -1) : null;
}

/**
 * The time of day a person typed, as `HH:MM`: "8", "8:00", "8.00", "800" or "0800". Text that is no time stays as it is, to
 * be put right.
 */
export function tidyClock(text: string): string {
  const typed = text.trim();
  const parts = /^(\d{1,2})(?:[:. ]?(\d\d))?$/.exec(typed);
  return parts === null ? typed : `${(parts[1] ?? '').padStart(2, '0')}:${parts[2] ?? '00'}`;
}

/** Breaks as they are sent: "11-11.20, 13" with every time in full. */
export function tidyBreaks(text: string): string {
  const parts = text.split(/[,;]/).map((part) => part.trim());
  return parts
    .filter((part) => part !== '')
    .map((part) => part.split(/\s*[-–—]\s*/).map(tidyClock).join('–'))
    .join(', ');
}

function minute(text: string): number | null {
  const parts = /^(\d\d):(\d\d)$/.exec(text);
  return parts === null ? null : Number(parts[1]) * 60 + Number(parts[2]);
}

/** The stretches of a day between its breaks, in minutes since midnight; none when the hours cannot be read. */
export function stretches({ open, from, to, breaks }: DayDraft): { from: number; to: number }[] {
  let at = minute(from);
  const end = minute(to);
  if (!open || at === null || end === null || at >= end) return [];
  const pauses = breaks.split(', ').flatMap((part) => {
    const [first, last] = part.split('–').map(minute);
    return typeof first === 'number' && typeof last === 'number' ? [{ first, last }] : [];
  });
  const found = [];
  for (const { first, last } of pauses.sort((a, b) => a.first - b.first)) {
    if (first > at) found.push({ from: at, to: Math.min(first, end) });
    at = Math.max(at, last);
  }
  if (at < end) found.push({ from: at, to: end });
  return found;
}
