import type { ModelConfig } from '../../router/index.js';
import type { Backend } from './backends/backend.js';
import type { Failures } from './failures.js';
import type { EndpointPlan } from './endpoint-plans.js';
import type { Routers } from './routers.js';
import type { FleetEvent } from './simulation-config.js';
import type { Stations } from './stations.js';

/** What the events of a fleet act on. */
export interface FleetParts {
  readonly models: readonly ModelConfig[];
  /** By endpoint. */
  readonly plans: readonly EndpointPlan[];
  readonly backendOf: readonly Backend[];
  readonly routers: Routers;
  readonly stations: Stations;
  readonly failures: Failures | undefined;
}

/** Lets the fleet change while it runs: the simulated endpoints, and what routers are told of them. */
export class FleetEvents {
  readonly #parts: FleetParts;
  readonly #indexOf: ReadonlyMap<string, number>;

  constructor(parts: FleetParts) {
    this.#parts = parts;
    this.#indexOf = new Map(parts.plans.map(({ id }, endpoint) => [id, endpoint]));
  }

  apply(event: FleetEvent): void {
    const { backendOf, routers, stations, failures } = this.#parts;
    const endpoint = this.#indexOf.get(event.endpoint) ?? -1;
    if (event.field !== 'add' && (endpoint < 0 || !stations.isPresent(endpoint))) {
      throw new Error(`an event changes "${event.endpoint}", which is not there`);
    }
    const backend = backendOf[endpoint];
    switch (event.field) {
      case 'add':
        this.#add(endpoint);
        break;
      case 'remove':
        for (const { router } of routers.all) router.fleet.removeEndpoint(event.endpoint);
        stations.remove(endpoint);
        if (event.value === 'at_once') backend.fail(endpoint);
        break;
      case 'crash':
        failures?.crash(endpoint, event.value, stations.active[endpoint]);
        backend.fail(endpoint);
        break;
      case 'health':
        for (const each of routers.all) each.router.fleet.setHealth(each.placeOf(endpoint), event.value);
        break;
      case 'speed':
        backend.setSpeed(endpoint, event.value);
        break;
      case 'max_concurrent':
        for (const { router } of routers.all) {
          router.loadTracker.setCapacity(event.endpoint, { maxConcurrent: event.value });
        }
        backend.setLimits(endpoint, event.value, stations.maxQueue[endpoint]);
        break;
      case 'max_queue':
        for (const { router } of routers.all) {
          router.loadTracker.setCapacity(event.endpoint, { maxQueue: event.value });
        }
        backend.setLimits(endpoint, stations.maxConcurrent[endpoint], event.value);
    }
  }

  #add(endpoint: number): void {
    const { models, plans, backendOf, routers } = this.#parts;
    const { id, model, speed, limits } = plans[endpoint];
    backendOf[endpoint].setSpeed(endpoint, speed);
    backendOf[endpoint].setLimits(endpoint, limits.maxConcurrent, limits.maxQueue);
    for (const router of routers.all) router.add(endpoint, id, models[model]);
  }
}
