/**
 * Stationary block bootstrap: replications from one recorded trace. The trace is cut into n time blocks, long
 * enough to keep its bursts whole (5 minutes, say); a replication strings together runs of consecutive blocks, each run
 * from a block at random and of geometric length, so that dependence across blocks survives within a run. The end of the
 * trace is followed by its start. Every block is equally likely at every place.
 *
 * It shows how much chance there was in which blocks were met, not what the trace has no example of, and it takes
 * the trace for stationary: time of day is lost, so cut a trace with a daily rhythm to hours that are alike.
 * The variance of a mean is underrated by a share of about (correlation time of the trace) / (mean run), and varies by
 * about √(2 · mean run / n): a mean run of n^(1/3) blocks balances both where correlation spans few blocks.
 * Sources: Politis and Romano (1994), The Stationary Bootstrap, JASA 89(428); Davison and Hinkley (1997), Bootstrap
 * Methods and their Application, 5.2, for the intervals.
 */
import type { RandomStream } from '../../core/random-stream.js';
import { hasSpread, type Interval } from './interval.js';
import { quantileOfSorted, sortedColumn } from './quantile.js';

/** Values below which the ends of a 95 % interval rest on less than 5 of them. */
export const MINIMUM_BOOTSTRAP_VALUES = 200;

/**
 * One replication. Cost: O(length), two draws a block.
 * @param n blocks of the trace, at least 1
 * @param meanRun mean count of consecutive blocks, at least 1; with 1 blocks are drawn independently
 * @param length blocks of the replication
 * @returns indices in 0…n − 1, in the order in which the replication plays their blocks
 */
export function resampledBlocks(n: number, meanRun: number, random: RandomStream, length = n): Int32Array {
  if (!(n >= 1)) throw new Error(`a trace has at least one block, not ${n}`);
  if (!(meanRun >= 1)) throw new Error(`a run of blocks has at least one, not ${meanRun} on average`);
  const blocks = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const start = random.below(n); // drawn also where it is not used: two draws a block whatever the run
    const isNewRun = random.uniform() * meanRun < 1;
    blocks[i] = i === 0 || isNewRun ? start : (blocks[i - 1] + 1) % n;
  }
  return blocks;
}

/** @returns n^(1/3) blocks, at least 1: the mean run for a correlation over few blocks */
export function advisedMeanRun(n: number): number {
  return Math.max(1, Math.round(Math.cbrt(n)));
}

/**
 * Interval of a statistic from its values in many replications.
 * Percentile: from quantile (1 − level)/2 to (1 + level)/2 of the values; it stays within their range, and takes
 * bias of the bootstrap for part of the truth. Basic: both quantiles reflected at the estimate, 2q̂ − high to 2q̂ − low; it
 * takes the error of the values about the estimate for that of the estimate about the truth, and may leave the range.
 * Differences between the two tell of skewness: then neither is exact. Cost: O(B log B).
 * @param estimate the statistic on the trace as recorded
 * @param values the statistic in each of B ≥ 200 replications
 * @param level coverage probability in (0, 1)
 * @returns undefined for fewer values, for equal ones, and when one is NaN
 */
export function bootstrapInterval(
  estimate: number,
  values: ArrayLike<number>,
  level: number,
  kind: 'percentile' | 'basic',
): Interval | undefined {
  if (values.length < MINIMUM_BOOTSTRAP_VALUES || !hasSpread(values) || !Number.isFinite(estimate)) return undefined;
  const sorted = sortedColumn(values);
  const low = quantileOfSorted(sorted, (1 - level) / 2);
  const high = quantileOfSorted(sorted, (1 + level) / 2);
  if (low === high) return undefined;
  return kind === 'percentile' ? { low, high } : { low: 2 * estimate - high, high: 2 * estimate - low };
}
