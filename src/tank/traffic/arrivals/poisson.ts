import { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import { type ArrivalProcess, arrivalProcess } from './arrival-process.js';
import { kind, meanRate } from './parameters.js';

/**
 * The Poisson process: independent exponential gaps, so that counts in disjoint windows are independent and have equal
 * mean and variance. Many independent users make traffic like this.
 * Cost: one ziggurat draw per arrival.
 */
export class PoissonArrivals implements ArrivalProcess {
  readonly #meanGapMs: number;

  /** @param ratePerS mean arrivals per second, above 0 */
  constructor(ratePerS: number) {
    if (!(ratePerS > 0)) throw new RangeError(`the rate of a Poisson process must be above 0, not ${ratePerS}`);
    this.#meanGapMs = 1000 / ratePerS;
  }

  nextMs(previousMs: number, random: RandomStream): number {
    return previousMs + this.#meanGapMs * random.exponential();
  }
}

export const poisson = arrivalProcess({
  summary: 'independent arrivals at a mean rate',
  load: 'even',
  options: () => z.strictObject({ kind: kind('poisson'), rate: meanRate() }),
  create: (spec) => new PoissonArrivals(spec.rate),
  meanRate: (spec) => spec.rate,
});
