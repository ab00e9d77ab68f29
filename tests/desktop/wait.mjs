// Waiting for what other programs do. Limits are long for loaded machines; nothing waits for them when all is well.

export const SOON = 60_000;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Asks again until the answer is neither null, undefined nor false, and returns it. An error counts as "not yet". */
export async function until(what, ask, limit = SOON) {
  const end = Date.now() + limit;
  for (;;) {
    let answer;
    let failure;
    try {
      answer = await ask();
    } catch (error) {
      failure = error;
    }
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (Date.now() > end) {
      throw new Error(`waited ${limit / 1000} s for ${what}`, { cause: failure });
    }
    await pause(100);
  }
}
