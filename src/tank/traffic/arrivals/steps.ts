import type { RandomStream } from '../../../core/index.js';
import type { ArrivalProcess } from './arrival-process.js';

/** A rate that holds from a time on. */
export interface RateStep {
  readonly atMs: number;
  readonly ratePerS: number;
}

/**
 * A Poisson process whose rate is given by steps, for spikes and ramps: independent arrivals, at each time at the rate of
 * the last step. Times are found in operational time: the integral of the rate grows by an exponential of mean 1.
 * Cost: one ziggurat draw per arrival, O(1) amortised over the steps.
 * Source: Çinlar (1975), Introduction to Stochastic Processes, §4.7 (inversion of the integrated rate).
 */
export class StepArrivals implements ArrivalProcess {
  readonly #steps: readonly RateStep[];
  #step = 0;

  /** @param steps the first at 0, ascending; the last rate above 0, so that arrivals never end */
  constructor(steps: readonly RateStep[]) {
    if (steps.length === 0 || steps[0].atMs !== 0) throw new RangeError('the first step of a rate must be at 0');
    steps.forEach(({ atMs, ratePerS }, i) => {
      if (!(ratePerS >= 0)) throw new RangeError(`the rate of a step must be at least 0, not ${ratePerS}`);
      if (i > 0 && !(atMs > steps[i - 1].atMs)) throw new RangeError(`steps must ascend: ${atMs} ms`);
    });
    if (steps[steps.length - 1].ratePerS === 0) throw new RangeError('the last rate must be above 0');
    this.#steps = steps;
  }

  nextMs(previousMs: number, random: RandomStream): number {
    const steps = this.#steps;
    let timeMs = previousMs;
    let left = random.exponential();
    for (;;) {
      while (this.#step + 1 < steps.length && steps[this.#step + 1].atMs <= timeMs) this.#step++;
      const perMs = steps[this.#step].ratePerS / 1000;
      const endMs = this.#step + 1 < steps.length ? steps[this.#step + 1].atMs : Infinity;
      if (perMs > 0 && timeMs + left / perMs <= endMs) return timeMs + left / perMs;
      left -= perMs * (endMs - timeMs);
      timeMs = endMs;
    }
  }
}
