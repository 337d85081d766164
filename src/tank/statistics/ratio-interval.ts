/**
 * Interval of the ratio of a measure between two strategies on the same traffic: X / Y · exp(±t(m) S), with S the standard
 * error of ln X − ln Y by the delta method: in replication r it is off by x_r / X − y_r / Y. Both ends are above 0, however
 * far apart the strategies are; the interval of the difference over the baseline's value would go below −100 %, for it leaves
 * out that the baseline's value is itself an estimate.
 * Source: Casella and Berger (2002), Statistical Inference, 5.5.4 (delta method), of the logarithm.
 */
import { hasSpread, type Interval } from './interval.js';
import type { ReplicatedMeasure } from './replicated-measure.js';

/** What a standard error is multiplied by, on the way to an end that lies closer to 1, and further from it. */
export interface Reach {
  readonly closer: number;
  readonly further: number;
}

/** Each replication's part in ln X − ln Y: 0 on average. */
function logRatioParts(strategy: ReplicatedMeasure, baseline: ReplicatedMeasure): readonly number[] {
  return strategy.replications.map((x, r) => x / strategy.pooled - baseline.replications[r] / baseline.pooled);
}

/**
 * @param standardError of the logarithm of the ratio
 * @returns undefined where a value is not above 0, or the parts do not vary
 */
export function ratioInterval(
  strategy: ReplicatedMeasure,
  baseline: ReplicatedMeasure,
  standardError: (parts: readonly number[]) => number,
  { closer, further }: Reach,
): Interval | undefined {
  if (!(strategy.pooled > 0 && baseline.pooled > 0)) return undefined;
  const parts = logRatioParts(strategy, baseline);
  if (!hasSpread(parts, 1)) return undefined;
  const ratio = strategy.pooled / baseline.pooled;
  const error = standardError(parts);
  const [below, above] = ratio > 1 ? [closer, further] : [further, closer];
  const interval = { low: ratio * Math.exp(-below * error), high: ratio * Math.exp(above * error) };
  return Number.isFinite(interval.high) && interval.low < interval.high ? interval : undefined;
}
