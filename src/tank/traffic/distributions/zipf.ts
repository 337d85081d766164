import { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import { plainNumber, wholeNumber } from '../../../core/input/index.js';
import { cumulative, placeOf } from './cumulative.js';
import { type Distribution, distribution } from './distribution.js';
import { kind } from './parameters.js';

/**
 * The Zipf distribution over the whole numbers 1…count: k in proportion to 1 / k^skew; skew 0 is uniform.
 * Cost: one draw and O(log count); 8 bytes for each number.
 * Source: Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, chapter 11.
 */
export class Zipf implements Distribution {
  readonly #sums: Float64Array;

  /** @param count a whole number from 1 @param skew at least 0 */
  constructor(count: number, skew: number) {
    if (!(Number.isInteger(count) && count >= 1)) {
      throw new RangeError(`the count of a Zipf distribution must be a whole number from 1, not ${count}`);
    }
    if (!(skew >= 0)) throw new RangeError(`the skew of a Zipf distribution must be at least 0, not ${skew}`);
    this.#sums = cumulative(count, (place) => (place + 1) ** -skew);
  }

  sample(random: RandomStream): number {
    return placeOf(this.#sums, random.uniform() * this.#sums[this.#sums.length - 1]) + 1;
  }
}

/** Largest count: each value is a number in memory. */
const COUNT_LIMIT = 1_000_000;
/** Largest skew: beyond it, it is the constant 1 for all that matters. */
const SKEW_LIMIT = 100;

export const zipf = distribution({
  summary: 'whole numbers from 1 to count, k in proportion to 1 / k^skew; of a duration, milliseconds',
  options: () =>
    z.strictObject({
      kind: kind('zipf'),
      count: wholeNumber(1, COUNT_LIMIT).meta({ description: 'largest value' }),
      skew: plainNumber({ most: SKEW_LIMIT }).meta({ description: '0 is uniform; the larger, the more small values' }),
    }),
  create: (spec) => new Zipf(spec.count, spec.skew),
  mean: (spec) => zipfMean(spec.count, spec.skew),
});

/** Mean of the Zipf distribution. */
function zipfMean(count: number, skew: number): number {
  let weights = 0;
  let weighted = 0;
  for (let k = count; k >= 1; k--) {
    weights += k ** -skew;
    weighted += k ** (1 - skew);
  }
  return weighted / weights;
}
