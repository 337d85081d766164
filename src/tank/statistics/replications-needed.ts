/**
 * How much to simulate, planned before the experiment: replications from a pilot, and requests for a quantile.
 * The pilot's variance is an estimate itself (known to a quarter from 10 replications), and so is the plan: check at the
 * end what was reached, or let sequential.ts decide. Cost: O(log R) t quantiles.
 * Sources: Law, Simulation Modeling and Analysis, 9.4.1; Whitt (1989), Planning Queueing Simulations, Management Science
 * 35(11), for the count of requests in terms of a variance constant.
 */
import { mean, sampleVariance } from 'simple-statistics';
import { hasSpread } from './interval.js';
import { minimumObservations } from './quantile.js';
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

const NORMAL_FREEDOM = 1e6; // t is the normal distribution here, to 2e-6

/**
 * Requests until the share of requests beyond the estimated quantile is within ± γ of the share 1 − p that is meant,
 * with the wanted probability: n = z² p / ((1 − p) γ²) V. No density is needed. In the unit of the measure the error is
 * about γ times the mean excess over the quantile: of an exponential P99, 4.6 means, γ = 0.2 is 0.2 means or 4 %.
 * @param p probability in (0, 1)
 * @param target γ relative to the rarer share, min(p, 1 − p)
 * @param correlation V ≥ 1, what correlation of neighbouring requests multiplies the variance of that share by: 1 for
 * independent ones; from a pilot, n · varianceOfMean / (p (1 − p)) of `batchMeansVariance` of the indicator
 * @returns at least `minimumObservations(p)`
 * @example requestsForQuantile(0.99, { relativeHalfWidth: 0.1, level: 0.95 }) // 38031
 */
export function requestsForQuantile(p: number, target: PrecisionTarget, correlation = 1): number {
  if (!(p > 0 && p < 1)) throw new Error(`a quantile needs a probability between 0 and 1, not ${p}`);
  if (!(target.relativeHalfWidth > 0)) throw new Error(`a half-width is positive, not ${target.relativeHalfWidth}`);
  const rare = Math.min(p, 1 - p);
  const z = tQuantile((1 + target.level) / 2, NORMAL_FREEDOM);
  const count = (z / target.relativeHalfWidth) ** 2 * ((1 - rare) / rare) * correlation;
  return Math.max(minimumObservations(p), Math.ceil(count));
}
