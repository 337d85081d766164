import type { RandomStream } from '../../../core/index.js';
import { cumulative, placeOf } from './cumulative.js';
import type { Distribution } from './distribution.js';

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

/** Mean of the Zipf distribution. */
export function zipfMean(count: number, skew: number): number {
  let weights = 0;
  let weighted = 0;
  for (let k = count; k >= 1; k--) {
    weights += k ** -skew;
    weighted += k ** (1 - skew);
  }
  return weighted / weights;
}
