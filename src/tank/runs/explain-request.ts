import type { Explanation } from '../../router/index.js';
import type { Plan } from '../plan/index.js';
import { requestRows, rowValues } from '../measures/index.js';
import { PENDING, type Simulation } from '../simulation/index.js';
import type { Trace } from '../trace/index.js';
import { JobRunner } from './job.js';

/** A decision on a request, as the router saw it. */
export interface ExplainedDecision {
  /** From the start of the run. */
  readonly timeMs: number;
  /** Id of the chosen endpoint, null where none was. */
  readonly endpoint: string | null;
  readonly reason: string;
  readonly explanation: Explanation;
}

export interface ExplainedRequest {
  /** What it was, and what became of it: as `--rows` writes it. */
  readonly row: ReturnType<typeof rowValues>;
  /** Who sent it, and the model that it is assigned to, null for none; absent where the workload has no agents. */
  readonly agent?: { readonly agent: string; readonly assigned_model?: string | null };
  /** The first attempt's, then those of retries. */
  readonly decisions: readonly ExplainedDecision[];
}

/**
 * Runs one replication of one strategy up to the point where a request is settled, and notes its decisions.
 * @param request index in order of arrival, from 0
 * @param recorded the trace of a recorded workload
 * @throws RangeError when the replication has no such request
 */
export function explainRequest(
  plan: Plan,
  { strategy, replication, request }: { strategy: number; replication: number; request: number },
  recorded?: Trace,
): ExplainedRequest {
  const { simulation, traffic } = new JobRunner(plan, recorded).begin(strategy, replication);
  const { outcomes, calendar } = simulation;
  if (request >= outcomes.status.length) {
    throw new RangeError(`the replication has ${outcomes.status.length} requests, 0 to ${outcomes.status.length - 1}`);
  }
  const decisions: ExplainedDecision[] = [];
  simulation.watch(request, (explanation, { endpointId, reason }) => {
    decisions.push({ timeMs: calendar.clock.nowMs(), endpoint: endpointId, reason, explanation });
  });
  while (outcomes.status[request] === PENDING && simulation.step());
  const endpoints = simulation.endpoints.map(({ id }) => id);
  return {
    row: rowValues(requestRows(simulation, traffic.demandMs), endpoints, request),
    ...agentOf(simulation, request),
    decisions,
  };
}

function agentOf({ trace, agentModels, routers }: Simulation, request: number): Pick<ExplainedRequest, 'agent'> {
  if (trace.agent === undefined) return {};
  const index = trace.agent.index[request];
  const agent = trace.agent.names[index];
  if (agentModels === undefined) return { agent: { agent } };
  const { modelIds } = routers[0].fleet;
  const model = agentModels.modelOf[index];
  return { agent: { agent, assigned_model: model < 0 ? null : modelIds[model] } };
}
