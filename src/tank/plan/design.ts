import { fleetEndpoints } from '../simulation/index.js';
import type { MeasureSettings } from '../measures/index.js';
import type { Design } from '../estimates/index.js';
import type { Plan } from './plan.js';

/** What measures are told of a plan. */
export function measureSettings({ slo, client, fleet }: Plan): MeasureSettings {
  return {
    sloMs: slo?.responseTimeMs,
    timeoutMs: client.timeoutMs,
    prices: fleet.models.map(({ price }) => price),
  };
}

/** How the experiment of a plan is made, as far as what is measured depends on it. */
export function designOf(plan: Plan): Design {
  const { fleet, quantiles, warmUpMs } = plan;
  return {
    settings: measureSettings(plan),
    quantiles,
    keepsOrder: keepsOrder(plan),
    blockMs: resampledBlockMs(plan),
    warmUpMs,
    models: fleet.models.map(({ id }) => id),
    endpoints: fleetEndpoints(fleet.models, plan.events).map(({ id }) => id),
  };
}

/**
 * Whether times stay in order of arrival: for intervals within one run, and to find the warm-up. Otherwise they are
 * sorted in the thread of their job, so that replications need only be put together.
 */
export function keepsOrder({ replications, warmUp }: Plan): boolean {
  return replications === 1 || warmUp === 'auto';
}

/** Whether the replications are resampled from one recorded trace. */
export function isResampled(plan: Plan): boolean {
  return resampledBlockMs(plan) !== undefined;
}

function resampledBlockMs({ workload }: Plan): number | undefined {
  return workload.kind === 'recorded' ? workload.resampleMs : undefined;
}
