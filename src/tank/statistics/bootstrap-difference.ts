import { sampleStandardDeviation } from 'simple-statistics';
import { MINIMUM_BOOTSTRAP_VALUES } from './block-bootstrap.js';
import { hasSpread, intervalAround } from './interval.js';
import type { PairedDifference } from './paired-difference.js';
import type { ReplicatedMeasure } from './replicated-measure.js';
import { ratioInterval } from './ratio-interval.js';
import { tQuantile, tTwoSidedPValue } from './student-t.js';

/**
 * The difference of two strategies over resampled traces: each replication plays the same resampled trace to both. Their
 * spread S is that of the estimate itself and does not shrink with more of them: D ± t(m−1) S √(m / (m − 1)) of m runs, in
 * which S underrates by √(1 − 1/m). Percentiles would want ever more replications for the small p-values of many
 * comparisons. Cost: O(B). Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, 12.2, with t for few runs.
 * @param runs m > 1: blocks of the trace over their mean run
 * @returns the difference alone where a replication has no value, and below MINIMUM_BOOTSTRAP_VALUES
 */
export function bootstrapDifference(
  strategy: ReplicatedMeasure,
  baseline: ReplicatedMeasure,
  level: number,
  runs: number,
): PairedDifference {
  const difference = strategy.pooled - baseline.pooled;
  const differences = strategy.replications.map((value, r) => value - baseline.replications[r]);
  if (![difference, ...differences].every(Number.isFinite)) return { difference };
  if (differences.every((each) => each === 0)) return { difference, pValue: 1 };
  if (differences.length < MINIMUM_BOOTSTRAP_VALUES || !hasSpread(differences)) return { difference };
  const errorOf = (values: readonly number[]) => sampleStandardDeviation([...values]) * Math.sqrt(runs / (runs - 1));
  const standardError = errorOf(differences);
  const t = tQuantile((1 + level) / 2, runs - 1);
  const interval = intervalAround(difference, t * standardError);
  const ratio = ratioInterval(strategy, baseline, errorOf, { closer: t, further: t });
  return {
    difference,
    ...(interval && { interval }),
    ...(ratio && { ratio }),
    pValue: tTwoSidedPValue(difference / standardError, runs - 1),
  };
}
