// Days as a clinic counts them.

/** Tomorrow in Warsaw, YYYY-MM-DD. Terms that begin then stay ahead at whatever hour the tests run. */
export function tomorrow() {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Warsaw' }).format(Date.now() + 86_400_000);
}
