import type { z } from 'zod';
import { DEFAULT_CAPACITY } from '../../router/index.js';
import type { BackendEndpoint, BackendEntry, Limits } from './backends/backend.js';
import { type BackendConfig, backends, type BackendKind } from './backends/registry.js';
import { type FleetEndpoint, fleetEndpoints } from './fleet-endpoints.js';
import type { SimulationConfig } from './simulation-config.js';

/** A simulated endpoint: what it is made with, and its sources in the calendar. */
export interface EndpointPlan extends BackendEndpoint, FleetEndpoint {
  readonly kind: BackendKind;
  readonly speed: number;
  /** When it begins. */
  readonly limits: Limits;
  readonly targetUtilization: number;
}

/** The simulated endpoints of a run, by index. */
export function planEndpoints({ fleet, events, backends: configs, caches }: SimulationConfig): readonly EndpointPlan[] {
  let firstSource = 0;
  return fleetEndpoints(fleet.models, events).map((each, endpoint) => {
    const config = configs[each.model];
    const { kind, ...options } = config;
    const { maxConcurrent, maxQueue, targetUtilization } = { ...DEFAULT_CAPACITY, ...fleet.models[each.model] };
    const limits = limitsOf(config, { maxConcurrent, maxQueue });
    const changes = events.flatMap((e) => (e.endpoint === each.id && e.field === 'max_concurrent' ? e.value : []));
    const sourceCount = backends[kind].sources(Math.max(limits.maxConcurrent, ...changes));
    const plan = {
      ...each,
      endpoint,
      kind,
      options,
      speed: options.speed,
      cache: caches?.[each.model],
      limits,
      targetUtilization,
      firstSource,
      sourceCount,
    };
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
