import { Streams } from '../../core/streams.js';
import { REASONS } from '../../router/index.js';
import type { Plan } from '../scenario/index.js';
import {
  brokenLaws,
  COMPLETED,
  FAILED,
  OVERLOAD_FAILED,
  Simulation,
  TIMED_OUT,
  type Traffic,
} from '../simulation/index.js';
import { resampleTrace } from './resample.js';
import { Conversations } from '../workload/conversations.js';
import { generateTrace } from '../workload/generate.js';
import { listedTrace } from '../workload/request-list.js';
import { serviceDemands } from '../workload/service.js';
import { NO_CLASS, type Trace } from '../workload/trace.js';
import { waitsForAnswers } from '../workload/workload-spec.js';

/** What one replication of one strategy gives. Plain data: it comes back from a worker thread. */
export interface JobResult {
  readonly strategy: number;
  readonly replication: number;
  readonly requests: {
    readonly arrived: number;
    readonly completed: number;
    readonly overloadFailed: number;
    readonly timedOut: number;
    readonly failed: number;
  };
  readonly rejections: number;
  readonly retries: number;
  /** Of all routers. */
  readonly routing: {
    readonly decisions: number;
    /** Decisions in which the request's own wish or a healthy endpoint could not be had. */
    readonly fallbacks: number;
    readonly byReason: Readonly<Record<string, number>>;
  };
  /**
   * Of completed requests that arrived in the window: those that a cache was asked for, and those with a hit; where
   * caches hold blocks, the tokens of their prompts, and those that were hit.
   */
  readonly cacheLookups: number;
  readonly cacheHits: number;
  /** From the end of the warm-up to the last arrival; 0 where there is no such time. */
  readonly windowMs: number;
  /** Completions inside the window, whenever they arrived. */
  readonly completedInWindow: number;
  /** Those of them within the SLO's response time (0 without an SLO). */
  readonly metSloInWindow: number;
  /** By request that arrived in the window, in order of arrival; NaN where it was not completed. */
  readonly responseMs: Float64Array;
  readonly waitingMs: Float64Array;
  /** Absent where the trace has no classes. */
  readonly classes: ClassColumns | undefined;
  /** By endpoint, over the whole run; busy and capacity time inside the window. */
  readonly endpoints: EndpointTotals;
  /** The course of the run; of replication 0 alone. */
  readonly course: Course | undefined;
  /** Laws that every run obeys and this one did not, in words: a fault of the simulator. */
  readonly brokenLaws: readonly string[];
}

/** Mean numbers in service and waiting, by bin and endpoint: bin × endpoints + endpoint. */
export interface Course {
  readonly binMs: number;
  readonly inService: Float64Array;
  readonly waiting: Float64Array;
}

/** What measures by class are made from. Columns by class have one entry more than names, for requests without a class. */
export interface ClassColumns {
  readonly names: readonly string[];
  /** By request that arrived in the window: its entry. */
  readonly inWindow: Uint8Array;
  /** Over the whole run, by class. */
  readonly arrived: Int32Array;
  readonly completed: Int32Array;
  readonly overloadFailed: Int32Array;
  readonly timedOut: Int32Array;
  readonly failed: Int32Array;
  /** Of those that arrived in the window, by class: requests that have a deadline, and those completed within it. */
  readonly withDeadline: Int32Array;
  readonly metDeadline: Int32Array;
}

export interface EndpointTotals {
  readonly accepted: Int32Array;
  readonly refused: Int32Array;
  readonly overloadEpisodes: Int32Array;
  readonly overTargetMs: Float64Array;
  readonly busyMs: Float64Array;
  readonly capacityMs: Float64Array;
}

/** Runs jobs of one plan, in any order: the result depends on plan, strategy and replication alone. */
export class JobRunner {
  readonly #plan: Plan;
  readonly #recorded: Trace | undefined;
  /** The traffic of the last replication: the next strategy usually meets the same. */
  #traffic: (Traffic & { readonly replication: number }) | undefined;

  /** @param recorded the trace of a recorded workload */
  constructor(plan: Plan, recorded?: Trace) {
    this.#plan = plan;
    this.#recorded = recorded;
  }

  run(strategy: number, replication: number): JobResult {
    const simulation = this.simulation(strategy, replication);
    const recorder = replication === 0 ? simulation.record(this.#endMs(strategy)) : undefined;
    simulation.run();
    const course = recorder && { binMs: recorder.binMs, inService: recorder.inService, waiting: recorder.waiting };
    const broken = brokenLaws(simulation, this.#plan.client.timeoutMs);
    return { strategy, replication, ...measured(simulation, this.#plan), course, brokenLaws: broken };
  }

  /** The simulation of a job, not begun. */
  simulation(strategy: number, replication: number): Simulation {
    const streams = new Streams(this.#plan.seed, replication);
    const { telemetry, routers, ...chosen } = this.#plan.strategies[strategy];
    return new Simulation(
      { ...this.#plan, telemetry, routers, strategy: chosen },
      this.#trafficOf(replication, streams),
      streams,
    );
  }

  /** When the last request arrives: where that depends on the fleet it is found by a run. */
  #endMs(strategy: number): number | undefined {
    const { workload } = this.#plan;
    if (workload.kind !== 'synthetic' || !waitsForAnswers(workload)) return undefined;
    return this.simulation(strategy, 0).run().stations.window.endMs;
  }

  #trafficOf(replication: number, streams: Streams): Traffic | Conversations {
    const { workload, service } = this.#plan;
    if (workload.kind === 'synthetic' && waitsForAnswers(workload))
      return new Conversations(workload, service, streams);
    if (this.#traffic?.replication !== replication) {
      this.#traffic = undefined; // frees the columns before the next are made
      const trace = this.#traceOf(workload, streams);
      this.#traffic = { replication, trace, demandMs: serviceDemands(trace, service, streams) };
    }
    return this.#traffic;
  }

  #traceOf(workload: Plan['workload'], streams: Streams): Trace {
    if (workload.kind === 'synthetic') return generateTrace(workload, streams);
    if (workload.kind === 'listed') return listedTrace(workload.requests);
    if (this.#recorded === undefined) throw new Error('a recorded workload needs its trace');
    const { resampleMs } = workload;
    if (resampleMs === undefined) return this.#recorded;
    return resampleTrace(this.#recorded, resampleMs, streams.named('resample'));
  }
}

function measured(
  simulation: Simulation,
  plan: Plan,
): Omit<JobResult, 'strategy' | 'replication' | 'course' | 'brokenLaws'> {
  const { trace, outcomes, stations, caches, rejections, retries } = simulation;
  const { requestCount, arrivalMs } = trace;
  const { startMs, endMs } = stations.window;
  const sloMs = plan.slo?.responseTimeMs ?? -1;
  let first = 0; // the first request that arrives in the window
  while (first < requestCount && arrivalMs[first] < startMs) first++;
  const responseMs = outcomes.responseMs.slice(first);
  const waitingMs = outcomes.waitingMs.slice(first);
  let cacheLookups = 0;
  let cacheHits = 0;
  let completedInWindow = 0;
  let metSloInWindow = 0;
  for (let request = 0; request < requestCount; request++) {
    const completed = outcomes.status[request] === COMPLETED;
    if (!completed && request >= first) {
      responseMs[request - first] = NaN;
      waitingMs[request - first] = NaN;
    }
    if (completed && request >= first && caches !== undefined) {
      cacheLookups += caches.looked(request);
      cacheHits += caches.hit(request);
    }
    const endedMs = arrivalMs[request] + outcomes.responseMs[request];
    if (!completed || endedMs < startMs || endedMs > endMs) continue;
    completedInWindow++;
    if (outcomes.responseMs[request] <= sloMs) metSloInWindow++;
  }
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
    responseMs,
    waitingMs,
    classes: classColumns(simulation, first),
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
  const inWindow = new Uint8Array(requestCount - first);
  for (let request = 0; request < requestCount; request++) {
    const c = index[request] === NO_CLASS ? none : index[request];
    const status = outcomes.status[request];
    arrived[c]++;
    byStatus[status][c]++;
    if (request < first) continue;
    inWindow[request - first] = c;
    if (deadlineMs === undefined || deadlineMs[request] === Infinity) continue;
    withDeadline[c]++;
    // deadlines are kept in 32 bits: rounded alike, a response that takes just as long is in time
    if (status === COMPLETED && Math.fround(outcomes.responseMs[request]) <= deadlineMs[request]) metDeadline[c]++;
  }
  return {
    names,
    inWindow,
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
