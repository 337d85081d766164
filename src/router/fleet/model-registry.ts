import { longer } from '../../core/index.js';
import type { Attempt, AttemptListener } from '../attempt.js';
import { type Health, HEALTH_NAMES } from './endpoint-table.js';
import { type Fleet, givenFleet } from './fleet.js';
import type { EndpointConfig, ModelConfig } from './fleet-config.js';

/** A model as the registry knows it. */
export interface ModelRecord {
  readonly id: string;
  /** The best health of its endpoints; `unhealthy` where it has none. */
  readonly health: Health;
  readonly capabilities: readonly string[];
  /** Tokens, Infinity where no limit is known. */
  readonly contextWindow: number;
  /** Of a million tokens, null where unknown. */
  readonly price: { readonly prompt: number; readonly output: number } | null;
  readonly endpoints: readonly EndpointRecord[];
}

export interface EndpointRecord {
  readonly id: string;
  readonly health: Health;
  readonly region: string | null;
  /** Time of the last attempt sent there, null before the first. */
  readonly lastUsedMs: number | null;
  readonly useCount: number;
  /** What it was declared with. */
  readonly metadata: unknown;
}

/**
 * The models and endpoints of a fleet by name: what there is, how it fares, and changes to it while requests are under
 * way. Every write goes to the fleet, where the router sees it.
 */
export class ModelRegistry implements AttemptListener {
  readonly fleet: Fleet;
  #useCount = new Float64Array(0);
  #lastUsedMs = new Float64Array(0);
  /** Which endpoint of the place the notes are of. */
  #generation = new Int32Array(0);

  constructor(fleet: Fleet) {
    this.fleet = givenFleet(fleet);
  }

  listModels(): readonly ModelRecord[] {
    return this.fleet.modelIds.map((_, m) => this.#record(m));
  }

  /** @returns the model, null when there is none of that id */
  get(id: string): ModelRecord | null {
    const m = this.fleet.modelIndex(id);
    return m < 0 ? null : this.#record(m);
  }

  /** The models with at least one healthy endpoint. */
  getHealthyModels(): readonly ModelRecord[] {
    return this.listModels().filter(({ health }) => health === 'healthy');
  }

  started({ endpoint }: Attempt): void {
    this.noteUse(endpoint);
  }

  /** Notes that a model or endpoint was used; the router does so itself for every attempt. */
  markUsed(name: string): void {
    const endpoints = this.#named(name);
    if (endpoints.length > 0) this.noteUse(endpoints[0]);
  }

  /** `markUsed` by index; allocates nothing. */
  noteUse(endpoint: number): void {
    if (endpoint >= this.#useCount.length) {
      this.fleet.expectEndpoint(endpoint);
      this.#useCount = longer(this.#useCount, this.fleet.endpoints.count);
      this.#lastUsedMs = longer(this.#lastUsedMs, this.fleet.endpoints.count, -Infinity);
      this.#generation = longer(this.#generation, this.fleet.endpoints.count);
    }
    if (!this.#isNoted(endpoint)) {
      this.#generation[endpoint] = this.fleet.endpoints.generation[endpoint];
      this.#useCount[endpoint] = 0;
    }
    this.#useCount[endpoint]++;
    this.#lastUsedMs[endpoint] = this.fleet.clock.nowMs();
  }

  /** Sets the health of an endpoint, or of all endpoints of a model. @throws Error for an unknown name */
  updateHealthStatus(name: string, health: Health): void {
    for (const endpoint of this.#named(name)) this.fleet.setHealth(endpoint, health);
  }

  addModel(model: ModelConfig): void {
    this.fleet.addModel(model);
  }

  /** @returns the id of the endpoint. Default: the next free `model/0`, `model/1`, … */
  addEndpoint(model: string, config: EndpointConfig = {}, id?: string): string {
    return this.fleet.addEndpoint(model, config, id);
  }

  /** No request is sent there any more; attempts in flight end as usual. */
  removeEndpoint(id: string): void {
    this.fleet.removeEndpoint(id);
  }

  #named(name: string): readonly number[] {
    const endpoint = this.fleet.endpointIndex(name);
    if (endpoint >= 0) return [endpoint];
    if (this.fleet.modelIndex(name) < 0) throw new Error(`unknown model or endpoint "${name}"`);
    return this.fleet.endpointsNamed(name);
  }

  #record(m: number): ModelRecord {
    const { fleet } = this;
    const { models, endpoints } = fleet;
    const list = models.endpoints[m];
    const health = list.reduce((best, e) => Math.min(best, endpoints.health[e]), HEALTH_NAMES.length - 1);
    const prompt = models.promptPrice[m];
    return {
      id: models.ids[m],
      health: HEALTH_NAMES[health],
      capabilities: fleet.capabilities.names().filter((_, bit) => (models.capabilities[m] & (1 << bit)) !== 0),
      contextWindow: models.contextWindow[m],
      price: Number.isNaN(prompt) ? null : { prompt, output: models.outputPrice[m] },
      endpoints: list.map((e) => this.#endpointRecord(e)),
    };
  }

  /** Whether the notes are of the endpoint that has the place now. */
  #isNoted(e: number): boolean {
    return e < this.#generation.length && this.#generation[e] === this.fleet.endpoints.generation[e];
  }

  #endpointRecord(e: number): EndpointRecord {
    const { endpoints, endpointIds, regions } = this.fleet;
    const used = this.#isNoted(e) && this.#useCount[e] > 0;
    return {
      id: endpointIds[e],
      health: HEALTH_NAMES[Math.min(endpoints.health[e], HEALTH_NAMES.length - 1)],
      region: regions.names()[endpoints.region[e]] ?? null,
      lastUsedMs: used ? this.#lastUsedMs[e] : null,
      useCount: used ? this.#useCount[e] : 0,
      metadata: this.fleet.metadata[e],
    };
  }
}
