import { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import { wholeNumber } from '../../../core/input/index.js';
import { type Distribution, distribution } from './distribution.js';
import { kind, positive } from './parameters.js';

/** The sum of `stages` equal exponential stages: coefficient of variation 1 / √stages. Cost: a ziggurat draw a stage. */
export class Erlang implements Distribution {
  readonly #stages: number;
  readonly #stageMean: number;

  /** @param mean above 0 @param stages a whole number from 1 */
  constructor(mean: number, stages: number) {
    if (!(mean > 0)) throw new RangeError(`the mean of an Erlang distribution must be above 0, not ${mean}`);
    if (!(Number.isInteger(stages) && stages >= 1)) {
      throw new RangeError(`an Erlang distribution has a whole number of stages from 1, not ${stages}`);
    }
    this.#stages = stages;
    this.#stageMean = mean / stages;
  }

  sample(random: RandomStream): number {
    let sum = 0;
    for (let stage = 0; stage < this.#stages; stage++) sum += random.exponential();
    return this.#stageMean * sum;
  }
}

/** Most stages. */
const STAGE_LIMIT = 1000;

export const erlang = distribution({
  summary: 'sum of equal exponential stages, coefficient of variation 1 / sqrt(stages)',
  options: (quantity) =>
    z.strictObject({
      kind: kind('erlang'),
      mean: positive(quantity),
      stages: wholeNumber(1, STAGE_LIMIT).meta({ description: 'number of stages; 1 is exponential' }),
    }),
  create: (spec) => new Erlang(spec.mean, spec.stages),
  mean: (spec) => spec.mean,
});
