import { ALERTS_EVERY_MS } from '../simulation/index.js';
import { expectedBlocks, expectedRequests, meanRequestRatePerS } from '../traffic/index.js';
import { optimalSize, type Plan } from '../plan/index.js';
import type { RecordedTrace } from './recorded.js';

/** Requests of one job; an estimate where the workload has a duration. */
export function requestsPerJob({ workload }: Plan, recorded: RecordedTrace | undefined): number {
  if (workload.kind === 'recorded') return recorded?.trace.requestCount ?? 0;
  if (workload.kind === 'listed') return workload.requests.length;
  return expectedRequests(workload);
}

// What takes as long as so many requests, roughly.
const OF_A_READING = 1; // of the load of all endpoints, by telemetry
const OF_AN_ENDPOINT_READ = 1 / 4;
const OF_AN_ALERT = 3; // of a rule for a model, each second
const OF_A_STEP = 1 / 500; // of an optimal assignment: agents² × places
const OF_AN_ENDPOINT = 300; // in each job: made, its course in bins, and what is measured of it
const OF_A_BLOCK = 1 / 30; // of a prompt
const OF_A_TURN_BEFORE = 1 / 3; // of sessions that run in: drawn, not served

/** Endpoints of the fleet at the start. */
export function endpointCount({ fleet }: Plan): number {
  return fleet.models.reduce((count, { replicas = 1 }) => count + replicas, 0);
}

/** The work of one replication of all strategies, in requests that would take as long: endpoints, readings, alerts, sessions and blocks count. */
export function workOfReplication(plan: Plan, recorded: RecordedTrace | undefined): number {
  const { workload, strategies } = plan;
  const endpoints = endpointCount(plan);
  const made =
    workload.kind === 'synthetic'
      ? OF_A_BLOCK * expectedBlocks(workload) + OF_A_TURN_BEFORE * turnsBefore(workload)
      : 0;
  const spanMs = spanOf(plan, recorded);
  const readings = strategies.reduce(
    (sum, { telemetry: { intervalMs } }) => sum + (intervalMs > 0 ? spanMs / intervalMs : 0),
    0,
  );
  const evaluations = (strategies.length * alertsWatched(plan) * spanMs) / ALERTS_EVERY_MS;
  const served = strategies.length * (requestsPerJob(plan, recorded) + OF_AN_ENDPOINT * endpoints);
  const read = readings * (OF_A_READING + OF_AN_ENDPOINT_READ * endpoints);
  return served + made + read + OF_AN_ALERT * evaluations + OF_A_STEP * stepsOf(plan);
}

/** Of the optimal assignments that a run begins with. */
function stepsOf(plan: Plan): number {
  return plan.strategies.reduce((sum, strategy) => {
    const { agents, places } = optimalSize(plan, strategy) ?? { agents: 0, places: 0 };
    return sum + agents * places * Math.min(agents, places);
  }, 0);
}

/** Pairs of a rule of alerts and a model that it watches. */
function alertsWatched({ alerts, fleet }: Plan): number {
  return alerts.reduce((sum, { model }) => sum + (model === undefined ? fleet.models.length : 1), 0);
}

/** Requests that arrive while sessions run in. */
function turnsBefore({ sources }: Extract<Plan['workload'], { kind: 'synthetic' }>): number {
  return sources.reduce((sum, source) => {
    const runInMs = source.sessions?.runInMs ?? 0;
    return runInMs === 0 ? sum : sum + (meanRequestRatePerS(source) * runInMs) / 1000;
  }, 0);
}

/** Time in which requests arrive. */
function spanOf({ workload }: Plan, recorded: RecordedTrace | undefined): number {
  if (workload.kind === 'recorded') {
    const { arrivalMs, requestCount = 0 } = recorded?.trace ?? {};
    return arrivalMs?.[requestCount - 1] ?? 0;
  }
  if (workload.kind === 'listed') return Math.max(0, ...workload.requests.map(({ atMs }) => atMs));
  const { sources, requests = Infinity, durationMs = Infinity } = workload;
  const ratePerS = sources.reduce((sum, source) => sum + meanRequestRatePerS(source), 0);
  return Math.min(durationMs, (1000 * requests) / ratePerS);
}
