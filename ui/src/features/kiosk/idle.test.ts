import { describe, expect, it } from 'vitest';
import { type Clock, type Idle, IdleWatch, idleAfter, idleLimits } from './idle';

class HandClock implements Clock {
  time = 1_000_000;
  #ticks = new Set<() => void>();

  now(): number {
    return this.time;
  }

  every(_ms: number, tick: () => void): () => void {
    this.#ticks.add(tick);
    return () => this.#ticks.delete(tick);
  }

  pass(seconds: number): void {
    for (let second = 0; second < seconds; second += 1) {
      this.time += 1000;
      for (const tick of this.#ticks) tick();
    }
  }

  get watched(): boolean {
    return this.#ticks.size > 0;
  }
}

function watched(large = false): { clock: HandClock; watch: IdleWatch; last: () => Idle | undefined } {
  const clock = new HandClock();
  const seen: Idle[] = [];
  const watch = new IdleWatch(
    clock,
    () => idleLimits(large),
    (idle) => seen.push(idle),
  );
  return { clock, watch, last: () => seen.at(-1) };
}

describe('idleAfter', () => {
  const normal = idleLimits(false);

  it.each([
    [0, { phase: 'active', left: 60 }],
    [59_999, { phase: 'active', left: 1 }],
    [60_000, { phase: 'warning', left: 30 }],
    [89_999, { phase: 'warning', left: 1 }],
    [90_000, { phase: 'over' }],
    [86_400_000, { phase: 'over' }],
  ])('%i ms of quiet', (quiet, expected) => {
    expect(idleAfter(quiet, normal)).toEqual(expected);
  });

  it('gives larger letters half a minute more', () => {
    expect(idleAfter(89_000, idleLimits(true))).toEqual({ phase: 'active', left: 1 });
    expect(idleAfter(90_000, idleLimits(true))).toEqual({ phase: 'warning', left: 30 });
  });
});

describe('IdleWatch', () => {
  it('asks after a quiet minute and ends half a minute later', () => {
    const { clock, last } = watched();
    clock.pass(59);
    expect(last()).toEqual({ phase: 'active', left: 1 });
    clock.pass(1);
    expect(last()).toEqual({ phase: 'warning', left: 30 });
    clock.pass(30);
    expect(last()).toEqual({ phase: 'over' });
  });

  it('starts again with each sign of life', () => {
    const { clock, watch, last } = watched();
    clock.pass(50);
    watch.touch();
    clock.pass(50);
    expect(last()).toEqual({ phase: 'active', left: 10 });
  });

  it('goes back to quiet when the person stays', () => {
    const { clock, watch, last } = watched();
    clock.pass(75);
    watch.touch();
    expect(last()).toEqual({ phase: 'active', left: 60 });
  });

  it('is over for good, and stops looking at the clock', () => {
    const { clock, watch, last } = watched();
    clock.pass(90);
    watch.touch();
    expect(last()).toEqual({ phase: 'over' });
    expect(clock.watched).toBe(false);
  });

  it('ends at once after the computer has slept', () => {
    const { clock, last } = watched();
    clock.time += 3_600_000;
    clock.pass(1);
    expect(last()).toEqual({ phase: 'over' });
  });

  it('does not keep data longer when the clock is set back', () => {
    const { clock, last } = watched();
    clock.pass(30);
    clock.time -= 3_600_000;
    clock.pass(91);
    expect(last()).toEqual({ phase: 'over' });
  });

  it('follows a change of the letters at once', () => {
    const clock = new HandClock();
    let large = false;
    let last: Idle | undefined;
    const watch = new IdleWatch(
      clock,
      () => idleLimits(large),
      (idle) => (last = idle),
    );
    clock.pass(70);
    expect(last).toEqual({ phase: 'warning', left: 20 });
    large = true;
    clock.pass(1);
    expect(last).toEqual({ phase: 'active', left: 19 });
    watch.stop();
    expect(clock.watched).toBe(false);
  });
});
