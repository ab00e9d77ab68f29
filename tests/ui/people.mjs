// Invented people, with names and numbers that occur nowhere else, so that a stray one can be found.

const WEIGHTS = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];

function pesel(birth, serial, sex) {
  const digits = `${birth}${String(Math.floor(serial / 5)).padStart(3, '0')}${(serial % 5) * 2 + (sex === 'M' ? 1 : 0)}`;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** A woman of the age of the mammography programme; `serial` tells them apart. */
export function woman(serial) {
  return {
    pesel: pesel('700517', 900 + serial, 'F'),
    givenName: 'Kanarina',
    familyName: `Próbnicka-${'ABCDEFGHIJKLMNOP'[serial]}ź`,
    phone: `73019${String(4200 + serial)}`,
  };
}

/** Somebody of the same age whom only their passport names. */
export function foreigner(serial) {
  const { givenName, familyName, phone } = woman(serial);
  return { country: 'Ukraina', number: `KA 9${String(serial).padStart(2, '0')} 901`, birthDate: '17.05.1970', sex: 'Kobieta', givenName, familyName, phone };
}

/** A child of ten, without a phone, and who answers for it. */
export function child(serial) {
  const { givenName, familyName, phone } = woman(serial);
  const guardian = { givenName: 'Kanarian', familyName: familyName.replace('Próbnicka', 'Próbnicki'), phone };
  return { pesel: pesel('162517', 900 + serial, 'F'), givenName, familyName, phone: '', guardian };
}

/** A man, for whom mammography is not. */
export function man(serial) {
  return { ...woman(serial), pesel: pesel('700517', 900 + serial, 'M') };
}

/** A number like that of {@link woman} with its last digit wrong. */
export function mistyped(serial) {
  const { pesel } = woman(serial);
  return `${pesel.slice(0, 10)}${(Number(pesel[10]) + 1) % 10}`;
}
