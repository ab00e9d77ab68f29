import { beforeAll, describe, expect, it, vi } from 'vitest';
import { useLocale } from '../i18n/index.svelte';
import * as format from './format';

/** Intl writes spaces that must not break; for reading a test they are spaces. */
function plain(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ');
}

beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: { lang: '' } });
  await useLocale('pl', ['common', 'errors', 'reception']);
});

describe('days', () => {
  it('are written as people say them', () => {
    expect(format.longDay('2026-12-01')).toBe('wtorek, 1 grudnia');
    expect(format.longDay('2026-12-01', 'uk')).toBe('вівторок, 1 грудня');
    expect(format.longDay('2026-12-01', 'en')).toBe('Tuesday 1 December');
    expect(format.dayMonth('2026-12-23')).toBe('23 grudnia');
    expect(format.weekdayShort('2026-11-29')).toBe('nd');
    expect(format.weekdayLong('2026-11-29')).toBe('niedziela');
  });

  it('are counted in calendar days, also over a change of clocks', () => {
    expect(format.relativeDay('2026-11-24', '2026-11-24')).toBe('dziś');
    expect(format.relativeDay('2026-11-25', '2026-11-24')).toBe('jutro');
    expect(format.relativeDay('2026-12-01', '2026-11-24')).toBe('za tydzień');
    expect(format.relativeDay('2026-11-26', '2026-11-24')).toBe('za 2 dni');
    expect(format.relativeDay('2026-11-21', '2026-11-24')).toBe('3 dni temu');
    expect(format.daysBetween('2027-03-27', '2027-03-29')).toBe(2);
    expect(format.addDays('2027-10-30', 2)).toBe('2027-11-01');
    expect(format.isoWeekday('2026-11-29')).toBe(7);
  });
});

describe('times and numbers', () => {
  it('are Warsaw wall time', () => {
    expect(format.clock('2026-11-24T09:32:04Z')).toBe('10:32');
    expect(format.clockSeconds('2026-07-24T08:32:04Z')).toBe('10:32:04');
    expect(format.warsawDay(Date.parse('2026-11-24T22:59:00Z'))).toBe('2026-11-24');
    expect(format.warsawDay(Date.parse('2026-11-24T23:00:00Z'))).toBe('2026-11-25');
    expect(format.wallTime('09:40')).toBe('9:40');
    expect(format.wallTime('13:40')).toBe('13:40');
  });

  it('follow Polish habits', () => {
    expect(plain(format.count(5_662_080))).toBe('5 662 080');
    expect(plain(format.count(9_608))).toBe('9 608');
    expect(plain(format.distance(4.1))).toBe('4,1 km');
    expect(plain(format.distance(142.3))).toBe('142 km');
  });
});

describe('words', () => {
  it('fall back to the code of an unknown service', () => {
    expect(format.serviceName('mammography')).toBe('Mammografia');
    expect(format.serviceName('endocrinology')).toBe('endocrinology');
  });

  it('choose the plural of a refusal by its number', () => {
    const digits = (value: string) =>
      format.errorText({ code: 'pesel-length', params: { digits: value }, field: 'pesel' });
    expect(digits('10')).toBe('Tu jest 10 cyfr, a PESEL ma 11.');
    expect(digits('3')).toBe('Tu są 3 cyfry, a PESEL ma 11.');
    expect(digits('0')).toBe('Podaj PESEL: 11 cyfr.');
  });

  it('say something about a refusal they do not know', () => {
    expect(format.errorText({ code: 'moon-phase', params: {}, field: null })).toContain('Nie udało się');
  });
});
