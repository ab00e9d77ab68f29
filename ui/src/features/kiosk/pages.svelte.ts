/** A list shown a few at a time; after the last page comes the first. */
export class Pages<T> {
  #first = $state(0);

  constructor(
    private readonly items: () => readonly T[],
    private readonly size: () => number,
  ) {}

  get shown(): readonly T[] {
    return this.items().slice(this.#first, this.#first + this.size());
  }

  get more(): boolean {
    return this.items().length > this.size();
  }

  next(): void {
    const next = this.#first + this.size();
    this.#first = next < this.items().length ? next : 0;
  }
}
