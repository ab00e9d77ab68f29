import { describe, expect, it } from 'vitest';
import { Sequence } from './sequence';

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (reason: Error) => void } {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

describe('Sequence', () => {
  it('drops an answer that was overtaken', async () => {
    const sequence = new Sequence();
    const slow = deferred<string>();
    const first = sequence.latest(() => slow.promise);
    const second = sequence.latest(() => Promise.resolve('new'));
    slow.resolve('old');
    expect(await second).toBe('new');
    expect(await first).toBeNull();
  });

  it('drops a failure that was overtaken, and tells of one that was not', async () => {
    const sequence = new Sequence();
    const slow = deferred<string>();
    const first = sequence.latest(() => slow.promise);
    const second = sequence.latest(() => Promise.reject(new Error('new')));
    slow.reject(new Error('old'));
    expect(await first).toBeNull();
    await expect(second).rejects.toThrow('new');
  });

  it('forgets what is on its way', async () => {
    const sequence = new Sequence();
    const slow = deferred<string>();
    const answer = sequence.latest(() => slow.promise);
    sequence.forget();
    slow.resolve('late');
    expect(await answer).toBeNull();
  });
});
