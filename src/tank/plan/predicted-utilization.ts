import type { Assignment } from '../../router/balancing/index.js';
import { DEFAULT_CAPACITY } from '../../router/index.js';
import { limitsOf } from '../simulation/index.js';
import { loadOf, meanOf, meanRequestRatePerS, type ServiceSpec, type SourceSpec } from '../traffic/index.js';
import type { Plan, SyntheticWorkload } from './plan.js';

/**
 * The utilization of each model that follows from an assignment and what its agents demand, by arithmetic alone:
 *
 *     Σ over its agents of requests per second × mean service time / (servers × speed), at most 1
 *
 * Of users without think time each has one request in service all the time. What the arithmetic leaves out: waiting and
 * refusals, retries, requests that another model serves (soft assignments), and caches.
 * @returns by model; undefined where it cannot be said
 */
export function predictedUtilization(plan: Plan, assignment: Assignment): readonly (number | undefined)[] {
  const { fleet, backends, service, workload } = plan;
  if (workload.kind !== 'synthetic' || workload.agents === undefined) return fleet.models.map(() => undefined);
  const busy = busyServers(workload, service);
  const modelOf = new Map(assignment.assignments.map(({ agent, model }) => [agent, model]));
  const agents = workload.agents.map(({ id }) => id);
  return fleet.models.map((model, m) => {
    const backend = backends[m];
    const { maxConcurrent, maxQueue, replicas = 1 } = { ...DEFAULT_CAPACITY, ...model };
    const perEndpoint =
      backend.kind === 'slots' ? limitsOf(backend, { maxConcurrent, maxQueue }).maxConcurrent : backend.cores;
    const own = busy.filter((_, agent) => modelOf.get(agents[agent]) === model.id);
    const sum = own.reduce<number | undefined>(
      (all, each) =>
        each === undefined || all === undefined ? undefined : all + each.servers / (each.isEndless ? 1 : backend.speed),
      0,
    );
    return sum === undefined ? undefined : Math.min(1, sum / (perEndpoint * replicas));
  });
}

/** Servers of speed 1 that an agent keeps busy on average. */
interface Busy {
  readonly servers: number;
  /** Whether a faster server is kept busy as much, as its user sends more. */
  readonly isEndless: boolean;
}

/** By agent. */
function busyServers({ sources }: SyntheticWorkload, service: ServiceSpec): readonly (Busy | undefined)[] {
  return sources.map((source) => {
    const { arrivals } = source;
    if (arrivals.kind === 'users') {
      return meanOf(arrivals.thinkTime) === 0 ? { servers: arrivals.count, isEndless: true } : undefined;
    }
    if (loadOf(arrivals) === 'scheduled') return undefined; // it depends on the part that is measured
    const serviceMs = meanServiceMs(source, service);
    if (serviceMs === undefined) return undefined;
    return { servers: (meanRequestRatePerS(source) * serviceMs) / 1000, isEndless: false };
  });
}

/** Undefined where lengths depend on each other. */
function meanServiceMs({ promptTokens, outputTokens, outputByPrompt, sessions }: SourceSpec, service: ServiceSpec) {
  if (service.kind === 'distribution') return meanOf(service.distribution);
  const { baseMs, perPromptTokenMs, perOutputTokenMs } = service;
  if ((outputByPrompt ?? sessions?.newTokens) !== undefined) return undefined;
  const meanTokens = (spec: SourceSpec['promptTokens']) => (spec === undefined ? 0 : meanOf(spec));
  return baseMs + perPromptTokenMs * meanTokens(promptTokens) + perOutputTokenMs * meanTokens(outputTokens);
}
