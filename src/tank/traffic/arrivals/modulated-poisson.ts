import { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import { duration, type QuantitySchema, rate } from '../../../core/input/index.js';
import { type ArrivalProcess, arrivalProcess } from './arrival-process.js';
import { kind, LEAST_ARRIVALS } from './parameters.js';

/**
 * The two-state Markov-modulated Poisson process: bursts and lulls of exponential length take turns, each with a rate of
 * its own. Counts disperse far more than a Poisson process of the same mean rate. It starts in either state with its
 * share of the time. Cost: a ziggurat draw per arrival and per change of state.
 * Source: Fischer and Meier-Hellstern (1993), The Markov-modulated Poisson process (MMPP) cookbook, Performance
 * Evaluation 18(2).
 */
export class ModulatedPoissonArrivals implements ArrivalProcess {
  /** By state: rate per ms, and mean length in ms. */
  readonly #perMs: Float64Array;
  readonly #lengthMs: Float64Array;
  #state = -1;
  readonly #changeMs = Float64Array.of(0);

  /** Rates per second, at least one above 0; mean lengths of the states in ms, above 0. */
  constructor(ratesPerS: readonly [number, number], lengthsMs: readonly [number, number]) {
    if (!(Math.min(...ratesPerS) >= 0 && Math.max(...ratesPerS) > 0)) {
      throw new RangeError(`the rates of a modulated process cannot be ${ratesPerS.join(' and ')}`);
    }
    if (!(Math.min(...lengthsMs) > 0))
      throw new RangeError('the states of a modulated process must last longer than 0');
    this.#perMs = Float64Array.from(ratesPerS, (rate) => rate / 1000);
    this.#lengthMs = Float64Array.from(lengthsMs);
  }

  nextMs(previousMs: number, random: RandomStream): number {
    if (this.#state < 0) {
      const share = this.#lengthMs[0] / (this.#lengthMs[0] + this.#lengthMs[1]);
      this.#state = random.uniform() < share ? 0 : 1;
      this.#changeMs[0] = this.#lengthMs[this.#state] * random.exponential();
    }
    let timeMs = previousMs;
    for (;;) {
      const perMs = this.#perMs[this.#state];
      if (perMs > 0) {
        const arrivalMs = timeMs + random.exponential() / perMs; // afresh after a change: the process has no memory
        if (arrivalMs <= this.#changeMs[0]) return arrivalMs;
      }
      timeMs = this.#changeMs[0];
      this.#state = 1 - this.#state;
      this.#changeMs[0] += this.#lengthMs[this.#state] * random.exponential();
    }
  }
}

export const modulatedPoisson = arrivalProcess({
  summary: 'alternating bursts and lulls, each of exponential length with its own rate',
  load: 'wandering',
  options: () =>
    z
      .strictObject({
        kind: kind('modulated_poisson'),
        burst: stateSchema('a burst', rate()),
        lull: stateSchema('a lull', rate({ positive: false })),
      })
      .refine((spec) => rateTimesMs(spec) / 1000 >= LEAST_ARRIVALS, {
        error: `expected at least ${LEAST_ARRIVALS} arrivals in a burst and a lull together`,
        path: ['burst'],
      }),
  create: ({ burst, lull }) => new ModulatedPoissonArrivals([burst.rate, lull.rate], [burst.length, lull.length]),
  meanRate: (spec) => rateTimesMs(spec) / (spec.burst.length + spec.lull.length),
});

function stateSchema(name: string, rateIn: QuantitySchema) {
  return z
    .strictObject({
      rate: rateIn.meta({ description: `rate in ${name}` }),
      length: duration({ positive: true }).meta({ description: `mean length of ${name}` }),
    })
    .meta({ description: name });
}

/** A rate per second that holds for a mean length in ms. */
interface RateState {
  readonly rate: number;
  readonly length: number;
}

/** A thousand times the mean number of arrivals in a burst and the lull after it. */
function rateTimesMs({ burst, lull }: { readonly burst: RateState; readonly lull: RateState }): number {
  return burst.rate * burst.length + lull.rate * lull.length;
}
