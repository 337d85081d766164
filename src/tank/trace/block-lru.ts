import { LruIndex } from '../../core/index.js';
import { depthOf } from './block-tree.js';

const SPACE = 0;

/**
 * The blocks of prompts that were used last, as a KV cache with prefix caching holds them. A prompt is used from its last
 * block to its first: a block goes before those that it follows, and whatever is held begins at the head of a prompt.
 * Cost: O(1) per block of a prompt, nothing allocated but to grow; 28 bytes a block that is held.
 * Source: Kwon et al. (2023), PagedAttention, SOSP; the order of eviction is that of vLLM's prefix caching.
 */
export class BlockLru {
  readonly #capacity: number;
  #keys = new LruIndex();

  /** @param capacity blocks that it holds, Infinity for no limit */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Nothing is held any more. */
  empty(): void {
    this.#keys = new LruIndex();
  }

  /** @returns how many blocks from the head of a prompt are held: the last one that is, and all before it */
  match(last: number, parent: Int32Array): number {
    let block = last;
    while (block >= 0 && this.#keys.find(SPACE, block) < 0) block = parent[block];
    return depthOf(block, parent);
  }

  /** The blocks of a prompt become the newest, the head the newest of all. */
  use(last: number, parent: Int32Array): void {
    const keys = this.#keys;
    for (let block = last; block >= 0; block = parent[block]) {
      const place = keys.find(SPACE, block);
      if (place >= 0) {
        keys.touch(place);
        continue;
      }
      if (keys.count >= this.#capacity) keys.delete(keys.oldest);
      keys.insert(SPACE, block);
    }
  }
}

/** Tokens of a prompt that need not be computed when its first blocks are held: all but one at most. */
export function tokensSaved(heldBlocks: number, blockTokens: number, promptTokens: number): number {
  return Math.max(0, Math.min(heldBlocks * blockTokens, promptTokens - 1));
}
