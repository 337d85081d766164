import fc from 'fast-check';
import type { PromptBlocks } from '../../src/tank/trace/trace.js';

/** Prompts as lists of the ids of their blocks; an id stands for one block with all before it. */
type Paths = readonly (readonly string[])[];

/** A few prompts that begin alike more often than not, with a last block that may be a partial one. */
export const prompts: fc.Arbitrary<{ blockTokens: number; paths: Paths; promptTokens: number[] }> = fc
  .record({
    blockTokens: fc.integer({ min: 1, max: 4 }),
    words: fc.array(fc.array(fc.nat(2), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 30 }),
    short: fc.array(fc.nat(3), { minLength: 30, maxLength: 30 }),
  })
  .map(({ blockTokens, words, short }) => ({
    blockTokens,
    paths: words.map((word) => word.map((_, i) => word.slice(0, i + 1).join('/'))),
    promptTokens: words.map((word, i) => word.length * blockTokens - (short[i] % blockTokens)),
  }));

/** The same prompts as a trace has them. */
export function promptBlocks(paths: Paths, blockTokens: number): PromptBlocks {
  const blocks = new Map<string, number>();
  const parent: number[] = [];
  const last = paths.map((path) => {
    let block = -1;
    for (const id of path) {
      if (!blocks.has(id)) {
        blocks.set(id, parent.length);
        parent.push(block);
      }
      block = blocks.get(id) ?? -1;
    }
    return block;
  });
  return { blockTokens, last: Int32Array.from(last), parent: Int32Array.from(parent) };
}

/** A cache of blocks, the oldest first in a list: as the definition says, without any thought of speed. */
export class BlockCacheReference {
  #held: string[] = [];
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  match(path: readonly string[]): number {
    const missing = path.findIndex((id) => !this.#held.includes(id));
    return missing < 0 ? path.length : missing;
  }

  use(path: readonly string[]): void {
    for (const id of path.toReversed()) {
      this.#held = [...this.#held.filter((other) => other !== id), id];
      if (this.#held.length > this.#capacity) this.#held.shift();
    }
  }
}
