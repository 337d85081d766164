import { z } from 'zod';
import { MinHeap, type RandomStream } from '../../../core/index.js';
import { plainNumber, rate, wholeNumber } from '../../../core/input/index.js';
import { Gamma } from '../distributions/gamma.js';
import { type ArrivalProcess, arrivalProcess } from './arrival-process.js';
import { FirstGammaGap } from './first-gamma-gap.js';
import { gapVariation, kind } from './parameters.js';

/**
 * Many clients at once: each is a gamma renewal process of its own, the k-th with a share of the rate in proportion to
 * 1 / k^skew (Zipf), and their arrivals are superposed. Every client starts in its stationary state. With cv 1 the whole is
 * a Poisson process; otherwise it comes near one when no client dominates.
 * Cost: a gamma draw and O(log clients) per arrival; at the first arrival, two draws for each client.
 * Source: Cox and Smith (1954), On the Superposition of Renewal Processes, Biometrika 41.
 */
export class TenantArrivals implements ArrivalProcess {
  readonly tenantCount: number;
  /** Mean gap of every client in ms. */
  readonly #gapMs: Float64Array;
  readonly #firstGap: FirstGammaGap;
  readonly #gap: Gamma;
  /** Clients by the time of their next arrival. */
  readonly #next = new MinHeap();
  #tenant = 0;

  /** @param ratePerS of all, above 0 @param count of clients, a whole number from 1 @param skew at least 0 @param cv above 0 */
  constructor(ratePerS: number, count: number, skew: number, cv: number) {
    if (!(ratePerS > 0)) throw new RangeError(`the rate of all tenants must be above 0, not ${ratePerS}`);
    if (!(Number.isInteger(count) && count >= 1)) {
      throw new RangeError(`the count of tenants must be a whole number from 1, not ${count}`);
    }
    if (!(skew >= 0)) throw new RangeError(`the skew of tenants must be at least 0, not ${skew}`);
    this.tenantCount = count;
    this.#gapMs = Float64Array.from({ length: count }, (_, tenant) => (tenant + 1) ** skew);
    const sum = this.#gapMs.reduce((total, gap) => total + 1 / gap, 0);
    for (let tenant = 0; tenant < count; tenant++) this.#gapMs[tenant] *= (sum * 1000) / ratePerS;
    this.#firstGap = new FirstGammaGap(1, cv);
    this.#gap = new Gamma(1, cv);
  }

  get tenant(): number {
    return this.#tenant;
  }

  /** The clients keep the time: it is not taken from the arrival before. */
  nextMs(_previousMs: number, random: RandomStream): number {
    const next = this.#next;
    if (next.count === 0) {
      for (let i = 0; i < this.tenantCount; i++) next.push(this.#gapMs[i] * this.#firstGap.sample(random), i);
    }
    const timeMs = next.firstKey[0];
    this.#tenant = next.pop();
    next.push(timeMs + this.#gapMs[this.#tenant] * this.#gap.sample(random), this.#tenant);
    return timeMs;
  }
}

/** Most tenants. */
const TENANT_LIMIT = 10_000;
/** Largest skew: the second tenant then has less than a millionth of the rate of the first. */
const SKEW_LIMIT = 20;

export const tenants = arrivalProcess({
  summary: 'many clients with unequal rates, each with its own gaps',
  load: 'even',
  options: () =>
    z.strictObject({
      kind: kind('tenants'),
      rate: rate().meta({ description: 'mean number of arrivals of all tenants per unit of time, such as 40/s' }),
      count: wholeNumber(1, TENANT_LIMIT).meta({ description: 'number of tenants' }),
      skew: plainNumber({ most: SKEW_LIMIT })
        .default(1)
        .meta({ description: 'the k-th tenant has a share in proportion to 1 / k^skew (Zipf); default 1' }),
      gap_cv: gapVariation()
        .default(1)
        .meta({ description: 'coefficient of variation of the gaps of each tenant; default 1, Poisson' }),
    }),
  create: (spec) => new TenantArrivals(spec.rate, spec.count, spec.skew, spec.gap_cv),
  meanRate: (spec) => spec.rate,
});
