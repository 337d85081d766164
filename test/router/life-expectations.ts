import {
  ANY,
  type Attempt,
  CLOSED,
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
    const isClosed = isRemoved || this.#isUnhealthy(e) || this.#isOverQuota(e) || this.#isBusy(e);
    if (isClosed || inFlight >= maxConcurrent + maxQueue) return 4;
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
    if (request.requiredModel !== ANY && request.requiredModel !== model) return false;
    return request.region === ANY || (region !== undefined && this.#fleet.regionIndex(region) === request.region);
  }

  /** When the first of those that match takes requests again, whatever its load: −Infinity where one does. */
  opensMs(asked: Attempt): number {
    const { enableHealthChecks, enableQuotaChecks } = this.#options;
    const { closed, ejectedUntilMs, retryAfterMs } = this.#fleet.endpoints;
    const times = [...this.#places.keys()].flatMap((e) => {
      const has = (owner: keyof typeof CLOSED) => (closed[e] & CLOSED[owner]) !== 0;
      const isUnhealthy = enableHealthChecks && has('health');
      if (has('removed') || isUnhealthy || (enableQuotaChecks && has('quota')) || !this.matches(asked, e)) return [];
      const restsUntilMs = enableHealthChecks && has('ejected') ? ejectedUntilMs[e] : -Infinity;
      return Math.max(restsUntilMs, has('retryAfter') ? retryAfterMs[e] : -Infinity);
    });
    return Math.min(Infinity, ...times);
  }

  #isUnhealthy(e: number): boolean {
    const { health, closed } = this.#fleet.endpoints;
    return this.#options.enableHealthChecks && (health[e] === 2 || (closed[e] & CLOSED.ejected) !== 0);
  }

  /** As good as full: its model has enough in flight, or it asked to be left alone. */
  #isBusy(e: number): boolean {
    const bits = this.#fleet.endpoints.closed[e];
    const isFull = this.#options.enableQuotaChecks && (bits & CLOSED.concurrency) !== 0;
    return isFull || (bits & CLOSED.retryAfter) !== 0;
  }

  #isOverQuota(e: number): boolean {
    return this.#options.enableQuotaChecks && (this.#fleet.endpoints.closed[e] & CLOSED.quota) !== 0;
  }
}
