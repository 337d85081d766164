/**
 * Sequential stopping: replications go on in fixed batches until the interval of an estimate is as narrow as wanted: half
 * of its width is at most |X| γ / (1 + γ), at R ≥ 10. The bound is γ / (1 + γ) rather than γ because the error is meant
 * relative to the true value, not to its estimate. An estimate without an interval goes on: it is too short for one.
 *
 * An interval that decides when to stop stops more readily on samples that look quiet: its coverage reaches the level
 * only as γ falls to 0 (Chow and Robbins).
 * Sources: Law, Simulation Modeling and Analysis, 9.4.1 (obtaining a specified precision); Chow and Robbins (1965), On
 * the Asymptotic Theory of Fixed-Width Sequential Confidence Intervals, Annals of Mathematical Statistics 36(2).
 */
import type { Interval } from './interval.js';
import { ADVISED_REPLICATIONS } from './sectioning.js';

/** What is known of an estimate, as far as it decides when to stop. */
export interface Precision {
  /** Over all replications. */
  readonly value: number;
  /** Undefined where the runs are too short for one; `no_spread` where values do not vary, so that more tell nothing. */
  readonly interval: Interval | 'no_spread' | undefined;
}

/**
 * To go on: too few replications to judge by, or an interval that is missing or still too wide. To stop: it is as narrow as
 * wanted; all values are equal; there is no value (NaN); or the limit is reached first.
 */
export type NextReplications = {
  /** Half-width relative to the true value; Infinity where the interval holds 0, absent without one. */
  readonly reached?: number;
} & (
  | { readonly action: 'go_on'; readonly count: number }
  | { readonly action: 'stop'; readonly reason: 'precise' | 'no_spread' | 'no_value' | 'limit' }
);

/**
 * @param made replications so far
 * @param relativeHalfWidth γ > 0: wanted half of the interval's width over the true value, such as 0.05
 * @param batch replications to make at a time, at least 1
 * @param limit most replications in all; the last batch is cut to it
 * @example nextReplications({ value: 10, interval: { low: 9.4, high: 10.6 } }, 10, 0.1, 10, 100) // stop: precise, reached 0.064
 */
export function nextReplications(
  { value, interval }: Precision,
  made: number,
  relativeHalfWidth: number,
  batch: number,
  limit: number,
): NextReplications {
  if (!(batch >= 1)) throw new Error(`a batch needs at least one replication, not ${batch}`);
  if (!Number.isFinite(value)) return { action: 'stop', reason: 'no_value' };
  const reached = typeof interval === 'object' ? relativeHalf(value, interval) : undefined;
  if (made >= ADVISED_REPLICATIONS) {
    if (interval === 'no_spread') return { action: 'stop', reason: 'no_spread' };
    if (reached !== undefined && reached <= relativeHalfWidth) return { action: 'stop', reason: 'precise', reached };
  }
  const soFar = reached === undefined ? {} : { reached };
  if (made >= limit) return { action: 'stop', reason: 'limit', ...soFar };
  return { action: 'go_on', count: Math.min(batch, limit - made), ...soFar };
}

/** h / (|X| − h), which is at most γ exactly when h ≤ |X| γ / (1 + γ). */
function relativeHalf(value: number, { low, high }: Interval): number {
  const half = (high - low) / 2;
  return half < Math.abs(value) ? half / (Math.abs(value) - half) : Infinity;
}
