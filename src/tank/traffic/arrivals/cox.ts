import { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import { duration, plainNumber } from '../../../core/input/index.js';
import { Gamma } from '../distributions/gamma.js';
import { type ArrivalProcess, arrivalProcess } from './arrival-process.js';
import { FirstGammaGap } from './first-gamma-gap.js';
import { gapVariation, kind, LEAST_ARRIVALS, meanRate } from './parameters.js';

/** Cells of the rate in a time constant: within one, the logarithm of the rate would move by a fifth of its spread. */
const CELLS = 50;
/** Of z in neighbouring cells, and the standard deviation of what is new in the second. */
const CORRELATION = Math.exp(-1 / CELLS);
const INNOVATION = Math.sqrt(-Math.expm1(-2 / CELLS));

/**
 * A Cox process, doubly stochastic: the rate itself is random and slow, rate × exp(σz − σ²/2) with σ² = ln(1 + rateCv²) and
 * z a stationary Gauss-Markov (Ornstein-Uhlenbeck) process, whose correlation falls by exp(−t / time constant). The rate is
 * lognormal at any time, with the given mean and coefficient of variation. It is constant within cells of 1/50 of the time
 * constant, and z goes from cell to cell exactly. Gaps are gamma of mean 1 in operational time (the integral of the rate),
 * from a stationary start: gapCv 1 is a Poisson process at the random rate.
 * Cost: a gamma draw per arrival, a ziggurat draw and an exp per cell.
 * Source: Cox (1955), Some Statistical Methods Connected with Series of Events, JRSS B 17(2).
 */
export class CoxArrivals implements ArrivalProcess {
  readonly #medianPerMs: number;
  readonly #sigma: number;
  readonly #cellMs: number;
  readonly #firstGap: FirstGammaGap;
  readonly #gap: Gamma;
  /** Number of the cell, from 0; −1 before the first arrival. */
  #cell = -1;
  /** z and the rate per ms in the cell. */
  readonly #z = Float64Array.of(0);
  readonly #perMs = Float64Array.of(0);

  /** @param ratePerS above 0 @param rateCv at least 0 @param timeConstantMs above 0 @param gapCv above 0 */
  constructor(ratePerS: number, rateCv: number, timeConstantMs: number, gapCv: number) {
    if (!(ratePerS > 0)) throw new RangeError(`the rate of a Cox process must be above 0, not ${ratePerS}`);
    if (!(rateCv >= 0)) throw new RangeError(`the cv of the rate of a Cox process must be at least 0, not ${rateCv}`);
    if (!(timeConstantMs > 0)) {
      throw new RangeError(`the time constant of a Cox process must be above 0, not ${timeConstantMs}`);
    }
    this.#medianPerMs = ratePerS / 1000 / Math.sqrt(1 + rateCv * rateCv);
    this.#sigma = Math.sqrt(Math.log1p(rateCv * rateCv));
    this.#cellMs = timeConstantMs / CELLS;
    this.#firstGap = new FirstGammaGap(1, gapCv);
    this.#gap = new Gamma(1, gapCv);
  }

  nextMs(previousMs: number, random: RandomStream): number {
    let left: number;
    if (this.#cell < 0) {
      this.#enterCell(0, random.normal());
      left = this.#firstGap.sample(random);
    } else {
      left = this.#gap.sample(random);
    }
    let timeMs = previousMs;
    for (;;) {
      const endMs = (this.#cell + 1) * this.#cellMs;
      const arrivalMs = timeMs + left / this.#perMs[0];
      if (arrivalMs <= endMs) return arrivalMs;
      left = Math.max(0, left - this.#perMs[0] * Math.max(0, endMs - timeMs));
      timeMs = Math.max(timeMs, endMs);
      this.#enterCell(this.#cell + 1, CORRELATION * this.#z[0] + INNOVATION * random.normal());
    }
  }

  #enterCell(cell: number, z: number): void {
    this.#cell = cell;
    this.#z[0] = z;
    this.#perMs[0] = this.#medianPerMs * Math.exp(this.#sigma * z);
  }
}

/** Largest coefficient of variation of the rate: its typical values are then a tenth of the mean. */
const RATE_CV_LIMIT = 10;

export const cox = arrivalProcess({
  summary: 'a rate that varies slowly and randomly around its mean',
  load: 'wandering',
  options: () =>
    z
      .strictObject({
        kind: kind('cox'),
        rate: meanRate(),
        rate_cv: plainNumber({ most: RATE_CV_LIMIT }).meta({ description: 'coefficient of variation of the rate' }),
        time_constant: duration({ positive: true }).meta({
          description: 'time in which the correlation of the rate falls to 1/e',
        }),
        gap_cv: gapVariation().default(1).meta({
          description: 'coefficient of variation of the gaps at an even rate; default 1, Poisson',
        }),
      })
      .refine(({ rate, time_constant }) => (rate / 1000) * time_constant >= LEAST_ARRIVALS, {
        error: `expected a time constant of at least ${LEAST_ARRIVALS} mean gaps`,
        path: ['time_constant'],
      }),
  create: (spec) => new CoxArrivals(spec.rate, spec.rate_cv, spec.time_constant, spec.gap_cv),
  meanRate: (spec) => spec.rate,
});
