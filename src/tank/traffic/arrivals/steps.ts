import { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import { duration, rate } from '../../../core/input/index.js';
import { type ArrivalProcess, arrivalProcess } from './arrival-process.js';
import { kind } from './parameters.js';

/** A rate that holds from a time on. */
export interface RateStep {
  readonly atMs: number;
  readonly ratePerS: number;
}

/**
 * A Poisson process whose rate is given by steps, for spikes: independent arrivals, at each time at the rate of
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

export const steps = arrivalProcess({
  summary: 'Poisson arrivals at a rate that changes at set times, at once: spikes and outages',
  load: 'scheduled',
  options: () => z.strictObject({ kind: kind('steps'), steps: stepsSchema() }),
  create: ({ steps }) => new StepArrivals(steps.map(({ at, rate }) => ({ atMs: at, ratePerS: rate }))),
  meanRate: ({ steps }, durationMs) => {
    const ends = [...steps.slice(1).map(({ at }) => at), Infinity].map((end) => Math.min(end, durationMs));
    const arrivals = steps.reduce((sum, { at, rate }, i) => sum + rate * Math.max(0, ends[i] - at), 0);
    return durationMs === 0 ? 0 : arrivals / durationMs;
  },
});

/** Most steps of a rate. */
const STEP_LIMIT = 10_000;

function stepsSchema() {
  const step = z.strictObject({
    at: duration().meta({ description: 'start time of the rate; the first is 0' }),
    rate: rate({ positive: false }).meta({ description: 'arrivals per unit of time; 0/s for none' }),
  });
  return z
    .array(step, { error: 'expected a list of steps, such as [{ at: 0s, rate: 20/s }, { at: 1m, rate: 80/s }]' })
    .min(1, 'expected at least one step')
    .max(STEP_LIMIT, `expected at most ${STEP_LIMIT} steps`)
    .refine((steps) => steps.length === 0 || steps[0].at === 0, { error: 'expected the first step at 0s' })
    .refine((steps) => steps.every(({ at }, i) => i === 0 || at > steps[i - 1].at), {
      error: 'expected steps in ascending order of time',
    })
    .refine((steps) => steps.length === 0 || steps[steps.length - 1].rate > 0, {
      error: 'expected a last rate above 0',
    })
    .meta({ description: 'rates and their start times' });
}
