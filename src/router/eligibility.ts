import { smallestCountAbove } from '../core/index.js';
import type { Attempt } from './attempt.js';
import { NO_ENDPOINT, NO_MATCH, NO_QUOTA, NO_ROOM } from './decision.js';
import { CLOSED, DEGRADED, type EndpointTable, type EndpointWatcher, INELIGIBLE } from './fleet/endpoint-table.js';
import type { Fleet } from './fleet/fleet.js';
import type { RouterOptions } from './options.js';
import type { Candidates, Policy } from './policies/policy.js';
import { ANY, type RequestView } from './request-view.js';

/** Bits of `closed` that are as good as no room: the endpoint, or its model, has enough to do. */
const BUSY = CLOSED.concurrency | CLOSED.retryAfter;
/** Bits that go with time. */
const PASSING = CLOSED.ejected | CLOSED.retryAfter;

/**
 * Keeps every endpoint's tier as load, health, capacity and quota change, and the members of each tier in a list.
 * Tiers: 0 healthy and not above the load threshold, 1 healthy above it, 2 degraded below, 3 degraded above,
 * 4 ineligible (closed by somebody, or without room).
 * Cost: O(1) per change. A router has one, and passes changes on to its policy.
 */
export class Eligibility implements EndpointWatcher {
  readonly candidates: Candidates;
  /** The policy that is told of changes. */
  policy: Policy;
  readonly #lowest: { tier: number; index: Int32Array; count: number } = {
    tier: INELIGIBLE,
    index: new Int32Array(0),
    count: 0,
  };
  readonly #fleet: Fleet;
  readonly #table: EndpointTable;
  /** Share of max_concurrent, Infinity for none. */
  readonly #threshold: number;
  /** Bits of `closed` that count. */
  readonly #closedMask: number;
  readonly #degradedCounts: boolean;
  #lists: readonly Int32Array[] = [];
  readonly #counts = new Int32Array(INELIGIBLE + 1);
  #position = new Int32Array(0);
  // what rules say of each endpoint: the load from which it is full (0 where it is closed), the load from which it is above
  // the threshold, and the tier that it has below that
  #full = new Int32Array(0);
  #limit = new Int32Array(0);
  #base = new Uint8Array(0);

  constructor(fleet: Fleet, options: RouterOptions, policy: Policy) {
    this.#fleet = fleet;
    this.#table = fleet.endpoints;
    this.#threshold = options.maxLoadThreshold === 'off' ? Infinity : options.maxLoadThreshold;
    const ignoredHealth = options.enableHealthChecks ? 0 : CLOSED.health | CLOSED.ejected;
    const ignoredQuota = options.enableQuotaChecks ? 0 : CLOSED.quota | CLOSED.concurrency;
    this.#closedMask = ~(ignoredHealth | ignoredQuota);
    this.#degradedCounts = options.enableHealthChecks;
    this.policy = policy;
    this.candidates = this.#lowest;
    this.onTopology();
  }

  onTopology(): void {
    const { count } = this.#table;
    this.#position = new Int32Array(count);
    this.#full = new Int32Array(count);
    this.#limit = new Int32Array(count);
    this.#base = new Uint8Array(count);
    this.#lists = Array.from({ length: INELIGIBLE + 1 }, () => new Int32Array(count));
    this.#counts.fill(0);
    for (let e = 0; e < count; e++) {
      this.#learnRules(e);
      this.#append(e, this.#tierOf(e));
    }
    this.#findLowest();
  }

  onRules(endpoint: number): void {
    this.#learnRules(endpoint);
    this.onChange(endpoint);
  }

  onChange(endpoint: number): void {
    const tier = this.#tierOf(endpoint);
    if (tier !== this.#table.tier[endpoint]) {
      this.#remove(endpoint);
      this.#append(endpoint, tier);
      this.#findLowest();
    }
    this.policy.onChange(endpoint);
  }

  /** Whether a request asks for more than any endpoint has. */
  restricts({ capabilities, requiredModel, region, estimatedTokens }: RequestView): boolean {
    const asked = requiredModel & region; // ANY, which is all ones, where both are: one comparison for two
    return capabilities !== 0 || asked !== ANY || estimatedTokens > this.#fleet.models.smallestContextWindow;
  }

  /** Whether an endpoint has what a request requires, its load aside. */
  matches({ capabilities, requiredModel, region, estimatedTokens }: RequestView, endpoint: number): boolean {
    const { models } = this.#fleet;
    const model = this.#table.modelIndex[endpoint];
    return (
      (models.capabilities[model] & capabilities) === capabilities &&
      estimatedTokens <= models.contextWindow[model] &&
      (requiredModel === ANY || model === requiredModel) &&
      (region === ANY || this.#table.region[endpoint] === region)
    );
  }

  /** Whether an endpoint may be chosen for a request, of whose tried endpoints the first `triedCount` are left out. */
  admits(attempt: Attempt, endpoint: number, triedCount: number): boolean {
    const { tier, generation } = this.#table;
    return (
      tier[endpoint] !== INELIGIBLE &&
      this.matches(attempt.request, endpoint) &&
      !attempt.hasTried(triedCount, endpoint, generation[endpoint])
    );
  }

  /**
   * Writes the endpoints of the lowest tier that a request allows into `out`.
   * @param model index of the only model allowed, −1 for any
   * @param triedCount so many of the tried endpoints are left out
   * @param ignoreThreshold treat tiers 0 and 1, and tiers 2 and 3, as one
   * @returns how many were written
   */
  restrictInto(out: Int32Array, attempt: Attempt, model: number, triedCount: number, ignoreThreshold: boolean): number {
    const { modelIndex, generation } = this.#table;
    const step = ignoreThreshold ? 2 : 1;
    for (let tier = 0; tier < INELIGIBLE; tier += step) {
      let count = 0;
      for (let t = tier; t < tier + step; t++) {
        const list = this.#lists[t];
        for (let i = 0; i < this.#counts[t]; i++) {
          const endpoint = list[i];
          if (model >= 0 && modelIndex[endpoint] !== model) continue;
          if (triedCount > 0 && attempt.hasTried(triedCount, endpoint, generation[endpoint])) continue;
          if (!this.matches(attempt.request, endpoint)) continue;
          out[count++] = endpoint;
        }
      }
      if (count > 0) return count;
    }
    return 0;
  }

  /** Why no endpoint may be chosen for a request: NO_MATCH, NO_ENDPOINT, NO_QUOTA or NO_ROOM. */
  whyNone(request: RequestView): number {
    const { count, closed } = this.#table;
    let answer = NO_MATCH;
    for (let e = 0; e < count; e++) {
      const bits = closed[e] & this.#closedMask;
      if ((bits & CLOSED.removed) !== 0 || !this.matches(request, e)) continue;
      if ((bits & ~BUSY) === 0) return NO_ROOM;
      if ((bits & (CLOSED.health | CLOSED.ejected)) === 0) answer = NO_QUOTA;
      else if (answer === NO_MATCH) answer = NO_ENDPOINT;
    }
    return answer;
  }

  /**
   * When an endpoint that a request allows will take requests again, whatever its load: −Infinity where one does now, Infinity
   * where nothing says that one will.
   */
  opensMs(request: RequestView): number {
    const { count, closed, ejectedUntilMs, retryAfterMs } = this.#table;
    let opensMs = Infinity;
    for (let e = 0; e < count; e++) {
      const bits = closed[e] & this.#closedMask;
      if ((bits & ~(PASSING | CLOSED.concurrency)) !== 0 || !this.matches(request, e)) continue;
      if ((bits & PASSING) === 0) return -Infinity;
      const ejectedMs = (bits & CLOSED.ejected) === 0 ? -Infinity : ejectedUntilMs[e];
      const askedMs = (bits & CLOSED.retryAfter) === 0 ? -Infinity : retryAfterMs[e];
      opensMs = Math.min(opensMs, Math.max(ejectedMs, askedMs));
    }
    return opensMs;
  }

  /** The bits of `closed` that keep an endpoint out. */
  closedBits(endpoint: number): number {
    return this.#table.closed[endpoint] & this.#closedMask;
  }

  #learnRules(endpoint: number): void {
    const { closed, health, maxConcurrent, maxQueue } = this.#table;
    const isClosed = (closed[endpoint] & this.#closedMask) !== 0;
    this.#full[endpoint] = isClosed ? 0 : maxConcurrent[endpoint] + maxQueue[endpoint];
    this.#limit[endpoint] = smallestCountAbove(this.#threshold, maxConcurrent[endpoint]);
    this.#base[endpoint] = this.#degradedCounts && health[endpoint] === DEGRADED ? 2 : 0;
  }

  #tierOf(endpoint: number): number {
    const active = this.#table.load[endpoint];
    if (active >= this.#full[endpoint]) return INELIGIBLE;
    return active >= this.#limit[endpoint] ? this.#base[endpoint] + 1 : this.#base[endpoint];
  }

  #remove(endpoint: number): void {
    const tier = this.#table.tier[endpoint];
    const list = this.#lists[tier];
    const last = list[--this.#counts[tier]];
    const place = this.#position[endpoint];
    list[place] = last;
    this.#position[last] = place;
  }

  #append(endpoint: number, tier: number): void {
    const place = this.#counts[tier]++;
    this.#lists[tier][place] = endpoint;
    this.#position[endpoint] = place;
    this.#table.tier[endpoint] = tier;
  }

  #findLowest(): void {
    let tier = 0;
    while (tier < INELIGIBLE && this.#counts[tier] === 0) tier++;
    this.#lowest.tier = tier;
    this.#lowest.index = this.#lists[tier];
    this.#lowest.count = tier === INELIGIBLE ? 0 : this.#counts[tier];
  }
}
