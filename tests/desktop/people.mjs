// Invented people.

/** An invented woman in the age of the mammography programme; `serial` tells them apart. */
export function woman(serial) {
  const digits = `700517${String(Math.floor(serial / 5)).padStart(3, '0')}${(serial % 5) * 2}`;
  const weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return {
    pesel: `${digits}${(10 - (sum % 10)) % 10}`,
    givenName: 'Anna',
    familyName: 'Próbna',
    phone: `+48 600 000 ${String(serial).padStart(3, '0')}`,
  };
}
