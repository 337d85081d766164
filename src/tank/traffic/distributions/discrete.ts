import { z } from 'zod';
import { plainSum, type RandomStream } from '../../../core/index.js';
import { plainNumber } from '../../../core/input/index.js';
import { cumulative, placeOf } from './cumulative.js';
import { type Distribution, distribution } from './distribution.js';
import { kind, VALUE_LIMIT, values } from './parameters.js';

/** One of given values, each in proportion to its weight. Cost: one draw and O(log values). */
export class Discrete implements Distribution {
  readonly #values: Float64Array;
  readonly #sums: Float64Array;

  /** @param values at least one @param weights as many, from 0, not all 0 */
  constructor(values: readonly number[], weights: readonly number[]) {
    if (values.length !== weights.length || values.length === 0) {
      throw new RangeError(`a discrete distribution cannot have ${values.length} values and ${weights.length} weights`);
    }
    for (const weight of weights) {
      if (!(weight >= 0)) throw new RangeError(`the weight of a value must be at least 0, not ${weight}`);
    }
    this.#values = Float64Array.from(values);
    this.#sums = cumulative(weights.length, (place) => weights[place]);
    if (!(this.#sums[weights.length - 1] > 0))
      throw new RangeError('a weight of a discrete distribution must be above 0');
  }

  sample(random: RandomStream): number {
    return this.#values[placeOf(this.#sums, random.uniform() * this.#sums[this.#sums.length - 1])];
  }
}

export const discrete = distribution({
  summary: 'one of given values, each in proportion to its weight',
  options: (quantity) =>
    z
      .strictObject({
        kind: kind('discrete'),
        values: values(quantity, 1),
        weights: z
          .array(plainNumber(), { error: 'expected a list of weights, one for each value' })
          .max(VALUE_LIMIT, `expected at most ${VALUE_LIMIT} weights`)
          .refine((weights) => weights.some((weight) => weight > 0), 'expected at least one weight above 0')
          .meta({ description: 'one for each value; only their proportions count' }),
      })
      .refine(({ values, weights }) => weights.length === values.length, {
        error: 'expected as many weights as values',
        path: ['weights'],
      }),
  create: (spec) => new Discrete(spec.values, spec.weights),
  mean: (spec) => discreteMean(spec.values, spec.weights),
});

/** Mean of the discrete distribution. */
function discreteMean(values: readonly number[], weights: readonly number[]): number {
  const sum = plainSum(weights);
  return values.reduce((total, value, i) => total + value * (weights[i] / sum), 0);
}
