import { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import { type Distribution, distribution } from './distribution.js';
import { kind, positive, variation } from './parameters.js';

/**
 * One of two exponential distributions, given by mean and coefficient of variation, with balanced means: each of the two
 * brings half of the mean. Cost: one draw and one ziggurat draw.
 * Source: Tijms (2003), A First Course in Stochastic Models, appendix B.
 */
export class Hyperexponential implements Distribution {
  /** Probability of the first, and the two means. */
  readonly #share: number;
  readonly #means: Float64Array;

  /** @param mean above 0 @param cv at least 1 */
  constructor(mean: number, cv: number) {
    if (!(mean > 0)) throw new RangeError(`the mean of a hyperexponential distribution must be above 0, not ${mean}`);
    if (!(cv >= 1)) throw new RangeError(`the cv of a hyperexponential distribution must be at least 1, not ${cv}`);
    this.#share = (1 + Math.sqrt((cv * cv - 1) / (cv * cv + 1))) / 2;
    this.#means = Float64Array.of(mean / (2 * this.#share), mean / (2 * (1 - this.#share)));
  }

  sample(random: RandomStream): number {
    const phase = random.uniform() < this.#share ? 0 : 1;
    return this.#means[phase] * random.exponential();
  }
}

export const hyperexponential = distribution({
  summary: 'one of two exponentials, coefficient of variation (cv) of at least 1',
  options: (quantity) => z.strictObject({ kind: kind('hyperexponential'), mean: positive(quantity), cv: variation(1) }),
  create: (spec) => new Hyperexponential(spec.mean, spec.cv),
  mean: (spec) => spec.mean,
});
