import type { EngineConfig } from './engine-types.js';

/** Throws where the rules do not hold: every decode must advance in every iteration, and blocks are counted by shifts. */
export function checkConfig({ maxBatchTokens, maxSequences, blockTokens }: EngineConfig): void {
  if (maxBatchTokens < maxSequences) {
    throw new RangeError(`${maxBatchTokens} tokens an iteration for ${maxSequences} sequences: at least one each`);
  }
  if (2 ** Math.round(Math.log2(blockTokens)) !== blockTokens) {
    throw new RangeError(`${blockTokens} tokens a block: a power of two`);
  }
}
