/**
 * Paired difference of a measure between two strategies that met the same traffic in every replication (common random
 * numbers): D = X − Y of the pooled values, so that it is what a reader subtracts in the table, with the spread of the
 * D_r = X_r − Y_r about it: D ± t(R−1) S_D / √R, and the two-sided p-value of t = D √R / S_D. The interval leaves 0 out
 * exactly when p < 1 − level. What is common to both strategies cancels in D_r. Cost: O(R).
 * Sources: sectioning.ts applied to a difference; Law, Simulation Modeling and Analysis, on common random numbers.
 */
import { sampleVariance } from 'simple-statistics';
import { hasSpread, type Interval, intervalAround, isRounding, magnitude } from './interval.js';
import { MINIMUM_REPLICATIONS, standardErrorAbout } from './sectioning.js';
import { ratioInterval } from './ratio-interval.js';
import type { ReplicatedMeasure } from './replicated-measure.js';
import { tQuantile, tTwoSidedPValue } from './student-t.js';

/** What the halves of the interval of a difference are multiplied by: the one towards zero and the one away from it. */
export interface Stretch {
  readonly towardsZero: number;
  readonly awayFromZero: number;
}

export const NO_STRETCH: Stretch = { towardsZero: 1, awayFromZero: 1 };

/**
 * Where tails are known by few requests, the values of replications vary too little, and a sample that missed the largest
 * clusters has both values too small and with them their difference: the half away from zero is the longer one. Found by
 * experiment: docs/statistics.md.
 * @param effective K of the quantiles or of the means (quantile-estimate.ts, mean-estimate.ts), the smaller of both
 */
export function stretchOfDifference(of: 'mean' | 'quantile', effective: number): Stretch {
  const factor = of === 'mean' ? 2 : 1;
  const root = Math.sqrt(effective);
  return { towardsZero: 1 + factor / root, awayFromZero: 1 + (factor + 1) / root };
}

export type PairedDifference = {
  /** Strategy minus baseline, of the pooled values. */
  readonly difference: number;
  readonly interval?: Interval;
  /** Of strategy over baseline (ratio-interval.ts); absent without an interval, and where a value is not above 0. */
  readonly ratio?: Interval;
  /** Probability of so large a difference between equal strategies; absent where nothing supports one. */
  readonly pValue?: number;
  /** 1 − S_D² / (S_X² + S_Y²), sample variances: what common traffic takes off the variance; negative when it adds. */
  readonly varianceReduction?: number;
};

/**
 * Without an interval: fewer than two replications, or one without a value (difference only); and differences that are
 * all equal. Then p = 1 if they are zero, such as strategies that decide alike. Equal but non-zero differences get no
 * p-value: t would be infinite on no estimate of spread, and two coarse measures agree by chance in few replications.
 * @param level coverage probability in (0, 1)
 * @param stretch of the interval; the p-value goes with the half towards zero
 */
export function pairedDifference(
  strategy: ReplicatedMeasure,
  baseline: ReplicatedMeasure,
  level: number,
  stretch = NO_STRETCH,
): PairedDifference {
  const x = strategy.replications;
  const y = baseline.replications;
  if (x.length !== y.length) throw new Error(`${x.length} replications cannot be paired with ${y.length}`);

  const difference = subtract(strategy.pooled, baseline.pooled);
  const differences = x.map((value, r) => subtract(value, y[r]));
  if (x.length < MINIMUM_REPLICATIONS || ![difference, ...differences].every(Number.isFinite)) return { difference };
  const found = evidence(difference, differences, magnitude([...x, ...y]), level, stretch);
  const t = tQuantile((1 + level) / 2, x.length - 1);
  const reach = { closer: t * stretch.towardsZero, further: t * stretch.awayFromZero };
  const ratio = found.interval && ratioInterval(strategy, baseline, (parts) => standardErrorAbout(0, parts), reach);
  return {
    difference,
    ...found,
    ...(ratio && { ratio }),
    ...gain(x, y, differences),
  };
}

/** x − y, where rounding counts as no difference. */
function subtract(x: number, y: number): number {
  return isRounding(x - y, Math.max(Math.abs(x), Math.abs(y))) ? 0 : x - y;
}

function evidence(
  difference: number,
  differences: readonly number[],
  scale: number,
  level: number,
  stretch: Stretch,
): { interval?: Interval; pValue?: number } {
  if (!hasSpread(differences, scale)) {
    return difference === 0 && differences.every((d) => d === 0) ? { pValue: 1 } : {};
  }
  const freedom = differences.length - 1;
  const standardError = standardErrorAbout(difference, differences);
  const halfWidth = tQuantile((1 + level) / 2, freedom) * standardError;
  const below = difference > 0 ? stretch.towardsZero : stretch.awayFromZero;
  const above = difference < 0 ? stretch.towardsZero : stretch.awayFromZero;
  const interval = intervalAround(difference, halfWidth * below, halfWidth * above);
  const pValue = tTwoSidedPValue(difference / (standardError * stretch.towardsZero), freedom);
  return interval === undefined ? { pValue } : { interval, pValue };
}

function gain(
  x: readonly number[],
  y: readonly number[],
  differences: readonly number[],
): { varianceReduction?: number } {
  if (!hasSpread(x) || !hasSpread(y)) return {};
  const [varianceX, varianceY, varianceD] = [x, y, differences].map((values) => sampleVariance(values));
  return { varianceReduction: 1 - varianceD / (varianceX + varianceY) };
}
