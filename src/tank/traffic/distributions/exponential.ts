import { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import { type Distribution, distribution } from './distribution.js';
import { kind, positive } from './parameters.js';

/**
 * The exponential distribution: no memory, coefficient of variation 1, P(X > x) = exp(−x / mean).
 * Cost: one ziggurat draw.
 */
export class Exponential implements Distribution {
  readonly #mean: number;

  /** @param mean above 0 */
  constructor(mean: number) {
    if (!(mean > 0)) throw new RangeError(`the mean of an exponential distribution must be above 0, not ${mean}`);
    this.#mean = mean;
  }

  sample(random: RandomStream): number {
    return this.#mean * random.exponential();
  }
}

export const exponential = distribution({
  summary: 'no memory, coefficient of variation 1',
  options: (quantity) => z.strictObject({ kind: kind('exponential'), mean: positive(quantity) }),
  create: (spec) => new Exponential(spec.mean),
  mean: (spec) => spec.mean,
});
