import { gammaln } from 'simple-statistics';
import { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import { type Distribution, distribution } from './distribution.js';
import { kind, positive, shape } from './parameters.js';

/**
 * The Weibull distribution, given by mean and shape: P(X > x) = exp(−(x / scale)^shape). Shape 1 is exponential, below 1
 * the tail is heavier. Cost: one ziggurat draw and one power.
 */
export class Weibull implements Distribution {
  readonly #scale: number;
  readonly #power: number;

  /** @param mean above 0 @param shape at least 0.1 */
  constructor(mean: number, shape: number) {
    if (!(mean > 0)) throw new RangeError(`the mean of a Weibull distribution must be above 0, not ${mean}`);
    if (!(shape >= 0.1)) throw new RangeError(`the shape of a Weibull distribution must be at least 0.1, not ${shape}`);
    this.#scale = mean / Math.exp(gammaln(1 + 1 / shape));
    this.#power = 1 / shape;
  }

  sample(random: RandomStream): number {
    return this.#scale * random.exponential() ** this.#power;
  }
}

export const weibull = distribution({
  summary: 'mean and shape; shape 1 is exponential, below it the tail is heavier',
  options: (quantity) => z.strictObject({ kind: kind('weibull'), mean: positive(quantity), shape: shape() }),
  create: (spec) => new Weibull(spec.mean, spec.shape),
  mean: (spec) => spec.mean,
});
