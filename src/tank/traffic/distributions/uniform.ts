import { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import { type Distribution, distribution } from './distribution.js';
import { bounded, kind, positive } from './parameters.js';

/** The uniform distribution over [min, max). Cost: one draw. */
export class Uniform implements Distribution {
  readonly #min: number;
  readonly #width: number;

  /** @param min at least 0 @param max above `min` */
  constructor(min: number, max: number) {
    if (!(min >= 0 && max > min)) throw new RangeError(`a uniform distribution cannot go from ${min} to ${max}`);
    this.#min = min;
    this.#width = max - min;
  }

  sample(random: RandomStream): number {
    return this.#min + this.#width * random.uniform();
  }
}

export const uniform = distribution({
  summary: 'uniform between min and max',
  options: (quantity, fromZero) =>
    bounded(z.strictObject({ kind: kind('uniform'), min: fromZero, max: positive(quantity) })),
  create: (spec) => new Uniform(spec.min, spec.max),
  mean: (spec) => (spec.min + spec.max) / 2,
});
