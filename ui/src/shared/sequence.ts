/**
 * Runs questions whose answers may overtake each other: only the answer to the newest question counts.
 * A stale answer or failure resolves to `null`.
 */
export class Sequence {
  #last = 0;

  async latest<T>(ask: () => Promise<T>): Promise<T | null> {
    const mine = ++this.#last;
    try {
      const answer = await ask();
      return mine === this.#last ? answer : null;
    } catch (error) {
      if (mine === this.#last) throw error;
      return null;
    }
  }

  /** Makes every answer still on its way stale. */
  forget(): void {
    this.#last += 1;
  }
}
