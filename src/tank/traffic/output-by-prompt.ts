import { z } from 'zod';
import type { RandomStream } from '../../core/index.js';
import type { Distribution } from './distributions/distribution.js';
import { createDistribution, distributionSchema, type DistributionSpec } from './distributions/spec.js';

import { TOKEN_LIMIT, tokenCount, wholeNumber } from '../../core/input/index.js';

/** Lengths of answers to prompts of a range of lengths. */
export interface OutputBin {
  /** Longest prompt of the bin; Infinity for the last. */
  readonly upTo: number;
  readonly outputTokens: DistributionSpec;
}

/** Most bins. */
const BIN_LIMIT = 100;

/** Answers whose length depends on that of the prompt. */
export function outputByPromptSchema() {
  const bin = z.strictObject({
    up_to: wholeNumber(1, TOKEN_LIMIT)
      .optional()
      .meta({ description: 'longest prompt of the bin; absent in the last' }),
    output_tokens: distributionSchema(tokenCount()).meta({ description: 'length of the answers to such prompts' }),
  });
  return z
    .array(bin, { error: 'expected a list of bins, such as [{ up_to: 256, output_tokens: … }, { output_tokens: … }]' })
    .min(2, 'expected at least two bins')
    .max(BIN_LIMIT, `expected at most ${BIN_LIMIT} bins`)
    .refine((bins) => bins.every(({ up_to }, i) => (up_to === undefined) === (i === bins.length - 1)), {
      error: 'expected up_to in every bin but the last, which has none',
    })
    .refine((bins) => bins.every(({ up_to = Infinity }, i) => i === 0 || up_to > (bins[i - 1].up_to ?? 0)), {
      error: 'expected bins in ascending order of up_to',
    })
    .transform((bins) =>
      bins.map(({ up_to = Infinity, output_tokens }): OutputBin => ({ upTo: up_to, outputTokens: output_tokens })),
    );
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
