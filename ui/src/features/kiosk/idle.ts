/** Time as the kiosk uses it; tests bring their own. */
export interface Clock {
  /** Milliseconds of wall time, so that a computer woken from sleep knows how long it slept. */
  now(): number;
  /** Calls back regularly until the returned function is called. */
  every(ms: number, tick: () => void): () => void;
}

export const wallClock: Clock = {
  now: () => Date.now(),
  every(ms, tick) {
    const id = setInterval(tick, ms);
    return () => clearInterval(id);
  },
};

/** Quiet seconds before the question, and seconds to answer it. */
export interface IdleLimits {
  quiet: number;
  warning: number;
}

/** People who need larger letters read more slowly. */
export function idleLimits(large: boolean): IdleLimits {
  return { quiet: large ? 90 : 60, warning: 30 };
}

/** `left` counts the seconds until the phase ends. */
export type Idle = { phase: 'active'; left: number } | { phase: 'warning'; left: number } | { phase: 'over' };

/** Where a person stands who last touched the kiosk `quietMs` ago. */
export function idleAfter(quietMs: number, limits: IdleLimits): Idle {
  const quiet = limits.quiet * 1000;
  const end = quiet + limits.warning * 1000;
  if (quietMs < quiet) return { phase: 'active', left: Math.ceil((quiet - quietMs) / 1000) };
  if (quietMs < end) return { phase: 'warning', left: Math.ceil((end - quietMs) / 1000) };
  return { phase: 'over' };
}

function same(a: Idle, b: Idle): boolean {
  return a.phase === b.phase && (a.phase === 'over' || b.phase === 'over' || a.left === b.left);
}

/** Watches one session until it is over or stopped. */
export class IdleWatch {
  #last: number;
  #state: Idle;
  readonly #stop: () => void;

  constructor(
    private readonly clock: Clock,
    private readonly limits: () => IdleLimits,
    private readonly changed: (idle: Idle) => void,
  ) {
    this.#last = clock.now();
    this.#state = idleAfter(0, limits());
    this.#stop = clock.every(500, () => this.#look());
  }

  /** A sign of life: the quiet time starts again. */
  touch(): void {
    this.#look();
    if (this.#state.phase === 'over') return;
    this.#last = this.clock.now();
    this.#look();
  }

  stop(): void {
    this.#stop();
  }

  #look(): void {
    if (this.#state.phase === 'over') return;
    // A clock set back must not lengthen the time that data stay on the screen by more than one period.
    this.#last = Math.min(this.#last, this.clock.now());
    const before = this.#state;
    this.#state = idleAfter(this.clock.now() - this.#last, this.limits());
    if (this.#state.phase === 'over') this.#stop();
    if (!same(before, this.#state)) this.changed(this.#state);
  }
}
