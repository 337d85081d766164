/**
 * The decoding sequences as a whole. A sequence stores `offset` = iteration − tokens in its cache, which stays the same while it
 * decodes; so the sum of all contexts, and how many of them fill a block, follow from the number of the iteration.
 * Cost: O(1) to join and leave; nothing per iteration.
 */
export class DecodeBatch {
  /** Sequences that decode (B). */
  size = 0;
  /** Σ offset of all. */
  #offsets = 0;
  /** By offset modulo the block's length: sequences. */
  readonly #byResidue: Int32Array;
  readonly #mask: number;
  #isChanged = false;

  /** @param blockTokens a power of two */
  constructor(blockTokens: number) {
    this.#byResidue = new Int32Array(blockTokens);
    this.#mask = blockTokens - 1;
  }

  join(offset: number): void {
    this.size++;
    this.#offsets += offset;
    this.#byResidue[offset & this.#mask]++;
    this.#isChanged = true;
  }

  leave(offset: number): void {
    this.size--;
    this.#offsets -= offset;
    this.#byResidue[offset & this.#mask]--;
    this.#isChanged = true;
  }

  /** Tokens in the caches of all before an iteration (K). */
  kvTokens(iteration: number): number {
    return this.size * iteration - this.#offsets;
  }

  /** Blocks that they need for an iteration: one each whose context is a multiple of the block's length. */
  demand(iteration: number): number {
    return this.#byResidue[iteration & this.#mask];
  }

  /** Whether a sequence needs a block for an iteration. */
  isInDemand(offset: number, iteration: number): boolean {
    return ((iteration - offset) & this.#mask) === 0;
  }

  /** @returns whether anybody joined or left since it was last asked */
  takeChanged(): boolean {
    const isChanged = this.#isChanged;
    this.#isChanged = false;
    return isChanged;
  }
}
