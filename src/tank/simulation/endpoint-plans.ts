import type { z } from 'zod';
import { DEFAULT_CAPACITY, type Fleet } from '../../router/index.js';
import type { BackendEndpoint, BackendEntry, Limits } from './backends/backend.js';
import { type BackendConfig, backends, type BackendKind } from './backends/registry.js';
import type { SimulationConfig } from './simulation-config.js';

/** A simulated endpoint: what it is made with, and its sources in the calendar. */
export interface EndpointPlan extends BackendEndpoint {
  readonly kind: BackendKind;
  readonly speed: number;
  /** At the start. */
  readonly limits: Limits;
}

/** The simulated endpoints of a run, by index. */
export function planEndpoints(config: SimulationConfig, fleet: Fleet): readonly EndpointPlan[] {
  let firstSource = 0;
  return fleet.endpointIds.map((id, endpoint) => {
    const model = fleet.endpoints.modelIndex[endpoint];
    const { kind, ...options } = config.backends[model];
    const { maxConcurrent, maxQueue } = { ...DEFAULT_CAPACITY, ...config.fleet.models[model] };
    const limits = limitsOf(config.backends[model], { maxConcurrent, maxQueue });
    const changes = config.events.flatMap((e) => (e.endpoint === id && e.field === 'max_concurrent' ? e.value : []));
    const sourceCount = backends[kind].sources(Math.max(limits.maxConcurrent, ...changes));
    const cache = config.caches?.[model];
    const plan = { endpoint, kind, options, speed: options.speed, cache, limits, firstSource, sourceCount };
    firstSource += sourceCount;
    return plan;
  });
}

/** Sources that an endpoint of a backend needs in the calendar. @param believed by routers */
export function sourcesOf(config: BackendConfig, believed: Limits): number {
  return backends[config.kind].sources(limitsOf(config, believed).maxConcurrent);
}

/** What an endpoint of a backend really takes. @param believed by routers */
export function limitsOf(config: BackendConfig, believed: Limits): Limits {
  const entry: Pick<BackendEntry<z.ZodObject>, 'limits'> = backends[config.kind];
  return entry.limits(config, believed);
}
