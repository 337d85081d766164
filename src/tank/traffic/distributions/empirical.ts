import { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import { plainNumber } from '../../../core/input/index.js';
import { placeOf } from './cumulative.js';
import { type Distribution, distribution } from './distribution.js';
import { kind, VALUE_LIMIT, values } from './parameters.js';

/**
 * A distribution by its quantiles: the share of values up to `values[i]` is `shares[i]`, and between two points all
 * values alike, so that the inverse distribution function is linear there. Equal values carry the share between them.
 * Cost: one draw and O(log values).
 * Source: Law (2015), Simulation Modeling and Analysis, chapter 8 (continuous empirical distributions).
 */
export class Empirical implements Distribution {
  readonly #values: Float64Array;
  readonly #shares: Float64Array;

  /** @param values at least two, none below the one before @param shares as many, ascending from 0 to 1 */
  constructor(values: readonly number[], shares: readonly number[] = equalShares(values.length)) {
    const last = values.length - 1;
    if (last < 1) throw new RangeError(`an empirical distribution must have at least two values, not ${values.length}`);
    if (shares.length !== values.length) {
      throw new RangeError(`an empirical distribution cannot have ${values.length} values and ${shares.length} shares`);
    }
    if (shares[0] !== 0 || shares[last] !== 1) {
      throw new RangeError(`the shares of an empirical distribution cannot go from ${shares[0]} to ${shares[last]}`);
    }
    for (let i = 1; i <= last; i++) {
      if (!(values[i] >= values[i - 1])) throw new RangeError(`the values of a distribution must ascend: ${values[i]}`);
      if (!(shares[i] > shares[i - 1])) throw new RangeError(`the shares of a distribution must ascend: ${shares[i]}`);
    }
    this.#values = Float64Array.from(values);
    this.#shares = Float64Array.from(shares);
  }

  sample(random: RandomStream): number {
    const u = random.uniform();
    const end = placeOf(this.#shares, u);
    const share = (u - this.#shares[end - 1]) / (this.#shares[end] - this.#shares[end - 1]);
    return this.#values[end - 1] + share * (this.#values[end] - this.#values[end - 1]);
  }
}

export const empirical = distribution({
  summary: 'by quantiles, such as measured ones, with linear interpolation',
  options: (quantity) =>
    z
      .strictObject({
        kind: kind('empirical'),
        values: values(quantity, 2).refine(
          (values) => values.every((value, i) => i === 0 || value >= values[i - 1]),
          'expected values in ascending order',
        ),
        shares: sharesSchema().optional(),
      })
      .refine(({ values, shares = values }) => shares.length === values.length, {
        error: 'expected as many shares as values',
        path: ['shares'],
      }),
  create: (spec) => new Empirical(spec.values, spec.shares),
  mean: (spec) => empiricalMean(spec.values, spec.shares),
});

function sharesSchema() {
  return z
    .array(plainNumber({ most: 1 }), { error: 'expected a list of shares, one for each value' })
    .max(VALUE_LIMIT, `expected at most ${VALUE_LIMIT} shares`)
    .refine(
      (shares) =>
        shares[0] === 0 && shares[shares.length - 1] === 1 && shares.every((x, i) => i === 0 || x > shares[i - 1]),
      'expected shares in ascending order from 0 to 1',
    )
    .meta({ description: 'share of the variable up to each value, from 0 to 1; default equally spaced' });
}

/** Mean of the empirical distribution: the area under the inverse distribution function, by trapezoids. */
function empiricalMean(values: readonly number[], shares: readonly number[] = equalShares(values.length)): number {
  let mean = 0;
  for (let i = 1; i < values.length; i++) mean += ((values[i] + values[i - 1]) / 2) * (shares[i] - shares[i - 1]);
  return mean;
}

function equalShares(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i / (count - 1));
}
