import { SvelteSet } from 'svelte/reactivity';
import type { Resource } from '../../../shared/resource.svelte';

/** Rows of a list of which something is being asked: a key that is pressed twice asks once. */
export class Asking {
  readonly #rows = new SvelteSet<string>();

  has(id: string): boolean {
    return this.#rows.has(id);
  }

  /** Waits for what is asked of a row, and for the list as it is then. */
  async during(id: string, asked: Promise<void>, list: Resource<unknown>): Promise<void> {
    this.#rows.add(id);
    await asked;
    await list.load();
    this.#rows.delete(id);
  }
}
