/**
 * A coverage experiment: how often a nominal 95 % interval holds the true value, over many independent data sets.
 * A right interval covers in [0.92, 0.98] of 300 experiments with probability 0.988 (binomial: 276 to 294 of 300), and in
 * [0.88, 0.99] of 100 with 0.992 (88 to 99).
 */
import type { RandomStream } from '../../../src/core/random-stream.js';
import { Streams } from '../../../src/core/streams.js';
import type { Interval } from '../../../src/tank/statistics/index.js';
import { repetitions } from '../../support/runs.js';

export const EXPERIMENTS = repetitions(100, 300);
export const LEVEL = 0.95;
export const NOMINAL = EXPERIMENTS === 300 ? { low: 0.92, high: 0.98 } : { low: 0.88, high: 0.99 };

/** Shares of all experiments that were refused, and of the others that covered the truth. */
export type Coverage = { readonly covered: number; readonly refused: number };

/** @param intervalOf the interval of one data set, undefined where it is refused */
export function coverage(
  seed: string,
  truth: number,
  intervalOf: (random: RandomStream) => Interval | undefined,
): Coverage {
  const intervals = Array.from({ length: EXPERIMENTS }, (_, e) => intervalOf(new Streams(seed, e).named('data')));
  const made = intervals.filter((interval) => interval !== undefined);
  return {
    covered: made.filter(({ low, high }) => low <= truth && truth <= high).length / made.length,
    refused: 1 - made.length / EXPERIMENTS,
  };
}

/** AR(1) with standard normal marginals: X_i = φ X_{i−1} + √(1 − φ²) Z_i, started in its stationary distribution. */
export function autoregressive(random: RandomStream, phi: number, n: number): Float64Array {
  const innovation = Math.sqrt(1 - phi * phi);
  const series = new Float64Array(n);
  series[0] = random.normal();
  for (let i = 1; i < n; i++) series[i] = phi * series[i - 1] + innovation * random.normal();
  return series;
}

/** Waiting times of M/M/1 with mean service 1, by Lindley's recursion, started in their stationary distribution. */
export function waitingTimes(random: RandomStream, utilization: number, n: number): Float64Array {
  const series = new Float64Array(n);
  series[0] = random.uniform() < utilization ? random.exponential() / (1 - utilization) : 0;
  for (let i = 1; i < n; i++) {
    series[i] = Math.max(0, series[i - 1] + random.exponential() - random.exponential() / utilization);
  }
  return series;
}

export function exponentials(random: RandomStream, n: number): Float64Array {
  const column = new Float64Array(n);
  for (let i = 0; i < n; i++) column[i] = random.exponential();
  return column;
}
