import { BlockLru, tokensSaved } from './block-lru.js';
import { depthOf } from './block-tree.js';
import type { PromptBlocks } from './trace.js';

/** What one cache for all requests of a trace would have; NaN where no prompt has blocks, and of tokens where none has a length. */
export interface PrefixHitRate {
  /** Blocks that it holds. */
  readonly capacity: number;
  /** Share of the blocks of prompts that are found: those from the head on, up to the first that is not. */
  readonly blocks: number;
  /** Share of the tokens of prompts with blocks that need not be computed: of a prompt all but one at most. */
  readonly tokens: number;
}

/**
 * How much the prompts of a trace share, as the hit rates of one cache of the blocks used last that serves all requests
 * in their order, by its capacity. Cost: O(blocks of all prompts) for each capacity.
 * @param promptTokens by request; empty where they are not known
 * @param capacities in blocks, Infinity for no limit
 */
export function prefixHitRates(
  blocks: PromptBlocks,
  promptTokens: Int32Array,
  capacities: readonly number[],
): readonly PrefixHitRate[] {
  return capacities.map((capacity) => hitRate(blocks, promptTokens, capacity));
}

function hitRate({ last, parent, blockTokens }: PromptBlocks, promptTokens: Int32Array, capacity: number) {
  const cache = new BlockLru(capacity);
  let blocks = 0;
  let blocksHit = 0;
  let tokens = 0;
  let tokensHit = 0;
  for (let request = 0; request < last.length; request++) {
    if (last[request] < 0) continue;
    const held = cache.match(last[request], parent);
    cache.use(last[request], parent);
    blocks += depthOf(last[request], parent);
    blocksHit += held;
    tokens += promptTokens[request] ?? 0;
    tokensHit += tokensSaved(held, blockTokens, promptTokens[request] ?? 0);
  }
  return { capacity, blocks: blocksHit / blocks, tokens: tokensHit / tokens };
}
