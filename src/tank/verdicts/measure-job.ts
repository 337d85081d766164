import { REASONS } from '../../router/index.js';
import type { Plan } from '../scenario/index.js';
import { COMPLETED, FAILED, OVERLOAD_FAILED, type Simulation, TIMED_OUT } from '../simulation/index.js';
import { NO_CLASS } from '../trace/index.js';
import type { ClassColumns, JobResult } from '../measures/index.js';

/**
 * Whether times stay in order of arrival: for intervals within one run, and to find the warm-up. Otherwise they are
 * sorted in the thread of their job, so that replications need only be merged.
 */
export function keepsOrder({ replications, warmUp }: Plan): boolean {
  return replications === 1 || warmUp === 'auto';
}

/** What a finished run gives. Cost: O(n log n) in its requests. */
export function measureJob(
  simulation: Simulation,
  plan: Plan,
): Omit<JobResult, 'strategy' | 'replication' | 'course' | 'serviceTail' | 'brokenLaws'> {
  const { trace, outcomes, stations, caches, rejections, retries } = simulation;
  const { requestCount, arrivalMs } = trace;
  const { startMs, endMs } = stations.window;
  const sloMs = plan.slo?.responseTimeMs ?? -1;
  let first = 0; // the first request that arrives in the window
  while (first < requestCount && arrivalMs[first] < startMs) first++;
  const responseMs = outcomes.responseMs.slice(first);
  const waitingMs = outcomes.waitingMs.slice(first);
  let servedCount = 0;
  let cacheLookups = 0;
  let cacheHits = 0;
  let completedInWindow = 0;
  let metSloInWindow = 0;
  for (let request = 0; request < requestCount; request++) {
    const completed = outcomes.status[request] === COMPLETED;
    if (request >= first) {
      if (completed) {
        servedCount++;
        cacheLookups += caches?.looked(request) ?? 0;
        cacheHits += caches?.hit(request) ?? 0;
      } else {
        responseMs[request - first] = NaN;
        waitingMs[request - first] = NaN;
      }
    }
    const endedMs = arrivalMs[request] + outcomes.responseMs[request];
    if (!completed || endedMs < startMs || endedMs > endMs) continue;
    completedInWindow++;
    if (outcomes.responseMs[request] <= sloMs) metSloInWindow++;
  }
  const classes = classColumns(simulation, first);
  if (!keepsOrder(plan)) for (const column of [responseMs, waitingMs, ...(classes?.responseMs ?? [])]) column.sort();
  const { counts } = outcomes;
  return {
    requests: {
      arrived: requestCount,
      completed: counts[COMPLETED],
      overloadFailed: counts[OVERLOAD_FAILED],
      timedOut: counts[TIMED_OUT],
      failed: counts[FAILED],
    },
    rejections,
    retries,
    routing: routingOf(simulation),
    cacheLookups,
    cacheHits,
    windowMs: Math.max(0, endMs - startMs),
    completedInWindow,
    metSloInWindow,
    servedCount,
    responseMs,
    waitingMs,
    classes,
    endpoints: {
      accepted: stations.accepted,
      refused: stations.refused,
      overloadEpisodes: stations.overloadEpisodes,
      overTargetMs: stations.overTargetMs,
      busyMs: stations.busyMs,
      capacityMs: stations.capacityMs,
    },
  };
}

/** @param first the first request that arrives in the window */
function classColumns({ trace, outcomes }: Simulation, first: number): ClassColumns | undefined {
  const { requestCount, requestClass, deadlineMs } = trace;
  if (requestClass === undefined) return undefined;
  const { names, index } = requestClass;
  const none = names.length;
  const byClass = () => new Int32Array(none + 1);
  const arrived = byClass();
  const byStatus = Array.from(outcomes.counts, byClass);
  const withDeadline = byClass();
  const metDeadline = byClass();
  const served = byClass();
  const classOf = (request: number) => (index[request] === NO_CLASS ? none : index[request]);
  for (let request = 0; request < requestCount; request++) {
    const c = classOf(request);
    const status = outcomes.status[request];
    arrived[c]++;
    byStatus[status][c]++;
    if (request < first) continue;
    if (status === COMPLETED) served[c]++;
    if (deadlineMs === undefined || deadlineMs[request] === Infinity) continue;
    withDeadline[c]++;
    // deadlines are kept in 32 bits: rounded alike, a response that takes just as long is in time
    if (status === COMPLETED && Math.fround(outcomes.responseMs[request]) <= deadlineMs[request]) metDeadline[c]++;
  }
  const responseMs = Array.from(served, (count) => new Float64Array(count));
  const ends = byClass();
  for (let request = first; request < requestCount; request++) {
    if (outcomes.status[request] !== COMPLETED) continue;
    const c = classOf(request);
    responseMs[c][ends[c]++] = outcomes.responseMs[request];
  }
  return {
    names,
    responseMs,
    arrived,
    completed: byStatus[COMPLETED],
    overloadFailed: byStatus[OVERLOAD_FAILED],
    timedOut: byStatus[TIMED_OUT],
    failed: byStatus[FAILED],
    withDeadline,
    metDeadline,
  };
}

function routingOf({ routers }: Simulation): JobResult['routing'] {
  const statistics = routers.map((router) => router.statistics());
  const byReason: Record<string, number> = {};
  for (const reason of REASONS) {
    const count = statistics.reduce((sum, each) => sum + (each.byReason[reason] ?? 0), 0);
    if (count > 0) byReason[reason] = count;
  }
  return {
    decisions: statistics.reduce((sum, { total }) => sum + total, 0),
    fallbacks: statistics.reduce((sum, { fallback }) => sum + fallback, 0),
    byReason,
  };
}
