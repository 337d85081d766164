import { z } from 'zod';
import { camelKeys, plainNumber, TOKEN_LIMIT, tokenCount, wholeNumber } from '../../../core/input/index.js';
import { distributionSchema, type OutputBin } from '../../traffic/index.js';

/** Most bins. */
const BIN_LIMIT = 100;

/** Answers whose length depends on that of the prompt. */
export function outputByPromptSchema() {
  const bin = z.strictObject({
    up_to: wholeNumber(1, TOKEN_LIMIT)
      .optional()
      .meta({ description: 'longest prompt of the bin; absent in the last' }),
    output_tokens: distributionSchema(tokenCount, { positive: true }).meta({
      description: 'length of the answers to such prompts',
    }),
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
      bins.map(({ up_to = Infinity, output_tokens }): OutputBin => camelKeys({ up_to, output_tokens })),
    );
}

/** What routers are told of the length of answers. */
export function outputEstimateSchema() {
  return z.strictObject({
    bias: plainNumber({ positive: true }).default(1).meta({ description: 'mean of estimate / truth; default 1' }),
    cv: plainNumber().default(0).meta({
      description: 'coefficient of variation of estimate / truth, lognormal; default 0: with bias 1 the truth itself',
    }),
  });
}
