import { Streams } from '../../core/streams.js';
import type { Plan } from '../scenario/index.js';
import { COMPLETED, FAILED, OVERLOAD_FAILED, Simulation, TIMED_OUT } from '../simulation/index.js';
import { generateTrace } from '../workload/generate.js';
import { serviceDemands } from '../workload/service.js';
import type { Trace } from '../workload/trace.js';

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
  /** From the end of the warm-up to the last arrival; 0 where there is no such time. */
  readonly windowMs: number;
  /** Completions inside the window, whenever they arrived. */
  readonly completedInWindow: number;
  /** Those of them within the SLO's response time (0 without an SLO). */
  readonly metSloInWindow: number;
  /** By request that arrived in the window, in order of arrival; NaN where it was not completed. */
  readonly responseMs: Float64Array;
  readonly waitingMs: Float64Array;
  /** By endpoint, over the whole run; busy and capacity time inside the window. */
  readonly endpoints: EndpointTotals;
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
  #traffic: { readonly replication: number; readonly trace: Trace; readonly demandMs: Float64Array } | undefined;

  /** @param recorded the trace of a recorded workload */
  constructor(plan: Plan, recorded?: Trace) {
    this.#plan = plan;
    this.#recorded = recorded;
  }

  run(strategy: number, replication: number): JobResult {
    const plan = this.#plan;
    const { trace, demandMs } = this.#trafficOf(replication);
    const random = new Streams(plan.seed, replication).named('router');
    const config = { ...plan, strategy: plan.strategies[strategy] };
    const simulation = new Simulation(config, trace, demandMs, random).run();
    return { strategy, replication, ...measured(simulation, trace, plan) };
  }

  #trafficOf(replication: number) {
    if (this.#traffic?.replication !== replication) {
      this.#traffic = undefined; // frees the columns before the next are made
      const { workload, seed, service } = this.#plan;
      const streams = new Streams(seed, replication);
      const trace = workload.kind === 'recorded' ? this.#recorded : generateTrace(workload, streams);
      if (trace === undefined) throw new Error('a recorded workload needs its trace');
      this.#traffic = { replication, trace, demandMs: serviceDemands(trace, service, streams) };
    }
    return this.#traffic;
  }
}

function measured(simulation: Simulation, trace: Trace, plan: Plan): Omit<JobResult, 'strategy' | 'replication'> {
  const { outcomes, stations, rejections, retries } = simulation;
  const { requestCount, arrivalMs } = trace;
  const { startMs, endMs } = stations.window;
  const sloMs = plan.slo?.responseTimeMs ?? -1;
  let first = 0; // the first request that arrives in the window
  while (first < requestCount && arrivalMs[first] < startMs) first++;
  const responseMs = outcomes.responseMs.slice(first);
  const waitingMs = outcomes.waitingMs.slice(first);
  let completedInWindow = 0;
  let metSloInWindow = 0;
  for (let request = 0; request < requestCount; request++) {
    const completed = outcomes.status[request] === COMPLETED;
    if (!completed && request >= first) {
      responseMs[request - first] = NaN;
      waitingMs[request - first] = NaN;
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
    windowMs: Math.max(0, endMs - startMs),
    completedInWindow,
    metSloInWindow,
    responseMs,
    waitingMs,
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
