/**
 * Tails that leave the variance of waiting infinite as far as a run can show: with service times whose third moment is
 * infinite it is, and then intervals of mean times cover too seldom, however long the run. A Pareto law here has a bound,
 * and finite moments; where a run does not come near the bound it might as well not be there.
 * Source: Asmussen (2003), Applied Probability and Queues, chapter X: the moments of waiting times.
 */
import type { Plan } from './plan.js';
import type { DistributionSpec } from '../traffic/index.js';

type Pareto = Extract<DistributionSpec, { kind: 'pareto' }>;

/** P(X > x) ~ x^−shape: moments of the shape and above are infinite. */
const THIRD_MOMENT = 3;

/** Requests within a factor of 2 of the bound from which on a run is taken to have met it. */
const MET_BOUND = 10;

/** Whether the plan has a law of service that may be such a tail. */
export function hasPowerTail(plan: Plan): boolean {
  return infiniteThirdMoment(plan, 1) !== undefined;
}

/**
 * The heaviest tail of the service times, where it reaches beyond what so many requests show. A client that times out
 * bounds all waiting. Recorded lengths are what they are.
 * @param requestCount of all replications
 */
export function infiniteThirdMoment(
  plan: Pick<Plan, 'client' | 'service' | 'workload'>,
  requestCount: number,
): Pareto | undefined {
  if (plan.client.timeoutMs !== undefined) return undefined;
  const [heaviest] = lawsOfService(plan)
    .filter((law) => law?.kind === 'pareto')
    .filter((law) => law.shape <= THIRD_MOMENT && requestCount * shareNearBound(law) < MET_BOUND)
    .sort((a, b) => a.shape - b.shape);
  return heaviest;
}

/** P(X > max / 2). */
function shareNearBound({ shape, min, max }: Pareto): number {
  const from = Math.max(min, max / 2);
  return (from ** -shape - max ** -shape) / (min ** -shape - max ** -shape);
}

/** The laws that service times are drawn from, or the lengths that they are proportional to. */
function lawsOfService({
  service,
  workload,
}: Pick<Plan, 'service' | 'workload'>): readonly (DistributionSpec | undefined)[] {
  if (service.kind === 'distribution') return [service.distribution];
  if (workload.kind !== 'synthetic') return [];
  const byPrompt = workload.sources.flatMap(({ outputByPrompt }) => outputByPrompt ?? []);
  const parts = [...workload.sources, ...(workload.classes ?? [])];
  return [
    ...(service.perPromptTokenMs > 0 ? parts.map(({ promptTokens }) => promptTokens) : []),
    ...(service.perOutputTokenMs > 0 ? parts.map(({ outputTokens }) => outputTokens) : []),
    ...(service.perOutputTokenMs > 0 ? byPrompt.map(({ outputTokens }) => outputTokens) : []),
  ];
}
