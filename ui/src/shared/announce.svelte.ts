class Announcer {
  polite = $state('');
  assertive = $state('');

  /** Says a sentence to screen readers; the same one twice is said twice. */
  say(text: string, urgency: 'polite' | 'assertive' = 'polite'): void {
    const again = this[urgency] === text ? `${text}\u00a0` : text;
    this[urgency] = again;
  }
}

export const announcer = new Announcer();
