import { mean, sampleVariance } from 'simple-statistics';
import type { Interval } from './interval.js';
import { pooledQuantile } from './pooled.js';
import { minimumObservations } from './quantile.js';
import { tQuantile } from './student-t.js';

/** Replications from which on the quantile of many short runs is judged. */
export const ADVISED_SHORT_RUNS = 100;

/**
 * Interval of a quantile over the requests of many short replications, each too short for a quantile of its own: of
 * terminating studies, such as 100 requests from an empty system. The share of requests up to the pooled quantile is
 * averaged over the replications, which are independent; its interval p ± t(R−1) S / √R, read on the pooled sample, is
 * that of the quantile. No density is estimated, and requests of one replication may depend on each other.
 * Cost: O(n). Source: the cluster form of Woodruff (1952), Confidence Intervals for Medians and Other Position Measures,
 * JASA 47(260).
 * @param columns of the replications, each smallest first
 * @returns undefined below ADVISED_SHORT_RUNS replications or about 100 / (1 − p) values in all, and where the interval
 * would reach beyond the sample
 */
export function clusteredQuantileInterval(
  columns: readonly Float64Array[],
  p: number,
  level: number,
): Interval | undefined {
  const used = columns.filter(({ length }) => length > 0);
  if (used.length < ADVISED_SHORT_RUNS) return undefined;
  const count = used.reduce((sum, { length }) => sum + length, 0);
  if (count < minimumObservations(p)) return undefined;
  const quantile = pooledQuantile(used, p);
  const perRun = count / used.length;
  // a run counts by its requests: the ratio of means, linearised
  const deviations = used.map((column) => {
    const below = column.reduce((count, value) => count + (value <= quantile ? 1 : 0), 0);
    return (below - p * column.length) / perRun;
  });
  const half = tQuantile((1 + level) / 2, used.length - 1) * Math.sqrt(sampleVariance(deviations) / used.length);
  const centre = p + Math.min(0, mean(deviations)); // ties at the quantile put no weight above it
  const [low, high] = [centre - half, p + half];
  if (!(low > 0 && high < 1)) return undefined;
  const interval = { low: pooledQuantile(used, low), high: pooledQuantile(used, high) };
  return interval.low < interval.high ? interval : undefined;
}
