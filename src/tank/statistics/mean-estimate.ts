/**
 * A mean and its interval: by the variance of means of batches (mean-variance.ts), with its upper half made longer by
 * 1 + a / √K½, a = 2, or 3 for one run. K½ is the effective number of observations that make half of the sum of squared
 * deviations: where few requests make most of the variance, a sample that missed them looks quieter than it is, and its mean
 * is too low. Nothing is refused for that: samples that would be kept are just those that missed the tail.
 * Sources of the idea, by the sign of the skewness of t: Johnson (1978), Modified t Tests, JASA 73(363); Willink (2005), A
 * Confidence Interval and Test for the Mean of an Asymmetric Distribution, Communications in Statistics 34(4). The factor
 * was found by experiment: docs/statistics.md.
 */
import { batchedMean, lowerBound } from '../../core/index.js';
import { isRounding, type Interval, type IntervalRefusal } from './interval.js';
import { meanVariance, type Spread } from './mean-variance.js';
import { pooledQuantile } from './pooled.js';
import type { Sample } from './sample.js';
import { tQuantile } from './student-t.js';

/** K½ below which the upper end of the interval is a guess. */
export const LEAST_EFFECTIVE_OF_MEAN = 3;

/**
 * Share of the squared deviations in the largest hundredth above which a law is wide: of exponential tails it is 0.22, and at
 * most 0.29 in 95 of 100 samples; of lognormal service with cv 3 it is 0.4 to 0.85. Intervals of means of wide laws hold the truth
 * a little too seldom: docs/statistics.md.
 */
export const WIDE_SHARE = 0.4;

export interface MeanEstimate {
  readonly value: number;
  /** K½, at least 1; 0 where the runs are too short to tell. */
  readonly effective: number;
  readonly interval: Interval | IntervalRefusal;
  /** Share of the squared deviations from the mean that the largest hundredth of the observations makes; 0 where none is. */
  readonly largestShare: number;
}

/**
 * @param level coverage probability in (0, 1)
 * Cost: O(batches × log² n), and O(n) for the deviations
 */
export function meanEstimate(sample: Sample, level: number): MeanEstimate {
  const { columns, spread } = sample;
  const value = batchedMean(columns);
  if (spread === undefined) return { value, effective: 0, interval: 'too_short', largestShare: 0 };
  const sums = columns.map((column) => column.sums);
  const { varianceOfMean, degreesOfFreedom } = meanVariance(columns, sums, spread);
  const half = tQuantile((1 + level) / 2, degreesOfFreedom) * Math.sqrt(varianceOfMean);
  if (isRounding(half, Math.abs(value))) {
    return sample.variesInRestAlone()
      ? { value, effective: 0, interval: 'too_short', largestShare: 0 }
      : { value, effective: Infinity, interval: 'no_spread', largestShare: 0 };
  }
  const squares = squaresBetween(sample.runs, -Infinity, Infinity, value);
  const effective = effectiveOfMean(sample, value, squares, spread);
  const stretch = 1 + stretchOfMean(columns.length) / Math.sqrt(effective);
  const largest = squaresBetween(sample.runs, pooledQuantile(sample.runs, 0.99), Infinity, value);
  return {
    value,
    effective,
    interval: { low: value - half, high: value + half * stretch },
    largestShare: largest / squares,
  };
}

/** a of 1 + a / √K½. */
function stretchOfMean(replications: number): number {
  return replications === 1 ? 3 : 2;
}

/**
 * K½: of the observations from the level on beyond which half of the squared deviations lie; 1 where all of them lie in the
 * rest that batches leave out.
 */
function effectiveOfMean(sample: Sample, mean: number, squares: number, spread: Spread): number {
  const level = halfLevel(sample.runs, mean, squares);
  const share = sample.meanOf((run) => run.length - lowerBound(run, level), spread);
  return share.mean === 0 ? 1 : Math.max(1, share.mean ** 2 / share.varianceOfMean);
}

/** The least value, to a millionth of the range, of which those from it on make at least half of the squared deviations. */
function halfLevel(runs: readonly Float64Array[], mean: number, squares: number): number {
  let low = Math.min(...runs.map((run) => run[0]));
  let high = Math.max(...runs.map((run) => run[run.length - 1]));
  let wanted = squares / 2 - squaresBetween(runs, high, Infinity, mean);
  if (wanted <= 0) return high;
  for (let step = 0; step < 20; step++) {
    const middle = low + (high - low) / 2;
    const squares = squaresBetween(runs, middle, high, mean);
    if (squares >= wanted) low = middle;
    else {
      high = middle;
      wanted -= squares;
    }
  }
  return low;
}

/** Sum of the squared deviations of values from `low` to below `high`. */
function squaresBetween(runs: readonly Float64Array[], low: number, high: number, mean: number): number {
  let sum = 0;
  for (const run of runs) {
    const end = high === Infinity ? run.length : lowerBound(run, high);
    for (let i = lowerBound(run, low); i < end; i++) sum += (run[i] - mean) * (run[i] - mean);
  }
  return sum;
}
