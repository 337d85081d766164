/**
 * Sectioning: the value of a measure comes from all data pooled, its spread from the values q̂_r of R replications:
 * q̂ ± t(R−1) S / √R with S² = Σ (q̂_r − q̂)² / (R − 1). The pooled value has the bias of R times the data, so the
 * interval is less biased than one around the mean of the q̂_r (batching), and their own bias widens it. For a mean
 * over equally long replications this is the usual t interval. Cost: O(R).
 * Source: Nakayama (2014), Confidence Intervals for Quantiles Using Sectioning When Applying Variance-Reduction
 * Techniques, ACM TOMACS 24(4).
 */
import { hasSpread, type Interval, intervalAround } from './interval.js';
import { tQuantile } from './student-t.js';

/** Replications below which there is no spread to estimate. */
export const MINIMUM_REPLICATIONS = 2;

/** Replications below which a report calls its intervals rough: S is known to a quarter at 10, to a half at 3. */
export const ADVISED_REPLICATIONS = 10;

/**
 * @param pooled the measure over all data
 * @param sections the measure of each replication
 * @param level coverage probability in (0, 1)
 * @returns undefined for fewer than two replications, for equal ones, and when one has no value (NaN)
 * @example sectioningInterval(5, [4, 6, 5, 5], 0.95) // { low: 3.701, high: 6.299 }
 */
export function sectioningInterval(pooled: number, sections: readonly number[], level: number): Interval | undefined {
  if (sections.length < MINIMUM_REPLICATIONS || !hasSpread(sections)) return undefined;
  const t = tQuantile((1 + level) / 2, sections.length - 1);
  return intervalAround(pooled, t * standardErrorAbout(pooled, sections));
}

/**
 * S / √R with the spread S taken about the pooled value.
 * @param sections at least two
 */
export function standardErrorAbout(pooled: number, sections: readonly number[]): number {
  const squares = sections.reduce((sum, section) => sum + (section - pooled) ** 2, 0);
  return Math.sqrt(squares / (sections.length - 1) / sections.length);
}
