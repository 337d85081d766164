import type { RandomStream } from '../../core/index.js';
import type { Distribution } from './distributions/distribution.js';
import { createDistribution, type DistributionSpec } from './distributions/spec.js';

/** Lengths of answers to prompts of a range of lengths. */
export interface OutputBin {
  /** Longest prompt of the bin; Infinity for the last. */
  readonly upTo: number;
  readonly outputTokens: DistributionSpec;
}

/** Draws the length of an answer given the prompt's. Cost: O(bins) and a draw. */
export class OutputByPrompt {
  readonly #upTo: Float64Array;
  readonly #outputs: readonly Distribution[];

  constructor(bins: readonly OutputBin[]) {
    this.#upTo = Float64Array.from(bins, ({ upTo }) => upTo);
    this.#outputs = bins.map(({ outputTokens }) => createDistribution(outputTokens));
  }

  sample(promptTokens: number, random: RandomStream): number {
    let bin = 0;
    while (promptTokens > this.#upTo[bin]) bin++;
    return this.#outputs[bin].sample(random);
  }
}
