/** Names with dense indices in the order in which they were first declared. */
export class Names {
  readonly #kind: string;
  readonly #limit: number;
  readonly #index = new Map<string, number>();

  /** @param limit most names */
  constructor(kind: string, limit: number) {
    this.#kind = kind;
    this.#limit = limit;
  }

  /** @returns the index, −1 for a name that was not declared */
  find(name: string): number {
    return this.#index.get(name) ?? -1;
  }

  /** All names, by index. */
  names(): readonly string[] {
    return [...this.#index.keys()];
  }

  /** @returns the index, a new one for a new name */
  indexOf(name: string): number {
    const known = this.#index.get(name);
    if (known !== undefined) return known;
    if (this.#index.size === this.#limit) {
      throw new RangeError(`"${name}" is a ${this.#kind} too many: there are at most ${this.#limit}`);
    }
    this.#index.set(name, this.#index.size);
    return this.#index.size - 1;
  }
}
