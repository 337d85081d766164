import type { Clock } from '../../core/clock.js';
import { EndpointTable, HEALTH_NAMES, type Health } from './endpoint-table.js';
import { checkedCapacity, DEFAULT_CAPACITY, endpointIds, type FleetConfig, wholeNumber } from './fleet-config.js';

/**
 * Models and endpoints, and what one router knows of them. Indices are dense and in order of declaration, replicas
 * counting up; names are resolved here, once, at the edge.
 */
export class Fleet {
  readonly clock: Clock;
  readonly modelIds: readonly string[];
  readonly endpointIds: readonly string[];
  readonly endpoints: EndpointTable;
  /** Endpoints of model m are firstEndpoint[m] … firstEndpoint[m + 1] − 1. */
  readonly firstEndpoint: Int32Array;
  readonly #modelIndex: ReadonlyMap<string, number>;
  readonly #endpointIndex: ReadonlyMap<string, number>;

  constructor({ models, clock }: FleetConfig & { readonly clock: Clock }) {
    for (const { id, replicas = 1 } of models) wholeNumber(`replicas of "${id}"`, replicas, 1);
    this.clock = clock;
    this.modelIds = models.map(({ id }) => id);
    this.endpointIds = models.flatMap(endpointIds);
    this.#modelIndex = indexOfNames('model', this.modelIds);
    this.#endpointIndex = indexOfNames('endpoint', this.endpointIds);
    const owner = models.flatMap((model, m) => endpointIds(model).map(() => m));
    this.endpoints = new EndpointTable(Int32Array.from(owner));
    this.firstEndpoint = Int32Array.from([...models.keys(), models.length], (m) => owner.filter((o) => o < m).length);
    for (const [e, m] of owner.entries()) {
      const { maxConcurrent, maxQueue, targetUtilization } = checkedCapacity(models[m].id, {
        ...DEFAULT_CAPACITY,
        ...models[m],
      });
      this.endpoints.maxConcurrent[e] = maxConcurrent;
      this.endpoints.maxQueue[e] = maxQueue;
      this.endpoints.targetUtilization[e] = targetUtilization;
    }
  }

  /** @returns index of the model, −1 when there is none of that id */
  modelIndex(id: string): number {
    return this.#modelIndex.get(id) ?? -1;
  }

  /** @returns index of the endpoint, −1 when there is none of that id */
  endpointIndex(id: string): number {
    return this.#endpointIndex.get(id) ?? -1;
  }

  setHealth(endpoint: number, health: Health): void {
    this.endpoints.health[endpoint] = HEALTH_NAMES.indexOf(health);
    this.endpoints.version++;
    this.endpoints.watcher.onChange(endpoint);
  }
}

function indexOfNames(kind: string, names: readonly string[]): ReadonlyMap<string, number> {
  if (names.length === 0) throw new Error(`a fleet needs at least one ${kind}`);
  const index = new Map(names.map((name, i) => [name, i]));
  if (index.size < names.length) throw new Error(`two ${kind}s of a fleet have the same id: ${names.join(', ')}`);
  return index;
}
