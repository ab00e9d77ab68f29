import { describe, expect, it } from 'vitest';
import { addMonths, monthGrid, parseBirthDay, parseDay } from './dates';

describe('parseDay', () => {
  const today = '2026-11-24';

  it.each([
    ['24.11.2026', '2026-11-24'],
    ['1.12.26', '2026-12-01'],
    ['1-12-2026', '2026-12-01'],
    ['1 12', '2026-12-01'],
    ['2027-01-05', '2027-01-05'],
    ['5.1', '2027-01-05'],
    ['28', '2026-11-28'],
    ['3', '2026-12-03'],
  ])('reads %s', (text, day) => {
    expect(parseDay(text, today)).toBe(day);
  });

  it('wraps into January in December', () => {
    expect(parseDay('3', '2026-12-10')).toBe('2027-01-03');
  });

  it.each(['', 'jutro', '31.2.2027', '0.1', '24.13', '1.2.3.4'])('refuses %s', (text) => {
    expect(parseDay(text, today)).toBeNull();
  });
});

describe('parseBirthDay', () => {
  it.each(['24.11.1990', '24-11-1990', '24 11 1990', '24/11/1990', '24111990', ' 1990-11-24 '])('reads %s', (text) => {
    expect(parseBirthDay(text)).toBe('1990-11-24');
  });

  it('knows leap years', () => {
    expect(parseBirthDay('29.02.2008')).toBe('2008-02-29');
    expect(parseBirthDay('29.02.2007')).toBeNull();
  });

  it.each(['', '24.11', '24.11.90', '1990', '31.04.1990'])('does not guess the year in %s', (text) => {
    expect(parseBirthDay(text)).toBeNull();
  });
});

describe('months', () => {
  it('start on Monday', () => {
    const grid = monthGrid('2026-12-15');
    expect(grid).toHaveLength(6);
    expect(grid[0]?.[0]).toBe('2026-11-30');
  });

  it('keep the last day of a shorter month', () => {
    expect(addMonths('2027-01-31', 1)).toBe('2027-02-28');
    expect(addMonths('2026-12-31', -1)).toBe('2026-11-30');
  });
});
