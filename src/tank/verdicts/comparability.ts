import {
  directionOf,
  type JobResult,
  countIn,
  parseMeasurePath,
  probability,
  quantileOfName,
  ratioIn,
} from '../measures/index.js';
import type { Comparison } from '../results/index.js';
import { type Plan, infiniteThirdMoment } from '../plan/index.js';
import type { Estimate, MeasuredStrategy } from '../estimates/index.js';
import { LEAST_EFFECTIVE } from '../statistics/index.js';

/** A strategy in a measure, with what decides whether its times may be compared at all. */
export interface Candidate {
  readonly estimate: Pick<Estimate, 'pooled' | 'effective'> | undefined;
  readonly unsteady: MeasuredStrategy['unsteady'];
  readonly comparability: Comparability;
}

/** What the runs of a strategy say beside what is measured. */
export interface Comparability {
  /** Share of all that arrived in the windows that was completed. */
  readonly completedShare: number;
  /** Whether the variance of waiting is infinite, as far as the runs show. */
  readonly hasInfiniteVariance: boolean;
}

/** Part of the tail beyond a quantile that may be missing before the quantile is of other requests. */
const TOLERATED_TAIL = 0.1;

/** Shares of completed requests may differ by so much where an unserved request has no time that it could count at. */
const TOLERATED_OF_MEAN = 0.001;

/** @param results of one strategy */
export function comparabilityOf(plan: Plan, results: readonly JobResult[]): Comparability {
  const [completed, arrived] = [0, 1].map((place) =>
    results.reduce((sum, result) => sum + ratioIn(result, 'completed_share')[place], 0),
  );
  return {
    completedShare: arrived === 0 ? 1 : completed / arrived,
    hasInfiniteVariance: infiniteThirdMoment(plan, requestCountOf(results)) !== undefined,
  };
}

/** Requests of all replications. */
export function requestCountOf(results: readonly JobResult[]): number {
  return results.reduce((sum, result) => sum + countIn(result, 'requests.arrived'), 0);
}

/**
 * Why a measure of two strategies cannot be compared; undefined where it can. Only times are judged: rates and shares count
 * every request.
 * @param timeoutMs of the client; undefined where it has none, or the two differ in it
 */
export function incomparable(
  timeoutMs: number | undefined,
  path: string,
  ours: Candidate,
  theirs: Candidate,
): NonNullable<Comparison['reason']> | undefined {
  const found = parseMeasurePath(path);
  if (found?.measure.kind !== 'column') return undefined;
  const unsteady = ours.unsteady ?? theirs.unsteady;
  if (unsteady !== undefined) return unsteady;
  const quantile = quantileOfName(found.statistic ?? '');
  const p = quantile === undefined ? undefined : probability(quantile);
  if (found.measure.isOfUnserved !== true && isFlattered(timeoutMs, path, p, ours, theirs)) return 'completions_differ';
  if (p === undefined) return theirs.comparability.hasInfiniteVariance ? 'infinite_third_moment' : undefined;
  return effectiveOf(ours, theirs) < LEAST_EFFECTIVE ? 'too_short' : undefined;
}

/** K of the worse known of two. */
export function effectiveOf(ours: Candidate, theirs: Candidate): number {
  return Math.min(ours.estimate?.effective ?? Infinity, theirs.estimate?.effective ?? Infinity);
}

/**
 * Whether one looks better and leaves more requests unserved, so many that it might not be: of a quantile, a tenth of the
 * requests beyond it; of a mean, as many as turn the sign when they count at the timeout of the client.
 */
function isFlattered(
  timeoutMs: number | undefined,
  path: string,
  p: number | undefined,
  ours: Candidate,
  theirs: Candidate,
): boolean {
  const [x, y] = [ours.estimate?.pooled, theirs.estimate?.pooled];
  if (x === undefined || y === undefined || x === y) return false;
  const oursIsBetter = x < y === (directionOf(path) === 'lower');
  const [better, other] = oursIsBetter ? [ours, theirs] : [theirs, ours];
  const missing = other.comparability.completedShare - better.comparability.completedShare;
  if (p !== undefined) return missing > TOLERATED_TAIL * Math.min(p, 1 - p);
  if (timeoutMs === undefined) return missing > TOLERATED_OF_MEAN;
  const withUnserved = ({ estimate, comparability: { completedShare } }: Candidate) =>
    completedShare * (estimate?.pooled ?? 0) + (1 - completedShare) * timeoutMs;
  return withUnserved(better) > withUnserved(other);
}
