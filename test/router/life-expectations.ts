import {
  type Attempt,
  type Fleet,
  NO_ENDPOINT,
  NO_MATCH,
  NO_QUOTA,
  NO_ROOM,
  type QuotaLimits,
  type RouterOptions,
} from '../../src/router/index.js';

/** What is known of a place of the table without the router's help. */
export interface Place {
  readonly id: string;
  readonly model: number;
  readonly region: string | undefined;
  maxConcurrent: number;
  maxQueue: number;
  readonly generation: number;
  isRemoved: boolean;
  inFlight: number;
}

export interface Model {
  readonly id: string;
  readonly capabilities: readonly string[];
  readonly contextWindow: number;
  /** null where no quota is kept, since the model came later. */
  readonly limits: QuotaLimits | null;
  /** Used share that was set once and for all. */
  fixedUse?: number;
}

export type CheckedOptions = Pick<RouterOptions, 'enableHealthChecks' | 'enableQuotaChecks' | 'maxLoadThreshold'>;

/** What the router should say of the places in its table, from scratch each time. */
export class Expectations {
  readonly #fleet: Fleet;
  readonly #options: CheckedOptions;
  readonly #models: readonly Model[];
  readonly #places: readonly Place[];

  /** @param models and places: they change while they are asked about */
  constructor(fleet: Fleet, options: CheckedOptions, models: readonly Model[], places: readonly Place[]) {
    this.#fleet = fleet;
    this.#options = options;
    this.#models = models;
    this.#places = places;
  }

  /** The answer where none of those that match is eligible. */
  whyNone(matching: readonly number[]): number {
    if (matching.length === 0) return NO_MATCH;
    const serving = matching.filter((e) => !this.#isUnhealthy(e));
    if (serving.length === 0) return NO_ENDPOINT;
    return serving.every((e) => this.#isOverQuota(e)) ? NO_QUOTA : NO_ROOM;
  }

  /** The tier from scratch, but for what health and quota say of the endpoint. */
  tier(e: number): number {
    const { isRemoved, inFlight, maxConcurrent, maxQueue } = this.#places[e];
    if (isRemoved || this.#isUnhealthy(e) || this.#isOverQuota(e) || inFlight >= maxConcurrent + maxQueue) return 4;
    const { maxLoadThreshold, enableHealthChecks } = this.#options;
    const isAbove = maxLoadThreshold !== 'off' && inFlight / maxConcurrent > maxLoadThreshold;
    const isDegraded = enableHealthChecks && this.#fleet.endpoints.health[e] === 1;
    return (isDegraded ? 2 : 0) + (isAbove ? 1 : 0);
  }

  /** Whether an endpoint meets what a request asks for. */
  matches({ request }: Attempt, e: number): boolean {
    const { model, region } = this.#places[e];
    const { capabilities, contextWindow } = this.#models[model];
    const mask = this.#fleet.capabilityMask(capabilities);
    if ((request.capabilities & ~mask) !== 0 || request.estimatedTokens > contextWindow) return false;
    return request.region < 0 || (region !== undefined && this.#fleet.regionIndex(region) === request.region);
  }

  #isUnhealthy(e: number): boolean {
    return this.#options.enableHealthChecks && this.#fleet.endpoints.health[e] === 2;
  }

  #isOverQuota(e: number): boolean {
    return this.#options.enableQuotaChecks && (this.#fleet.endpoints.closed[e] & 4) !== 0;
  }
}
