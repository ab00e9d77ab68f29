/** Text for comparing: no case, no diacritics; "Łódź" becomes "lodz". */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '');
}

/** Whether every word of the question begins a word of the text. */
export function matches(text: string, question: string): boolean {
  const words = fold(text).split(/[\s,.·-]+/);
  return fold(question)
    .split(/\s+/)
    .every((part) => words.some((word) => word.startsWith(part)));
}

/** "604 222 118": a phone number in groups of three that stay on one line, the Polish country code left out. */
export function phoneGroups(phone: string): string {
  const national = phone.replace(/^\+48/, '');
  return /^\d{9}$/.test(national) ? national.replace(/(\d{3})(?=\d)/g, '$1\u00a0') : phone;
}

/** "RA" of "recepcja.a": up to two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.match(/[\p{L}\d]+/gu) ?? [];
  return words
    .slice(0, 2)
    .map((word) => word.charAt(0).toLocaleUpperCase('pl'))
    .join('');
}
