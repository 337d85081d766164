import { capabilityScore } from '../../router/balancing/index.js';
import { capabilityLevels } from '../../router/index.js';
import { fleetEndpoints } from '../simulation/index.js';
import { loadOf } from '../traffic/index.js';
import type { MeasureSettings } from '../measures/index.js';
import type { Design } from '../estimates/index.js';
import type { Plan, SyntheticWorkload } from './plan.js';

/** What measures are told of a plan. */
export function measureSettings({ slo, client, fleet, workload }: Plan): MeasureSettings {
  return {
    sloMs: slo?.responseTimeMs,
    timeoutMs: client.timeoutMs,
    prices: fleet.models.map(({ price }) => price),
    scores: workload.kind === 'synthetic' ? scoresOf(workload, fleet) : undefined,
  };
}

/** By kind of agents, then by model: their capability scores. */
function scoresOf({ agents, classes = [] }: SyntheticWorkload, { models }: Plan['fleet']): MeasureSettings['scores'] {
  return (
    agents &&
    classes.map((_, kind) => {
      const needs = agents.find((agent) => agent.kind === kind)?.needs ?? {};
      return models.map(({ capabilities }) => capabilityScore(needs, capabilityLevels(capabilities)));
    })
  );
}

/** How the experiment of a plan is made, as far as what is measured depends on it. */
export function designOf(plan: Plan): Design {
  const { fleet, quantiles, warmUp, warmUpMs } = plan;
  return {
    settings: measureSettings(plan),
    quantiles,
    isTerminating: warmUp === undefined && warmUpMs === 0 && !isResampled(plan),
    isStationary: isStationary(plan),
    unsettled: typeof warmUp === 'object' ? warmUp.unsettled : [],
    blockMs: resampledBlockMs(plan),
    warmUpMs,
    models: fleet.models.map(({ id }) => id),
    endpoints: fleetEndpoints(fleet.models, plan.events).map(({ id }) => id),
  };
}

/** Whether the load is the same from start to end, however it bursts. */
function isStationary({ workload, events }: Plan): boolean {
  if (workload.kind !== 'synthetic' || events.length > 0) return false;
  return workload.sources.every(({ arrivals }) => arrivals.kind !== 'users' && loadOf(arrivals) === 'even');
}

/** Whether the replications are resampled from one recorded trace. */
export function isResampled(plan: Plan): boolean {
  return resampledBlockMs(plan) !== undefined;
}

function resampledBlockMs({ workload }: Plan): number | undefined {
  return workload.kind === 'recorded' ? workload.resampleMs : undefined;
}
