import { toAppError } from '../backend/backend';
import type { AppError } from '../backend/types';
import { Sequence } from './sequence';

/** Something asked of the program: what came last stays visible while it is asked again or when asking fails. */
export class Resource<T> {
  data = $state.raw<T | null>(null);
  error = $state.raw<AppError | null>(null);
  loading = $state(false);
  readonly #ask: () => Promise<T>;
  readonly #sequence = new Sequence();

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  load = async (): Promise<void> => {
    this.loading = true;
    try {
      const answer = await this.#sequence.latest(this.#ask);
      if (answer === null) return;
      this.data = answer;
      this.error = null;
    } catch (thrown) {
      this.error = toAppError(thrown);
    }
    this.loading = false;
  };
}
