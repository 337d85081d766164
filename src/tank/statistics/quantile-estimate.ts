/**
 * A quantile and its interval, from the effective number K of observations beyond it: their number over the size of the
 * clusters that they come in, both as the data show them. The share beyond the pooled quantile is a mean; its interval, read
 * on the pooled sample, is that of the quantile: its ends have shares (1 − p)(1 + h) and (1 − p)(1 − h − 1/K) beyond them,
 * h = t / √K. The few observations beyond a high quantile know their clusters badly, so the largest clusters beyond any lower
 * level count too. Below K = 12 there is no interval: it would hold the truth too seldom, whatever the process.
 * Below the median the same holds of what lies below the quantile.
 * Sources: Woodruff (1952), Confidence Intervals for Medians and Other Position Measures, JASA 47(260); Heidelberger and
 * Lewis (1984), Quantile Estimation in Dependent Sequences, Operations Research 32(1); clusters: the design effect of Kish,
 * Survey Sampling (1965). The least K and the term 1/K were found by experiment: docs/statistics.md.
 */
import { lowerBound, upperBound } from '../../core/index.js';
import type { Interval, IntervalRefusal } from './interval.js';
import type { Spread } from './mean-variance.js';
import { pooledQuantile } from './pooled.js';
import type { Sample } from './sample.js';
import { tQuantile } from './student-t.js';

/** K below which a quantile has no interval and no comparison. */
export const LEAST_EFFECTIVE = 12;

/** Levels at which clusters are looked for, where they are below the quantile. */
const LOWER_LEVELS = [0.9, 0.95, 0.99, 0.999];

export interface QuantileEstimate {
  readonly value: number;
  /** K; 0 where the runs are too short to tell, Infinity where nothing varies. */
  readonly effective: number;
  readonly interval: Interval | IntervalRefusal;
}

/**
 * @param p probability in (0, 1)
 * @param level coverage probability in (0, 1)
 * Cost: O(batches × log² n)
 */
export function quantileEstimate(sample: Sample, p: number, level: number): QuantileEstimate {
  const { runs, spread } = sample;
  const value = pooledQuantile(runs, p);
  if (spread === undefined) return { value, effective: 0, interval: 'too_short' };
  const { varianceOfMean, degreesOfFreedom } = sample.shareBeyond(p, spread);
  if (varianceOfMean === 0 && isInRestAlone(sample, p, value, spread)) {
    return { value, effective: 0, interval: 'too_short' };
  }
  const rare = Math.min(p, 1 - p);
  const lower = LOWER_LEVELS.filter((each) => each < p).map(
    (each) => (rare * (1 - each)) / sample.shareBeyond(each, spread).varianceOfMean,
  );
  const effective = Math.min((rare * rare) / varianceOfMean, ...lower);
  return { value, effective, interval: intervalBy(runs, p, effective, tQuantile((1 + level) / 2, degreesOfFreedom)) };
}

/** Whether all values from the quantile on (of a low one, up to it) are among the few that batches leave out. */
function isInRestAlone(sample: Sample, p: number, quantile: number, spread: Spread): boolean {
  const count = (run: Float64Array) => (p < 0.5 ? upperBound(run, quantile) : run.length - lowerBound(run, quantile));
  return sample.meanOf(count, spread).mean === 0;
}

function intervalBy(
  runs: readonly Float64Array[],
  p: number,
  effective: number,
  t: number,
): QuantileEstimate['interval'] {
  if (effective === Infinity) return 'no_spread';
  if (!(effective >= LEAST_EFFECTIVE)) return 'too_short';
  const rare = Math.min(p, 1 - p);
  const h = t / Math.sqrt(effective);
  const [nearer, farther] = [rare * (1 + h), rare * (1 - h - 1 / effective)];
  const [low, high] = (p < 0.5 ? [farther, nearer] : [1 - nearer, 1 - farther]).map((share) =>
    pooledQuantile(runs, share),
  );
  return low < high ? { low, high } : 'no_spread';
}
