import { expect, it } from 'vitest';
import { target } from './rows';
import { fold, initials, matches, phoneGroups } from './text';

it('compares without case and diacritics', () => {
  expect(fold('Łódź')).toBe('lodz');
  expect(matches('Wiśniewska Małgorzata', 'wisn')).toBe(true);
  expect(matches('Wiśniewska Małgorzata', 'malg wis')).toBe(true);
  expect(matches('Wiśniewska Małgorzata', 'gorz')).toBe(false);
  expect(matches('Wiśniewska', '')).toBe(true);
});

it('groups Polish phone numbers and leaves others alone', () => {
  expect(phoneGroups('+48604222118')).toBe('604\u00a0222\u00a0118');
  expect(phoneGroups('+380671234567')).toBe('+380671234567');
});

it('moves through rows without leaving them', () => {
  expect(target('ArrowDown', 4, 5)).toBe(4);
  expect(target('ArrowUp', 0, 5)).toBe(0);
  expect(target('End', 0, 5)).toBe(4);
  expect(target('PageDown', 1, 50)).toBe(11);
  expect(target('x', 1, 5)).toBeNull();
  expect(target('ArrowDown', 0, 0)).toBeNull();
});

it('makes the initials of the first two words', () => {
  expect(['recepcja.a', 'ślusarz', 'a-b-c', '...'].map(initials)).toEqual(['RA', 'Ś', 'AB', '']);
});
