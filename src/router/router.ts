import type { RandomStream } from '../core/random-stream.js';
import {
  ABOVE_THRESHOLD,
  BY_STRATEGY,
  BY_STRATEGY_DEGRADED,
  Decision,
  NO_ENDPOINT,
  NO_ROOM,
  PREFERRED,
  PREFERRED_DEGRADED,
  PREFERRED_UNAVAILABLE,
  REASONS,
  WITHOUT_ENDPOINT,
  WITHOUT_ROOM,
} from './decision.js';
import { Eligibility } from './eligibility.js';
import { DEGRADED, type EndpointTable } from './fleet/endpoint-table.js';
import type { Fleet } from './fleet/fleet.js';
import { LoadTracker } from './fleet/load-tracker.js';
import { DEFAULT_ROUTER_OPTIONS, MAX_RETRIES_LIMIT, type RouterOptions } from './options.js';
import { policies, type PolicyName } from './policies/registry.js';
import type { Policy, PolicyContext } from './policies/policy.js';
import type { RequestView } from './request-view.js';

/** What `next` returns when the request is to be given up. */
export const GIVE_UP = -1;

export interface RouterConfig {
  readonly fleet: Fleet;
  /** The router's own stream: ties and random policies. */
  readonly random: RandomStream;
  /** Name of the policy. Default `least_loaded`. */
  readonly strategy?: PolicyName;
  /** Options of the policy, checked by its schema. */
  readonly strategyOptions?: Readonly<Record<string, unknown>>;
  readonly options?: Partial<RouterOptions>;
}

/**
 * Chooses an endpoint for each request. The driver (gateway, tank) asks `decide` or `route`, tells `started`, then
 * exactly one of `completed`, `refused`, `abandoned`; after a refusal, or where no endpoint had room, `next` says
 * whether and when to ask again. Precedence: preferred model → policy over the lowest tier → fallback.
 * Cost: one decision with its start and completion is O(1) or O(log n) as the policy allows, and allocates nothing.
 */
export class RequestRouter {
  readonly fleet: Fleet;
  readonly loadTracker: LoadTracker;
  readonly options: RouterOptions;
  readonly #table: EndpointTable;
  readonly #random: RandomStream;
  readonly #scratch: Int32Array;
  #policy!: Policy;
  #eligibility!: Eligibility;
  #reason: number = WITHOUT_ENDPOINT;

  constructor({ fleet, random, strategy = 'least_loaded', strategyOptions = {}, options = {} }: RouterConfig) {
    this.fleet = fleet;
    this.loadTracker = new LoadTracker(fleet);
    this.options = checked({ ...DEFAULT_ROUTER_OPTIONS, ...options });
    this.#table = fleet.endpoints;
    this.#random = random;
    this.#scratch = new Int32Array(fleet.endpoints.count);
    this.setStrategy(strategy, strategyOptions);
  }

  /** Changes the policy; what is in flight stays counted. The new policy builds its index at its first pick. */
  setStrategy(strategy: PolicyName, options: Readonly<Record<string, unknown>> = {}): void {
    const { maxLoadThreshold } = this.options;
    const entry = policies[strategy];
    const create = entry.create as (options: unknown, context: PolicyContext) => Policy;
    this.#policy = create(entry.options.parse(options), { table: this.#table, random: this.#random });
    const threshold = maxLoadThreshold === 'off' ? Infinity : maxLoadThreshold;
    this.#eligibility = new Eligibility(this.#table, threshold, this.#policy);
    this.#table.watcher = this.#eligibility;
  }

  /** @returns index of the chosen endpoint, or NO_ROOM or NO_ENDPOINT; changes nothing but the policy's own state */
  decide(request: RequestView): number {
    if (request.triedCount > 0) {
      const untried = this.#decideWithout(request, request.triedCount);
      if (untried >= 0) return untried;
    }
    return this.#decideWithout(request, 0);
  }

  /**
   * `decide`, with the reason and the chosen endpoint's scores written into a decision: a fresh one, or the caller's,
   * which allocates nothing but, for a retry, the list of attempted models.
   */
  route(request: RequestView, into: Decision = new Decision()): Decision {
    const endpoint = this.decide(request);
    const chosen = endpoint >= 0;
    const table = this.#table;
    const degraded = chosen && table.health[endpoint] === DEGRADED;
    into.endpointId = chosen ? this.fleet.endpointIds[endpoint] : null;
    into.modelId = chosen ? this.fleet.modelIds[table.modelIndex[endpoint]] : null;
    into.reason = REASONS[this.#reason];
    into.loadScore = chosen ? 1 - Math.min(1, table.inFlight[endpoint] / table.maxConcurrent[endpoint]) : 0;
    into.cacheScore = 0;
    into.quotaScore = chosen ? 1 : 0;
    into.healthScore = chosen ? (degraded ? 0.5 : 1) : 0;
    into.totalScore = (into.loadScore + into.healthScore) / 2;
    into.fallbackUsed = degraded || this.#reason === PREFERRED_UNAVAILABLE;
    into.attemptedModels.length = 0;
    for (let i = 0; i < request.triedCount; i++) {
      into.attemptedModels.push(this.fleet.modelIds[table.modelIndex[request.tried[i]]]);
    }
    return into;
  }

  /** An attempt is being sent to an endpoint: one more in flight there. */
  started(endpoint: number, request: RequestView): void {
    request.startedMs = this.fleet.clock.nowMs();
    this.loadTracker.add(endpoint, 1);
  }

  /** The attempt was served. */
  completed(endpoint: number, request: RequestView): void {
    this.loadTracker.learn(endpoint, request);
    this.loadTracker.add(endpoint, -1);
  }

  /** The endpoint refused the attempt: it is left out of the request's next tries while an untried one is eligible. */
  refused(endpoint: number, request: RequestView): void {
    this.loadTracker.add(endpoint, -1);
    if (request.triedCount < request.tried.length) request.tried[request.triedCount++] = endpoint;
  }

  /** The client is gone, or waited too long. */
  abandoned(endpoint: number, _request: RequestView): void {
    this.loadTracker.add(endpoint, -1);
  }

  /**
   * After a refusal or NO_ROOM: counts the failed try and says when to ask again.
   * @returns delay in milliseconds, doubling with each retry, or GIVE_UP
   */
  next(request: RequestView): number {
    const { maxRetries, retryDelayMs } = this.options;
    request.failedAttempts++;
    return request.failedAttempts > maxRetries ? GIVE_UP : retryDelayMs * 2 ** (request.failedAttempts - 1);
  }

  /** Precedence among the endpoints without the first `triedCount` that refused. */
  #decideWithout(request: RequestView, triedCount: number): number {
    if (request.preferredModel >= 0) {
      const preferred = this.#decidePreferred(request, triedCount);
      if (preferred >= 0) return preferred;
    }
    const endpoint = triedCount > 0 ? this.#decideUntried(request, triedCount) : this.#decideByPolicy(request);
    if (endpoint < 0) return endpoint;
    const tier = this.#table.tier[endpoint];
    if (request.preferredModel >= 0) this.#reason = PREFERRED_UNAVAILABLE;
    else this.#reason = tier >= 2 ? BY_STRATEGY_DEGRADED : tier === 1 ? ABOVE_THRESHOLD : BY_STRATEGY;
    return endpoint;
  }

  #decidePreferred(request: RequestView, triedCount: number): number {
    const { preferredModel, tried } = request;
    const count = this.#eligibility.restrictInto(this.#scratch, preferredModel, tried, triedCount, true);
    if (count === 0) return NO_ROOM;
    const endpoint = this.#policy.pickAmong(request, this.#table, this.#scratch, count);
    this.#reason = this.#table.health[endpoint] === DEGRADED ? PREFERRED_DEGRADED : PREFERRED;
    return endpoint;
  }

  #decideUntried(request: RequestView, triedCount: number): number {
    const count = this.#eligibility.restrictInto(this.#scratch, -1, request.tried, triedCount, false);
    return count === 0 ? NO_ROOM : this.#policy.pickAmong(request, this.#table, this.#scratch, count);
  }

  #decideByPolicy(request: RequestView): number {
    const { candidates } = this.#eligibility;
    if (candidates.count > 0) return this.#policy.pick(request, this.#table, candidates);
    const waiting = this.#eligibility.someEndpointServes();
    this.#reason = waiting ? WITHOUT_ROOM : WITHOUT_ENDPOINT;
    return waiting ? NO_ROOM : NO_ENDPOINT;
  }
}

function checked(options: RouterOptions): RouterOptions {
  const { maxLoadThreshold, maxRetries, retryDelayMs } = options;
  if (maxLoadThreshold !== 'off' && !(maxLoadThreshold > 0 && maxLoadThreshold <= 1)) {
    throw new RangeError(`maxLoadThreshold is ${maxLoadThreshold}: expected a number above 0 and at most 1, or "off"`);
  }
  if (!Number.isInteger(maxRetries) || maxRetries < 0 || maxRetries > MAX_RETRIES_LIMIT) {
    throw new RangeError(`maxRetries is ${maxRetries}: expected a whole number from 0 to ${MAX_RETRIES_LIMIT}`);
  }
  if (!(retryDelayMs >= 0 && retryDelayMs < Infinity)) {
    throw new RangeError(`retryDelayMs is ${retryDelayMs}: expected milliseconds, at least 0`);
  }
  return options;
}
