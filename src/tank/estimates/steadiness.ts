import { growsWithoutBound } from '../statistics/index.js';
import type { JobResult } from '../measures/index.js';
import type { Design } from './design.js';

/** Why a strategy has no steady state that its times could be of: its queues grow for ever, or its warm-up is longer than the runs. */
export type Unsteady = 'queue_grows' | 'not_steady_state';

/** Utilization of the busiest endpoint below which no queue grows for ever. */
const SATURATED = 0.98;

/** @param results of one strategy */
export function unsteadiness(
  { isStationary, unsettled }: Design,
  strategy: number,
  results: readonly JobResult[],
): Unsteady | undefined {
  if (isStationary && busiest(results) >= SATURATED && growsWithoutBound(meanBacklog(results))) return 'queue_grows';
  return unsettled.includes(strategy) ? 'not_steady_state' : undefined;
}

/** Utilization of the busiest endpoint, over all replications. */
function busiest(results: readonly JobResult[]): number {
  const pairs = results.map(({ byEndpoint }) => byEndpoint.ratios['utilization'] ?? new Float64Array(0));
  const total = (place: number) => pairs.reduce((sum, each) => sum + each[place], 0);
  const utilizations = Array.from({ length: pairs[0].length / 2 }, (_, e) => total(2 * e) / total(2 * e + 1));
  return Math.max(...utilizations.filter((u) => !Number.isNaN(u)));
}

/** Requests in the whole system in the course of a run, averaged over the replications: their chance cancels, growth stays. */
function meanBacklog(results: readonly JobResult[]): Float64Array {
  const courses = results.flatMap(({ backlog }) => backlog ?? []);
  if (courses.length === 0) return new Float64Array(0);
  return courses[0].map((_, bin) => courses.reduce((sum, course) => sum + course[bin], 0) / courses.length);
}
