import { type JobResult, countIn, parseMeasurePath, probability, quantileOfName, ratioIn } from '../measures/index.js';
import type { Comparison } from '../results/index.js';
import { isResampled, type Plan, infiniteThirdMoment } from '../plan/index.js';
import { growsWithoutBound, hasEnoughForQuantile } from '../statistics/index.js';
import { arrivals } from '../traffic/index.js';

/** What decides whether the latencies of a strategy may be compared at all. */
export interface Comparability {
  /** Completed requests in the windows of all replications, of the shortest where they are resampled from one trace. */
  readonly completed: number;
  /** Share of all that arrived in the windows. */
  readonly completedShare: number;
  /** Whether its queues grow for ever, as far as the run shows. */
  readonly queueGrows: boolean;
  /** Whether the runs were too short to find the end of the warm-up. */
  readonly isTooShort?: boolean;
  /** Whether the variance of waiting is infinite, as far as the runs show. */
  readonly hasInfiniteVariance?: boolean;
}

/** Utilization of the busiest endpoint below which no queue grows for ever. */
const SATURATED = 0.98;

/** Shares of completed requests may differ by so much before latencies are of different requests. */
const COMPLETION_TOLERANCE = 0.01;

/** @param results of one strategy, in the order of replications */
export function comparabilityOf(plan: Plan, results: readonly JobResult[]): Comparability {
  const [served, arrivals] = [0, 1].map((place) => results.map((result) => ratioIn(result, 'completed_share')[place]));
  const arrived = arrivals.reduce((sum, count) => sum + count, 0);
  const completed = served.reduce((sum, count) => sum + count, 0);
  return {
    completed: isResampled(plan) ? Math.min(...served) : completed,
    completedShare: arrived === 0 ? 1 : completed / arrived,
    isTooShort: typeof plan.warmUp === 'object' && plan.warmUp.isTooShort,
    hasInfiniteVariance: infiniteThirdMoment(plan, requestCountOf(results)) !== undefined,
    queueGrows: isStationary(plan) && busiest(results) >= SATURATED && queueGrows(results[0]),
  };
}

/** Requests of all replications. */
export function requestCountOf(results: readonly JobResult[]): number {
  return results.reduce((sum, result) => sum + countIn(result, 'requests.arrived'), 0);
}

/** Whether the load is the same from start to end, however it bursts, so that a queue that grows will grow for ever. */
function isStationary({ workload, events }: Plan): boolean {
  if (workload.kind !== 'synthetic' || events.length > 0) return false;
  return workload.sources.every(({ arrivals: { kind } }) => kind !== 'users' && arrivals[kind].load === 'even');
}

function busiest(results: readonly JobResult[]): number {
  const pairs = results.map(({ byEndpoint }) => byEndpoint.ratios['utilization'] ?? new Float64Array(0));
  const total = (place: number) => pairs.reduce((sum, each) => sum + each[place], 0);
  const utilizations = Array.from({ length: pairs[0].length / 2 }, (_, e) => total(2 * e) / total(2 * e + 1));
  return Math.max(...utilizations.filter((u) => !Number.isNaN(u)));
}

/** Requests in the whole system in the course of the first replication; without it (its job was lost) the worst is taken. */
function queueGrows({ course, byEndpoint }: JobResult): boolean {
  if (course === undefined) return true;
  const count = (byEndpoint.ratios['utilization']?.length ?? 0) / 2;
  const total = (column: Float64Array, bin: number) =>
    column.subarray(bin * count, (bin + 1) * count).reduce((sum, value) => sum + value, 0);
  return growsWithoutBound(
    Float64Array.from(
      { length: course.waiting.length / count },
      (_, bin) => total(course.waiting, bin) + total(course.inService, bin),
    ),
  );
}

/**
 * Why a measure of two strategies cannot be compared; undefined where it can. Only times of completed requests are
 * judged: rates and shares count every request.
 */
export function incomparable(
  path: string,
  strategy: Comparability,
  baseline: Comparability,
): NonNullable<Comparison['reason']> | undefined {
  const found = parseMeasurePath(path);
  if (found?.measure.kind !== 'column') return undefined;
  if (strategy.queueGrows || baseline.queueGrows) return 'queue_grows';
  if (strategy.isTooShort === true) return 'not_steady_state';
  if (Math.abs(strategy.completedShare - baseline.completedShare) > COMPLETION_TOLERANCE) return 'completions_differ';
  const quantile = quantileOfName(found.statistic ?? '');
  if (quantile === undefined) return baseline.hasInfiniteVariance === true ? 'infinite_third_moment' : undefined;
  const fewest = Math.min(strategy.completed, baseline.completed);
  return hasEnoughForQuantile(fewest, probability(quantile)) ? undefined : 'too_few_requests';
}
