/**
 * Sequences by the iteration that yields their last token: a ring of buckets, each a doubly linked list in the order of
 * entry. Keyed by number of iteration, it needs no change when time or speed do. All that is in must lie within one turn of
 * the wheel, longer than the longest output. Cost: O(1) to enter and leave.
 */
export class FinishWheel {
  readonly #mask: number;
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  /** By slot of the sequence. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;

  constructor(slotCount: number, longestOutput: number) {
    const size = 2 ** (32 - Math.clz32(longestOutput + 2)); // more than the longest output and two plans ahead
    this.#mask = size - 1;
    this.#first = new Int32Array(size).fill(-1);
    this.#last = new Int32Array(size).fill(-1);
    this.#next = new Int32Array(slotCount);
    this.#previous = new Int32Array(slotCount);
  }

  /** The slot that entered first of those that end with an iteration, −1 where none does. */
  first(iteration: number): number {
    return this.#first[iteration & this.#mask];
  }

  /** The slot that entered next after this one, to end with the same iteration; −1 for none. */
  after(slot: number): number {
    return this.#next[slot];
  }

  enter(slot: number, iteration: number): void {
    const bucket = iteration & this.#mask;
    const last = this.#last[bucket];
    this.#previous[slot] = last;
    this.#next[slot] = -1;
    if (last < 0) this.#first[bucket] = slot;
    else this.#next[last] = slot;
    this.#last[bucket] = slot;
  }

  /** @param iteration the one under which it entered */
  leave(slot: number, iteration: number): void {
    const bucket = iteration & this.#mask;
    const before = this.#previous[slot];
    const behind = this.#next[slot];
    if (before < 0) this.#first[bucket] = behind;
    else this.#next[before] = behind;
    if (behind < 0) this.#last[bucket] = before;
    else this.#previous[behind] = before;
  }
}
