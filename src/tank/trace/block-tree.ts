import { LimitError, longer } from '../../core/index.js';

/** The tree of blocks of a trace while it grows; a block comes after its parent. Amortised O(1) per block, 4 bytes each. */
export class BlockTree {
  /** By block: the block before it; longer than there are blocks. */
  parent = new Int32Array(1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @param parent −1 for a first block @returns the new block */
  add(parent: number): number {
    if (this.#count === BLOCK_LIMIT) {
      throw new LimitError(`the prompts have more than ${BLOCK_LIMIT} different blocks: use longer blocks`);
    }
    if (this.#count === this.parent.length) this.parent = longer(this.parent, Math.max(1024, 2 * this.#count));
    this.parent[this.#count] = parent;
    return this.#count++;
  }

  /** The tree is whole: gives back what its column is too long by. */
  trim(): void {
    this.parent = this.parent.slice(0, this.#count);
  }

  /** Adds a chain of blocks. @returns the last of them, `parent` where there are none */
  extend(parent: number, blockCount: number): number {
    let last = parent;
    for (let i = 0; i < blockCount; i++) last = this.add(last);
    return last;
  }
}

/** Most different blocks of a trace. */
export const BLOCK_LIMIT = 500_000_000;

/** Writes the path from the first block to `last` into a list that is used again. @returns the number of blocks */
export function pathTo(last: number, parent: Int32Array, into: number[]): number {
  let count = 0;
  for (let block = last; block >= 0; block = parent[block]) into[count++] = block;
  for (let i = 0, j = count - 1; i < j; i++, j--) {
    const block = into[i];
    into[i] = into[j];
    into[j] = block;
  }
  return count;
}

/** Number of blocks from the first one to `last`, 0 where that is −1. */
export function depthOf(last: number, parent: Int32Array): number {
  let count = 0;
  for (let block = last; block >= 0; block = parent[block]) count++;
  return count;
}
