import { describe, expect, it } from 'vitest';
import type { TimetableInput } from '../../../backend/types';
import {
  type TimetableDraft,
  addWeek,
  beginWeek,
  changes,
  closedDay,
  opened,
  removeWeek,
  stretches,
  tidyBreaks,
  tidyClock,
  toDraft,
  toInput,
} from './draft';
import { fileText } from './file';

const today = '2026-11-23';
const hours = { from: '08:00', to: '15:00', minutes: '20', breaks: '11:00–11:20' };

function input(): TimetableInput {
  return {
    weeks: [{ from: '2026-12-01', to: '', shifts: [{ weekday: 2, sitting: { ...hours } }] }],
    exceptions: [{ day: '2026-12-08', sitting: null }],
    absences: [{ from: '2026-12-21', to: '2026-12-24' }],
    capacity: '18',
  };
}

const draft = (): TimetableDraft => toDraft(input(), '20', today);

describe('a draft', () => {
  it('sends what it was made of', () => {
    expect(toInput(draft())).toEqual(input());
  });

  it('of a schedule without a timetable is an empty week from tomorrow on', () => {
    const made = toInput(toDraft(null, '20', today));
    expect(made).toEqual({
      weeks: [{ from: '2026-11-24', to: '', shifts: [] }],
      exceptions: [],
      absences: [],
      capacity: '',
    });
  });

  it('opens a day with the hours it had, or with those of another day', () => {
    const [week] = draft().weeks;
    const days = week?.days ?? [];
    expect(opened(days, 3)).toEqual({ open: true, ...hours });
    const tuesday = { ...closedDay('20'), ...hours, to: '12:00' };
    expect(opened([...days.slice(0, 1), tuesday, ...days.slice(2)], 1)).toEqual({ ...tuesday, open: true });
    expect(opened([closedDay('30')], 0)).toMatchObject({ open: true, from: '08:00', minutes: '30' });
  });
});

describe('changes', () => {
  it('are none when everything is typed as it was', () => {
    const now = draft();
    const tuesday = now.weeks[0]?.days[1];
    if (tuesday) Object.assign(tuesday, { to: '16:00' }, { to: '15:00' });
    expect(changes(draft(), now).count).toBe(0);
  });

  it('are counted by row, also what is gone', () => {
    const now = draft();
    const week = now.weeks[0];
    if (week === undefined) throw new Error('a week');
    week.days[1] = { ...hours, open: false };
    week.days[2] = { ...hours, open: true };
    week.to = '2027-01-31';
    now.absences = [{ from: '2026-12-28', to: '2026-12-30' }];
    now.exceptions = [];
    now.capacity = '';
    const found = changes(draft(), now);
    expect([...found.rows].sort()).toEqual(['absences.0', 'capacity', 'weeks.0', 'weeks.0.2', 'weeks.0.3']);
    expect(found.absences).toEqual([{ from: '2026-12-21', to: '2026-12-24' }]);
    expect(found.exceptions.map(({ day }) => day)).toEqual(['2026-12-08']);
    expect(found.count).toBe(7);
  });

  it('do not see hours of a day that stays closed', () => {
    const now = draft();
    const monday = now.weeks[0]?.days[0];
    if (monday) monday.from = '07:00';
    expect(changes(draft(), now).count).toBe(0);
  });
});

describe('plans one after another', () => {
  it('follow each other without a gap, whatever is done to them', () => {
    const now = draft();
    addWeek(now, today);
    expect(now.weeks.map(({ from, to }) => [from, to])).toEqual([
      ['2026-12-01', '2026-12-13'],
      ['2026-12-14', ''],
    ]);
    expect(now.weeks[1]?.days).toEqual(now.weeks[0]?.days);
    beginWeek(now, 1, '2027-01-01');
    expect(now.weeks[0]?.to).toBe('2026-12-31');
    beginWeek(now, 1, 'jutro');
    expect(now.weeks[0]?.to).toBe('2026-12-31');
    beginWeek(now, 1, '2027-01-01');
    removeWeek(now, 1);
    expect(now).toEqual(draft());
  });

  it('leave an end alone that was chosen', () => {
    const now = draft();
    addWeek(now, today);
    const first = now.weeks[0];
    if (first) first.to = '2026-12-10';
    beginWeek(now, 1, '2027-01-01');
    expect(first?.to).toBe('2026-12-10');
  });
});

describe('typed hours', () => {
  it.each([
    ['8', '08:00'],
    ['8:00', '08:00'],
    ['8.30', '08:30'],
    ['0830', '08:30'],
    ['830', '08:30'],
    [' 15 ', '15:00'],
    ['rano', 'rano'],
    ['', ''],
    ['8:5', '8:5'],
  ])('%j is %j', (typed, tidy) => expect(tidyClock(typed)).toBe(tidy));

  it.each([
    ['11-11.20', '11:00–11:20'],
    ['11:00 – 11:20; 13-13:30', '11:00–11:20, 13:00–13:30'],
    [' ', ''],
    ['11', '11:00'],
  ])('breaks %j are %j', (typed, tidy) => expect(tidyBreaks(typed)).toBe(tidy));

  it('are drawn without their breaks', () => {
    const day = { ...hours, open: true, breaks: '13:00–13:20, 11:00–11:20' };
    expect(stretches(day)).toEqual([
      { from: 480, to: 660 },
      { from: 680, to: 780 },
      { from: 800, to: 900 },
    ]);
    expect(stretches({ ...day, to: '07:00' })).toEqual([]);
    expect(stretches({ ...day, open: false })).toEqual([]);
    expect(stretches({ ...day, breaks: '07:00–16:00' })).toEqual([]);
  });
});

describe('a file', () => {
  it('of an older spreadsheet keeps its Polish letters', async () => {
    const old = new Blob([Uint8Array.of(0x9c, 0x72, 0x6f, 0x64, 0x61, 0x20, 0xb3, 0xf3, 0x64, 0x9f)]);
    expect(await fileText(old)).toBe('środa łódź');
    expect(await fileText(new Blob(['środa łódź']))).toBe('środa łódź');
  });
});
