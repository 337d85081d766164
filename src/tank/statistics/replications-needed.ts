/**
 * How much to simulate, planned before the experiment: replications from a pilot.
 * The pilot's variance is an estimate itself (known to a quarter from 10 replications), and so is the plan: check at the
 * end what was reached, or let sequential.ts decide. Cost: O(log R) t quantiles.
 * Source: Law, Simulation Modeling and Analysis, 9.4.1.
 */
import { mean, sampleVariance } from 'simple-statistics';
import { hasSpread } from './interval.js';
import { MINIMUM_REPLICATIONS } from './sectioning.js';
import type { PrecisionTarget } from './sequential.js';
import { tQuantile } from './student-t.js';

/**
 * @param pilot the measure in each replication of a pilot, at least two finite ones
 * @returns the smallest R ≥ 2 with t(R−1) S / √R ≤ |X̄| γ / (1 + γ), in all and not beyond the pilot; Infinity where the
 * mean is 0, 2 where the pilot does not vary, NaN for fewer than two replications or one without a value
 * @example replicationsNeeded([9, 10, 11, 10, 9, 11, 10, 10, 9, 11], { relativeHalfWidth: 0.05, level: 0.95 }) // 14
 */
export function replicationsNeeded(pilot: readonly number[], target: PrecisionTarget): number {
  if (!(target.relativeHalfWidth > 0)) throw new Error(`a half-width is positive, not ${target.relativeHalfWidth}`);
  if (pilot.length < MINIMUM_REPLICATIONS || !pilot.every(Number.isFinite)) return NaN;
  if (!hasSpread(pilot)) return MINIMUM_REPLICATIONS;
  const allowed = (Math.abs(mean(pilot)) * target.relativeHalfWidth) / (1 + target.relativeHalfWidth);
  const deviation = Math.sqrt(sampleVariance(pilot));
  const p = (1 + target.level) / 2;
  const suffices = (count: number) => (tQuantile(p, count - 1) * deviation) / Math.sqrt(count) <= allowed;
  return allowed > 0 ? smallest(suffices, MINIMUM_REPLICATIONS) : Infinity;
}

/** The smallest integer from `first` on that suffices, where every larger one does. */
function smallest(suffices: (count: number) => boolean, first: number): number {
  let low = first - 1; // does not suffice, or is below the range
  let high = first;
  while (!suffices(high)) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (suffices(middle)) high = middle;
    else low = middle;
  }
  return high;
}
