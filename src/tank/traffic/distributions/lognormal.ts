import { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import { type Distribution, distribution } from './distribution.js';
import { kind, positive, variation } from './parameters.js';

/**
 * The lognormal distribution, given by the mean and the coefficient of variation of the variable itself: median × exp(σZ)
 * with median = mean / √(1 + cv²) and σ² = ln(1 + cv²). In this form a doubled mean exactly doubles every value.
 * Cost: one ziggurat draw and one exp; with cv 0 it is the constant `mean` and draws nothing.
 * Source: Crow and Shimizu (1988), Lognormal Distributions, chapter 1.
 */
export class Lognormal implements Distribution {
  readonly #median: number;
  readonly #sigma: number;

  /**
   * @param mean above 0
   * @param cv standard deviation divided by the mean, at least 0
   */
  constructor(mean: number, cv: number) {
    if (!(mean > 0)) throw new RangeError(`the mean of a lognormal distribution must be above 0, not ${mean}`);
    if (!(cv >= 0)) throw new RangeError(`the cv of a lognormal distribution must be at least 0, not ${cv}`);
    this.#median = mean / Math.sqrt(1 + cv * cv);
    this.#sigma = Math.sqrt(Math.log1p(cv * cv));
  }

  sample(random: RandomStream): number {
    return this.#sigma === 0 ? this.#median : this.#median * Math.exp(this.#sigma * random.normal());
  }
}

export const lognormal = distribution({
  summary: 'mean and coefficient of variation (cv) of the variable itself',
  options: (quantity) => z.strictObject({ kind: kind('lognormal'), mean: positive(quantity), cv: variation(0) }),
  create: (spec) => new Lognormal(spec.mean, spec.cv),
  mean: (spec) => spec.mean,
});
