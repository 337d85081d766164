import { z } from 'zod';
import { type RandomStream, Streams } from '../../../core/index.js';
import { plainNumber, rate } from '../../../core/input/index.js';
import type { Distribution } from '../distributions/distribution.js';
import { createDistribution, distributionSchema, meanOf } from '../distributions/spec.js';
import { type ArrivalProcess, arrivalProcess } from './arrival-process.js';
import { kind } from './parameters.js';

/**
 * A compound Poisson process: independent batches at a mean rate, all arrivals of a batch at the same instant. A size is a
 * draw, rounded, at least 1. Cost: a ziggurat draw and a draw of the size per batch.
 * Source: Çinlar (1975), Introduction to Stochastic Processes, §4.3.
 */
export class BatchArrivals implements ArrivalProcess {
  readonly #perMs: number;
  readonly #size: Distribution;
  /** Arrivals of the batch that are still to come. */
  readonly #left = Float64Array.of(0);

  /** @param ratePerS mean number of batches per second, above 0 */
  constructor(ratePerS: number, size: Distribution) {
    if (!(ratePerS > 0)) throw new RangeError(`the rate of batches must be above 0, not ${ratePerS}`);
    this.#perMs = ratePerS / 1000;
    this.#size = size;
  }

  nextMs(previousMs: number, random: RandomStream): number {
    if (this.#left[0] > 0) {
      this.#left[0]--;
      return previousMs;
    }
    this.#left[0] = wholeSize(this.#size.sample(random)) - 1;
    return previousMs + random.exponential() / this.#perMs;
  }
}

export const batches = arrivalProcess({
  summary: 'Poisson batches, all arrivals of a batch at the same instant',
  load: 'even',
  options: () =>
    z.strictObject({
      kind: kind('batches'),
      rate: rate().meta({ description: 'mean number of batches per unit of time, such as 2/s' }),
      size: distributionSchema(plainNumber, { positive: true }).meta({
        description: 'arrivals in a batch: a distribution of plain numbers, rounded, at least 1',
      }),
    }),
  create: (spec) => new BatchArrivals(spec.rate, createDistribution(spec.size)),
  meanRate: ({ rate, size }) => rate * meanBatchSize(meanOf(size), createDistribution(size)),
});

/** Draws by which the effect of rounding on the mean is found: it lies in −0.5…1, so the error stays below 0.03. */
const ROUNDING_DRAWS = 4096;

/**
 * Mean size of a batch: the mean of the distribution, exactly, and the mean difference that rounding makes, by draws of a
 * stream of its own. Sizes that are whole numbers anyway come out exact, and a heavy tail costs no precision.
 */
function meanBatchSize(mean: number, size: Distribution): number {
  const random = new Streams('batch size', 0).named('rounding');
  let difference = 0;
  for (let i = 0; i < ROUNDING_DRAWS; i++) {
    const value = size.sample(random);
    difference += wholeSize(value) - value;
  }
  return mean + difference / ROUNDING_DRAWS;
}

function wholeSize(value: number): number {
  return Math.max(1, Math.round(value));
}
