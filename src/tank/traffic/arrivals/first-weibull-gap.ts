import { gammaln } from 'simple-statistics';
import type { RandomStream } from '../../../core/index.js';
import type { Distribution } from '../distributions/distribution.js';
import { Gamma } from '../distributions/gamma.js';

/**
 * Time from 0 to the first arrival of a Weibull renewal process that has gone on for ever: a uniform part of the gap that
 * holds 0. A Weibull variate weighted by its length is scale × G^(1 / shape), G a gamma variate of shape 1 + 1 / shape.
 * Cost: a gamma and a uniform draw, and one power.
 * Source: Cox (1962), Renewal Theory, chapter 5.
 */
export class FirstWeibullGap implements Distribution {
  readonly #scale: number;
  readonly #power: number;
  readonly #weighted: Gamma;

  /** @param mean of the gaps, above 0 @param shape of the gaps, at least 0.1 */
  constructor(mean: number, shape: number) {
    const order = 1 + 1 / shape;
    this.#scale = mean / Math.exp(gammaln(order));
    this.#power = 1 / shape;
    this.#weighted = new Gamma(order, 1 / Math.sqrt(order));
  }

  sample(random: RandomStream): number {
    return random.uniform() * this.#scale * this.#weighted.sample(random) ** this.#power;
  }
}
