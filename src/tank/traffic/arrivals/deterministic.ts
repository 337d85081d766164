import { z } from 'zod';
import { type ArrivalProcess, arrivalProcess } from './arrival-process.js';
import { kind, meanRate } from './parameters.js';

/**
 * Arrivals at equal gaps, the first one after a whole gap. The k-th is k / rate rounded once, not a sum of k rounded
 * gaps, so the process keeps its rate over any length of run. Nothing is drawn.
 */
export class DeterministicArrivals implements ArrivalProcess {
  readonly #ratePerS: number;
  #arrivalCount = 0;

  /** @param ratePerS arrivals per second, above 0 */
  constructor(ratePerS: number) {
    if (!(ratePerS > 0)) throw new RangeError(`the rate of deterministic arrivals must be above 0, not ${ratePerS}`);
    this.#ratePerS = ratePerS;
  }

  nextMs(): number {
    this.#arrivalCount++;
    return (this.#arrivalCount * 1000) / this.#ratePerS;
  }
}

export const deterministic = arrivalProcess({
  summary: 'equal gaps, the first arrival after one gap',
  load: 'even',
  options: () => z.strictObject({ kind: kind('deterministic'), rate: meanRate() }),
  create: (spec) => new DeterministicArrivals(spec.rate),
  meanRate: (spec) => spec.rate,
});
