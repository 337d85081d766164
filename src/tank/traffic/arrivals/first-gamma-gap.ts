import type { RandomStream } from '../../../core/index.js';
import type { Distribution } from '../distributions/distribution.js';
import { Gamma } from '../distributions/gamma.js';

/**
 * Time from 0 to the first arrival of a gamma renewal process that has gone on for ever: a uniform part of the gap that
 * holds 0. Long gaps hold it more often, in proportion to their length, and a gamma variate weighted by its length is one
 * of shape + 1 and the same scale. With cv 1 it is exponential again. Cost: a gamma and a uniform draw.
 * Source: Cox (1962), Renewal Theory, chapter 5.
 */
export class FirstGammaGap implements Distribution {
  readonly #gap: Gamma;

  /** @param mean of the gaps, above 0 @param cv of the gaps, above 0 */
  constructor(mean: number, cv: number) {
    this.#gap = new Gamma(mean * (1 + cv * cv), cv / Math.sqrt(1 + cv * cv));
  }

  sample(random: RandomStream): number {
    return random.uniform() * this.#gap.sample(random);
  }
}
