import { z } from 'zod';
import { plainSum, type RandomStream } from '../../../core/index.js';
import { duration, plainNumber, rate } from '../../../core/input/index.js';
import { type ArrivalProcess, arrivalProcess } from './arrival-process.js';
import { kind } from './parameters.js';

/**
 * A Poisson process whose rate follows the time of day: weights of equal parts of a day are the rate at the middles of the
 * parts, with straight lines between them and from the last one to the first of the next day, and the mean over a day is
 * as given. Times are found in operational time: the integral of the rate grows by an exponential of mean 1.
 * Cost: one ziggurat draw and a square root per arrival, O(1) per part of the day between arrivals; whole days are skipped.
 * Source: Çinlar (1975), Introduction to Stochastic Processes, §4.7 (inversion of the integrated rate).
 */
export class TimeOfDayArrivals implements ArrivalProcess {
  /** Rate per ms at the middle of every part. */
  readonly #perMs: Float64Array;
  readonly #dayMs: number;
  readonly #partMs: number;
  /** Time of day at time 0, counted from the middle of the first part. */
  readonly #phaseMs: number;
  /** Mean number of arrivals in a day. */
  readonly #perDay: number;

  /**
   * @param ratePerS mean over a day, above 0
   * @param weights of at least two parts, from 0, not all 0
   * @param dayMs above 0 @param startMs time of day at time 0, at least 0
   */
  constructor(ratePerS: number, weights: readonly number[], dayMs: number, startMs: number) {
    if (!(ratePerS > 0)) throw new RangeError(`the mean rate of a day must be above 0, not ${ratePerS}`);
    if (weights.length < 2) throw new RangeError(`a day must have at least two parts, not ${weights.length}`);
    for (const weight of weights) {
      if (!(weight >= 0)) throw new RangeError(`the weight of a part of a day must be at least 0, not ${weight}`);
    }
    const sum = plainSum(weights);
    if (!(sum > 0)) throw new RangeError('a part of a day must have a weight above 0');
    if (!(dayMs > 0)) throw new RangeError(`a day must be longer than 0, not ${dayMs} ms`);
    if (!(startMs >= 0)) throw new RangeError(`a run must start at a time of day of at least 0, not ${startMs} ms`);
    this.#perMs = Float64Array.from(weights, (weight) => (ratePerS / 1000) * (weight / sum) * weights.length);
    this.#dayMs = dayMs;
    this.#partMs = dayMs / weights.length;
    this.#phaseMs = (startMs % dayMs) + dayMs - this.#partMs / 2;
    this.#perDay = (ratePerS / 1000) * dayMs;
  }

  nextMs(previousMs: number, random: RandomStream): number {
    const perMs = this.#perMs;
    const partMs = this.#partMs;
    const exponential = random.exponential();
    const days = Math.floor(exponential / this.#perDay);
    let left = exponential - days * this.#perDay;
    let timeMs = previousMs + days * this.#dayMs;
    const sinceMs = (timeMs + this.#phaseMs) % this.#dayMs;
    let part = Math.min(perMs.length - 1, Math.floor(sinceMs / partMs));
    let insideMs = Math.min(partMs, sinceMs - part * partMs);
    for (;;) {
      const next = part + 1 < perMs.length ? part + 1 : 0;
      const slope = (perMs[next] - perMs[part]) / partMs;
      const here = perMs[part] + slope * insideMs;
      const area = ((here + perMs[next]) / 2) * (partMs - insideMs);
      if (left <= area) {
        const rates = here + Math.sqrt(Math.max(0, here * here + 2 * slope * left)); // here and at the arrival
        return rates > 0 ? timeMs + Math.min(partMs - insideMs, (2 * left) / rates) : timeMs;
      }
      left -= area;
      timeMs += partMs - insideMs;
      insideMs = 0;
      part = next;
    }
  }

  /** @returns mean number of arrivals from time 0 until then */
  meanUntil(timeMs: number): number {
    return this.#meanFromFirstMiddle(this.#phaseMs + timeMs) - this.#meanFromFirstMiddle(this.#phaseMs);
  }

  /** Integral of the rate from the middle of the first part on. */
  #meanFromFirstMiddle(timeMs: number): number {
    const perMs = this.#perMs;
    const days = Math.floor(timeMs / this.#dayMs);
    let leftMs = timeMs - days * this.#dayMs;
    let sum = days * this.#perDay;
    for (let part = 0; part < perMs.length && leftMs > 0; part++) {
      const insideMs = Math.min(leftMs, this.#partMs);
      const slope = (perMs[(part + 1) % perMs.length] - perMs[part]) / this.#partMs;
      sum += (perMs[part] + (slope * insideMs) / 2) * insideMs;
      leftMs -= insideMs;
    }
    return sum;
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;

export const timeOfDay = arrivalProcess({
  summary: 'Poisson arrivals at a rate that follows the hours of a day, day after day',
  load: 'scheduled',
  options: () =>
    z.strictObject({
      kind: kind('time_of_day'),
      rate: rate().meta({ description: 'mean over a day, such as 40/s' }),
      hours: hoursSchema(),
      day: duration({ positive: true }).default(DAY_MS).meta({ description: 'length of a day; default 24h' }),
      start: duration().default(0).meta({ description: 'time of day at which the run starts; default 0' }),
    }),
  create: ({ rate, hours, day, start }) => new TimeOfDayArrivals(rate, hours, day, start),
  meanRate: ({ rate, hours, day, start }, durationMs) => {
    const arrivals = new TimeOfDayArrivals(rate, hours, day, start).meanUntil(durationMs);
    return durationMs === 0 ? 0 : (arrivals / durationMs) * 1000;
  },
});

/** Most parts of a day: minutes. */
const PART_LIMIT = 1440;

function hoursSchema() {
  return z
    .array(plainNumber(), { error: 'expected a list of weights of equal parts of a day, such as [1, 1, 3, 2]' })
    .min(2, 'expected at least 2 parts of a day')
    .max(PART_LIMIT, `expected at most ${PART_LIMIT} parts of a day`)
    .refine((weights) => weights.some((weight) => weight > 0), 'expected at least one weight above 0')
    .meta({
      description: 'weights of equal parts of a day, 24 for hours; linear interpolation between their midpoints',
    });
}
