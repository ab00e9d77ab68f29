/** Commands under way whose answer a person waits for: the screen that asked tells it. */
class Calls {
  #running = 0;
  #ended: () => void = () => undefined;

  get running(): boolean {
    return this.#running > 0;
  }

  async during<T>(call: Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      return await call;
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#ended();
    }
  }

  /** Calls back each time the last of them has ended, until the returned function is called. */
  onEnd(callback: () => void): () => void {
    this.#ended = callback;
    return () => {
      this.#ended = () => undefined;
    };
  }
}

export const calls = new Calls();
