import { z } from 'zod';
import type { RandomStream } from '../../../core/index.js';
import { duration, rate } from '../../../core/input/index.js';
import { type ArrivalProcess, arrivalProcess } from './arrival-process.js';
import { kind } from './parameters.js';

/**
 * A Poisson process whose rate goes in a straight line from one value to another, and stays there. Times are found in
 * operational time: the integral of the rate grows by an exponential of mean 1.
 * Cost: one ziggurat draw per arrival, and a square root on the slope.
 * Source: Çinlar (1975), Introduction to Stochastic Processes, §4.7 (inversion of the integrated rate).
 */
export class RampArrivals implements ArrivalProcess {
  readonly #fromPerMs: number;
  readonly #toPerMs: number;
  readonly #startMs: number;
  readonly #endMs: number;

  /**
   * @param fromPerS rate until the start of the slope, at least 0 @param toPerS rate from its end on, above 0
   * @param overMs length of the slope, above 0 @param atMs its start, at least 0
   */
  constructor(fromPerS: number, toPerS: number, overMs: number, atMs: number) {
    if (!(fromPerS >= 0)) throw new RangeError(`the rate of a ramp must begin at 0 or above, not at ${fromPerS}`);
    if (!(toPerS > 0)) throw new RangeError(`the rate of a ramp must end above 0, not at ${toPerS}`);
    if (!(overMs > 0)) throw new RangeError(`a ramp must be longer than 0, not ${overMs} ms`);
    if (!(atMs >= 0)) throw new RangeError(`a ramp must start at 0 or later, not at ${atMs} ms`);
    this.#fromPerMs = fromPerS / 1000;
    this.#toPerMs = toPerS / 1000;
    this.#startMs = atMs;
    this.#endMs = atMs + overMs;
  }

  nextMs(previousMs: number, random: RandomStream): number {
    let left = random.exponential();
    let timeMs = previousMs;
    if (timeMs < this.#startMs) {
      const area = this.#fromPerMs * (this.#startMs - timeMs);
      if (left < area) return timeMs + left / this.#fromPerMs;
      left -= area;
      timeMs = this.#startMs;
    }
    if (timeMs < this.#endMs) {
      const restMs = this.#endMs - timeMs;
      const slope = (this.#toPerMs - this.#fromPerMs) / (this.#endMs - this.#startMs);
      const here = this.#toPerMs - slope * restMs;
      const area = ((here + this.#toPerMs) / 2) * restMs;
      if (left < area) {
        const rates = here + Math.sqrt(Math.max(0, here * here + 2 * slope * left)); // here and at the arrival
        return rates > 0 ? timeMs + Math.min(restMs, (2 * left) / rates) : timeMs;
      }
      left -= area;
      timeMs = this.#endMs;
    }
    return timeMs + left / this.#toPerMs;
  }
}

export const ramp = arrivalProcess({
  summary: 'Poisson arrivals at a rate that changes linearly from one value to another and stays there',
  load: 'scheduled',
  options: () =>
    z.strictObject({
      kind: kind('ramp'),
      from: rate({ positive: false }).meta({ description: 'rate at the start, such as 5/s; 0/s for none' }),
      to: rate().meta({ description: 'rate at the end of the slope and from then on, such as 50/s' }),
      over: duration({ positive: true }).meta({ description: 'time that the rate takes from one to the other' }),
      at: duration().default(0).meta({ description: 'time at which the rate begins to change; default 0' }),
    }),
  create: ({ from, to, over, at }) => new RampArrivals(from, to, over, at),
  meanRate: ({ from, to, over, at }, durationMs) => {
    if (durationMs === 0) return from;
    const beforeMs = Math.min(at, durationMs);
    const insideMs = Math.min(over, durationMs - beforeMs);
    const afterMs = durationMs - beforeMs - insideMs;
    if (afterMs === Infinity) return to;
    const inside = (from + ((to - from) / 2) * (insideMs / over)) * insideMs;
    return (from * beforeMs + inside + to * afterMs) / durationMs;
  },
});
