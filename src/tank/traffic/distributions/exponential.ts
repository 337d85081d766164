import type { RandomStream } from '../../../core/index.js';
import type { Distribution } from './distribution.js';

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
