import { bootstrapInterval } from './block-bootstrap.js';
import type { PairedDifference, ReplicatedMeasure } from './paired-difference.js';

/**
 * The difference of two strategies over resampled traces: each replication plays the same resampled trace to both. Their
 * spread is that of the estimate itself and does not shrink with more of them, so the interval is that of the values
 * (percentiles), and p is twice the share of them on the rarer side of 0, each side counted with one value more.
 * Cost: a sort. Source: Davison and Hinkley (1997), Bootstrap Methods and their Application, 4.2 and 5.3.
 * @returns the difference alone where a replication has no value, and below MINIMUM_BOOTSTRAP_VALUES
 */
export function bootstrapDifference(
  strategy: ReplicatedMeasure,
  baseline: ReplicatedMeasure,
  level: number,
): PairedDifference {
  const difference = strategy.pooled - baseline.pooled;
  const differences = strategy.replications.map((value, r) => value - baseline.replications[r]);
  if (![difference, ...differences].every(Number.isFinite)) return { difference };
  if (differences.every((each) => each === 0)) return { difference, pValue: 1 };
  const interval = bootstrapInterval(difference, differences, level, 'percentile');
  if (interval === undefined) return { difference };
  const below = differences.filter((each) => each <= 0).length;
  const above = differences.filter((each) => each >= 0).length;
  return { difference, interval, pValue: Math.min(1, (2 * (Math.min(below, above) + 1)) / (differences.length + 1)) };
}
