import { Streams } from '../../core/index.js';
import { agentsOf, hasPowerTail, measureSettings, type Plan } from '../plan/index.js';
import { BIN_COUNT, brokenLaws, type SeriesRecorder, Simulation, type Traffic } from '../simulation/index.js';
import { sortedColumn, tailIndex } from '../statistics/index.js';
import { Conversations, generateTrace, listedTrace, serviceDemands, waitsForAnswers } from '../traffic/index.js';
import type { Trace } from '../trace/index.js';
import { type Course, type JobResult, measureJob, requestRows } from '../measures/index.js';
import { resampleTrace } from './resample.js';

/** Requests from which on the course of every replication is recorded: of fewer the first alone, for its chart. */
const WORTH_RECORDING = 1000;

/** Runs jobs of one plan, in any order: the result depends on plan, strategy and replication alone. */
export class JobRunner {
  readonly #plan: Plan;
  readonly #recorded: Trace | undefined;
  /** The traffic of the last replication: the next strategy usually meets the same. */
  #traffic: (Traffic & { readonly replication: number }) | undefined;

  /**
   * @param plan policies of files loaded: see `withPolicies`
   * @param recorded the trace of a recorded workload
   */
  constructor(plan: Plan, recorded?: Trace) {
    this.#plan = plan;
    this.#recorded = recorded;
  }

  run(strategy: number, replication: number): JobResult {
    const { simulation, traffic } = this.begin(strategy, replication);
    const isFirst = replication === 0;
    const isRecorded = isFirst || (this.#isEndKnown() && simulation.trace.requestCount >= WORTH_RECORDING);
    const recorder = isRecorded ? simulation.record(this.#endMs(strategy)) : undefined;
    simulation.run();
    return {
      strategy,
      replication,
      ...measureJob(simulation, measureSettings(this.#plan), this.#plan.warmUp === 'auto'),
      backlog: recorder && backlogOf(recorder),
      course: isFirst && recorder ? courseOf(recorder) : undefined,
      serviceTail: isFirst && hasPowerTail(this.#plan) ? tailIndex(sortedColumn(traffic.demandMs)) : undefined,
      ...alertsOf(simulation, isFirst),
      rows: this.#plan.keepsRows === true ? requestRows(simulation, traffic.demandMs) : undefined,
      brokenLaws: brokenLaws(simulation, this.#plan.client.timeoutMs),
    };
  }

  /** The simulation of a job, not begun. */
  simulation(strategy: number, replication: number): Simulation {
    return this.begin(strategy, replication).simulation;
  }

  /** The simulation of a job, not begun, with its traffic. */
  begin(strategy: number, replication: number) {
    const streams = new Streams(this.#plan.seed, replication);
    const { telemetry, routers, policy, ...chosen } = this.#plan.strategies[strategy];
    if (typeof policy === 'object' && 'path' in policy) throw new Error(`the policy of ${chosen.name} was not loaded`);
    const traffic = this.#trafficOf(replication, streams);
    const simulation = new Simulation(
      { ...this.#plan, telemetry, routers, agents: agentsOf(this.#plan), strategy: { policy, ...chosen } },
      traffic,
      streams,
    );
    return { simulation, traffic };
  }

  /** Whether it is known beforehand when the last request arrives. */
  #isEndKnown(): boolean {
    const { workload } = this.#plan;
    return !(workload.kind === 'synthetic' && waitsForAnswers(workload));
  }

  /** When the last request arrives: where that depends on the fleet it is found by a run. */
  #endMs(strategy: number): number | undefined {
    if (this.#isEndKnown()) return undefined;
    return this.simulation(strategy, 0).run().window.endMs;
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

function alertsOf({ alertWatch, calendar }: Simulation, isFirst: boolean) {
  const ranMs = calendar.clock.nowMs();
  return { alerts: alertWatch?.outcomes(ranMs) ?? [], raisedAlerts: isFirst ? alertWatch?.alerts : undefined, ranMs };
}

function courseOf({ binMs, inService, waiting, working }: SeriesRecorder): Course {
  return { binMs, inService, waiting, working };
}

/** Requests in service and waiting at all endpoints, by bin. */
function backlogOf({ inService, waiting }: SeriesRecorder): Float64Array {
  const endpoints = inService.length / BIN_COUNT;
  return Float64Array.from({ length: BIN_COUNT }, (_, bin) => {
    let sum = 0;
    for (let e = bin * endpoints; e < (bin + 1) * endpoints; e++) sum += inService[e] + waiting[e];
    return sum;
  });
}
