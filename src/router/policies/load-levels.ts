/**
 * Endpoints in ascending order of an integer level, as one array with a boundary per level: raising or lowering an
 * endpoint by one level is a swap with the edge of its level and a moved boundary, so the least level and how many
 * share it are always at hand.
 * Cost: O(1) a step and a look-up; memory one word per endpoint and per level reached.
 * Source: bucket structure of O(1) join-shortest-queue indexes (docs/performance.md has the measurements).
 */
export class LoadLevels {
  /** Endpoints by level; those of the least level come first. */
  readonly order: Int32Array;
  readonly #position: Int32Array;
  readonly #level: Int32Array;
  /** Level l occupies order[start[l]] … order[start[l + 1] − 1]. */
  #start: Int32Array;

  /**
   * @param endpoints the members
   * @param level level of every endpoint, at least 0; kept up to date here
   * @param position scratch column over all endpoints
   */
  constructor(endpoints: readonly number[], level: Int32Array, position: Int32Array) {
    this.order = Int32Array.from(endpoints).sort((a, b) => level[a] - level[b] || a - b);
    this.#level = level;
    this.#position = position;
    const top = this.order.length === 0 ? 0 : level[this.order[this.order.length - 1]];
    this.#start = new Int32Array(top + 16).fill(this.order.length);
    for (let i = this.order.length - 1; i >= 0; i--) {
      position[this.order[i]] = i;
      this.#start.fill(i, level[this.order[i]], level[this.order[i]] + 1);
    }
    for (let l = this.#start.length - 2; l >= 0; l--) this.#start[l] = Math.min(this.#start[l], this.#start[l + 1]);
  }

  /** How many endpoints share the least level. */
  leastCount(): number {
    return this.#start[this.#level[this.order[0]] + 1];
  }

  raise(endpoint: number): void {
    const level = this.#level[endpoint];
    if (level + 2 >= this.#start.length) this.#grow();
    const last = --this.#start[level + 1];
    this.#swap(endpoint, last);
    this.#level[endpoint] = level + 1;
  }

  lower(endpoint: number): void {
    const level = this.#level[endpoint];
    const first = this.#start[level]++;
    this.#swap(endpoint, first);
    this.#level[endpoint] = level - 1;
  }

  #swap(endpoint: number, place: number): void {
    const order = this.order;
    const from = this.#position[endpoint];
    const other = order[place];
    order[from] = other;
    this.#position[other] = from;
    order[place] = endpoint;
    this.#position[endpoint] = place;
  }

  #grow(): void {
    const grown = new Int32Array(2 * this.#start.length).fill(this.order.length);
    grown.set(this.#start);
    this.#start = grown;
  }
}
