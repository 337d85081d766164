import type { Backend } from './backends/backend.js';
import type { Routers } from './routers.js';
import type { FleetEvent } from './simulation-config.js';
import type { Stations } from './stations.js';

/** Lets the fleet change while it runs: the simulated endpoints, and what routers are told of them. */
export class FleetEvents {
  readonly #routers: Routers;
  readonly #stations: Stations;
  /** By endpoint. */
  readonly #backendOf: readonly Backend[];

  constructor(routers: Routers, stations: Stations, backendOf: readonly Backend[]) {
    this.#routers = routers;
    this.#stations = stations;
    this.#backendOf = backendOf;
  }

  apply(event: FleetEvent): void {
    const endpoint = this.#routers.all[0].fleet.endpointIndex(event.endpoint);
    const backend = this.#backendOf[endpoint];
    const { maxConcurrent, maxQueue } = this.#stations;
    switch (event.field) {
      case 'health':
        for (const { fleet } of this.#routers.all) fleet.setHealth(endpoint, event.value);
        break;
      case 'speed':
        backend.setSpeed(endpoint, event.value);
        break;
      case 'max_concurrent':
        for (const { loadTracker } of this.#routers.all) {
          loadTracker.setCapacity(event.endpoint, { maxConcurrent: event.value });
        }
        backend.setLimits(endpoint, event.value, maxQueue[endpoint]);
        break;
      case 'max_queue':
        for (const { loadTracker } of this.#routers.all) {
          loadTracker.setCapacity(event.endpoint, { maxQueue: event.value });
        }
        backend.setLimits(endpoint, maxConcurrent[endpoint], event.value);
    }
  }
}
