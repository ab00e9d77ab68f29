import { describe, expect, it } from 'vitest';
import {
  type Key,
  PESEL_DIGITS,
  coveredDigits,
  grouped,
  maskedPhone,
  phoneNumber,
  physicalKey,
  typeCode,
  typeDigits,
  typePlace,
} from './typing';

const text = (letters: string): Key[] => [...letters].map((letter) => ({ kind: 'text', text: letter }));
const erase: Key = { kind: 'erase' };
const place = (keys: Key[]): string => keys.reduce(typePlace, '');

describe('enrolment code', () => {
  it('takes ten letters and digits in capitals, without the dash', () => {
    expect([...text('7k3qf-2m9dx99')].reduce(typeCode, '')).toBe('7K3QF2M9DX');
    expect(typeCode('7K3', erase)).toBe('7K');
  });
});

describe('digits', () => {
  it('takes digits only, up to the length, and erases the last', () => {
    const typed = [...text('4405140135999'), ...text('a-')].reduce((so, key) => typeDigits(so, key, PESEL_DIGITS), '');
    expect(typed).toBe('44051401359');
    expect(typeDigits(typed, erase, PESEL_DIGITS)).toBe('4405140135');
    expect(typeDigits('', erase, PESEL_DIGITS)).toBe('');
  });

  it('covers all but the last two', () => {
    expect(coveredDigits('440514').join('')).toBe('••••14');
    expect(coveredDigits('4').join('')).toBe('4');
  });
});

describe('places', () => {
  it.each([
    ['toruń', 'Toruń'],
    ['NOWA WIEŚ', 'Nowa Wieś'],
    ['bielsko-biała', 'Bielsko-Biała'],
    ['  łódź', 'Łódź'],
    ['nowa  sól', 'Nowa Sól'],
    ['87-100', '87-100'],
    ['a<b>"c', 'Abc'],
  ])('%s', (typed, shown) => {
    expect(place(text(typed))).toBe(shown);
  });

  it('has an end', () => {
    expect(place(text('a'.repeat(60)))).toHaveLength(40);
  });
});

describe('a physical keyboard', () => {
  it.each<[string, Key | null]>([
    ['5', { kind: 'text', text: '5' }],
    ['ą', { kind: 'text', text: 'ą' }],
    ['Enter', { kind: 'enter' }],
    ['Backspace', { kind: 'erase' }],
    ['ArrowLeft', null],
    ['Tab', null],
    ['F5', null],
  ])('%s', (key, expected) => {
    expect(physicalKey(key)).toEqual(expected);
  });
});

describe('numbers on screen', () => {
  it('shows of a phone only what its owner needs', () => {
    expect(maskedPhone('600102118')).toBe('••• ••• 118');
  });

  it('sends foreign phones with their country and no phone as nothing', () => {
    expect(phoneNumber('380671234567', true)).toBe('+380671234567');
    expect(phoneNumber('600102118', false)).toBe('600102118');
    expect(phoneNumber('', true)).toBe('');
  });

  it('groups digits by three', () => {
    expect(grouped('380671234567')).toBe('380 671 234 567');
    expect(grouped('3806')).toBe('380 6');
  });
});
