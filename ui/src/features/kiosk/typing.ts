/** Pure editing of what the on-screen pads and a physical keyboard type. */

export const PESEL_DIGITS = 11;
export const REFERRAL_DIGITS = 4;
export const POLISH_PHONE_DIGITS = 9;
/** E.164 allows 15 digits with the country code. */
export const FOREIGN_PHONE_DIGITS = 15;
/** The shortest international numbers that can be called have 8 digits with the country code. */
export const SHORTEST_FOREIGN_PHONE = 8;
/** Letters and digits of an enrolment code. */
export const CODE_LETTERS = 10;
/** Longer than any Polish place name. */
export const PLACE_LETTERS = 40;

export type Key = { kind: 'text'; text: string } | { kind: 'erase' } | { kind: 'enter' };

/** A key of the physical keyboard as a pad key; `null` for keys that type nothing here. */
export function physicalKey(key: string): Key | null {
  if (key === 'Enter') return { kind: 'enter' };
  if (key === 'Backspace') return { kind: 'erase' };
  return [...key].length === 1 ? { kind: 'text', text: key } : null;
}

/** Digits with a key applied; anything but a digit is left out. */
export function typeDigits(digits: string, key: Key, length: number): string {
  if (key.kind === 'erase') return digits.slice(0, -1);
  if (key.kind === 'text' && /^\d$/.test(key.text) && digits.length < length) return digits + key.text;
  return digits;
}

/** A place name or postcode with a key applied. Each word starts with a capital, as names of places do. */
export function typePlace(text: string, key: Key): string {
  if (key.kind === 'erase') return text.slice(0, -1);
  if (key.kind !== 'text' || text.length >= PLACE_LETTERS || !/^[\p{L}\d -]$/u.test(key.text)) return text;
  if (key.text === ' ' && (text === '' || text.endsWith(' '))) return text;
  const wordStart = text === '' || /[ -]$/.test(text);
  return text + (wordStart ? key.text.toLocaleUpperCase('pl') : key.text.toLocaleLowerCase('pl'));
}

/** An enrolment code with a key applied, in capitals and without its dash. */
export function typeCode(code: string, key: Key): string {
  if (key.kind === 'erase') return code.slice(0, -1);
  if (key.kind !== 'text' || code.length >= CODE_LETTERS || !/^[\da-z]$/i.test(key.text)) return code;
  return code + key.text.toUpperCase();
}

/** What the boxes show: the last two digits stay readable for checking, the others are covered. */
export function coveredDigits(digits: string): string[] {
  return [...digits].map((digit, index) => (index < digits.length - 2 ? '•' : digit));
}

/** A phone number for the summary, known to its owner and to nobody behind them. */
export function maskedPhone(phone: string): string {
  return `••• ••• ${phone.slice(-3)}`;
}

/** The phone as the registry takes it: one number, foreign ones with their country code. */
export function phoneNumber(phone: string, foreign: boolean): string {
  return foreign && phone !== '' ? `+${phone}` : phone;
}

/** Digits in groups of three, as people read numbers aloud. */
export function grouped(digits: string): string {
  return digits.replace(/(\d{3})(?=\d)/g, '$1 ');
}
