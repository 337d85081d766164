import type { RandomStream } from '../core/index.js';
import { AbTest } from './ab-test.js';
import {
  AB_TEST,
  AB_TEST_DEGRADED,
  AB_TEST_OTHER,
  AB_TEST_UNAVAILABLE,
  ABOVE_THRESHOLD,
  BY_STRATEGY,
  BY_STRATEGY_DEGRADED,
  NO_ROOM,
  PREFERRED,
  PREFERRED_DEGRADED,
  PREFERRED_UNAVAILABLE,
  reasonOf,
  STICKY,
  STICKY_DEGRADED,
  STICKY_UNAVAILABLE,
} from './decision.js';
import { Eligibility } from './eligibility.js';
import { DEGRADED, type EndpointTable } from './fleet/endpoint-table.js';
import type { Fleet } from './fleet/fleet.js';
import type { RouterOptions } from './options.js';
import type { Policy } from './policies/policy.js';
import type { RequestView } from './request-view.js';
import { SessionMap } from './session-map.js';

/**
 * The choice of an endpoint: preferred model → session affinity → A/B test → policy, over the lowest tier of what the
 * request allows, without the endpoints that refused it while others are eligible.
 */
export class Precedence {
  readonly eligibility: Eligibility;
  /** Why the last choice was made, as a code of REASONS. */
  reason = 0;
  readonly #table: EndpointTable;
  readonly #fleet: Fleet;
  readonly #options: RouterOptions;
  readonly #abTest: AbTest | undefined;
  #policy: Policy;
  #sessions: SessionMap | undefined;
  #hasAffinity = false;
  #scratch = new Int32Array(0);

  constructor(fleet: Fleet, options: RouterOptions, abRandom: RandomStream, policy: Policy) {
    this.#fleet = fleet;
    this.#table = fleet.endpoints;
    this.#options = options;
    this.#abTest = options.abTestEnabled ? new AbTest(fleet, options, abRandom) : undefined;
    this.#policy = policy;
    this.eligibility = new Eligibility(fleet, options, policy);
    this.#table.watcher = this.eligibility;
  }

  get policy(): Policy {
    return this.#policy;
  }

  /** Changes policy and affinity; sessions stay bound. The policy builds its index at its first pick. */
  set(policy: Policy, hasAffinity: boolean): void {
    this.#policy = policy;
    this.eligibility.policy = policy;
    this.#table.version++;
    this.#hasAffinity = hasAffinity;
    if (!hasAffinity) return;
    const { affinityMaxSessions, affinityTimeoutSec } = this.#options;
    this.#sessions ??= new SessionMap(this.#fleet.clock, affinityMaxSessions, 1000 * affinityTimeoutSec);
  }

  /** Sessions that are bound now. */
  affinityEntries(): number {
    return this.#sessions?.size() ?? 0;
  }

  /** An attempt of a request starts at an endpoint: its session is bound there. */
  bind(endpoint: number, { session }: RequestView): void {
    if (!this.#hasAffinity || (session[0] === 0 && session[1] === 0)) return;
    this.#sessions?.bind(session, endpoint, this.#table.generation[endpoint]);
  }

  /** @returns index of the chosen endpoint, or a negative reason */
  choose(request: RequestView): number {
    let endpoint = request.triedCount > 0 ? this.#decideWithout(request, request.triedCount) : NO_ROOM;
    if (endpoint < 0) endpoint = this.#decideWithout(request, 0);
    if (endpoint < 0) {
      endpoint = this.eligibility.whyNone(request);
      this.reason = reasonOf(endpoint);
    }
    return endpoint;
  }

  /** The endpoint that a session is bound to, NOT_BOUND where it is to none, GONE where that one was removed. */
  stickyEndpoint({ session }: RequestView): number {
    const sessions = this.#sessions;
    if (!this.#hasAffinity || sessions === undefined || (session[0] === 0 && session[1] === 0)) return NOT_BOUND;
    const place = sessions.find(session);
    if (place < 0) return NOT_BOUND;
    const endpoint = sessions.endpointAt(place);
    return sessions.generationAt(place) === this.#table.generation[endpoint] ? endpoint : GONE;
  }

  /** Precedence among the endpoints without the first `triedCount` that refused. @returns NO_ROOM where there is none */
  #decideWithout(request: RequestView, triedCount: number): number {
    let unavailable = BY_STRATEGY; // the layer that had a wish which could not be met
    if (request.preferredModel >= 0) {
      const endpoint = this.#decideAmong(request, request.preferredModel, triedCount);
      if (endpoint >= 0) return this.#because(endpoint, PREFERRED, PREFERRED_DEGRADED);
      unavailable = PREFERRED_UNAVAILABLE;
    }
    if (this.#hasAffinity) {
      const endpoint = this.stickyEndpoint(request);
      if (endpoint >= 0 && this.eligibility.admits(request, triedCount, endpoint)) {
        return this.#because(endpoint, STICKY, STICKY_DEGRADED);
      }
      if (endpoint !== NOT_BOUND && unavailable === BY_STRATEGY) unavailable = STICKY_UNAVAILABLE;
    }
    if (this.#abTest !== undefined) {
      const endpoint = this.#decideByTest(request, triedCount, this.#abTest);
      if (endpoint >= 0) return endpoint;
      if (unavailable === BY_STRATEGY) unavailable = AB_TEST_UNAVAILABLE;
    }
    const endpoint = this.#decideByPolicy(request, triedCount);
    if (endpoint < 0) return NO_ROOM;
    const tier = this.#table.tier[endpoint];
    if (unavailable !== BY_STRATEGY) this.reason = unavailable;
    else this.reason = tier >= 2 ? BY_STRATEGY_DEGRADED : tier === 1 ? ABOVE_THRESHOLD : BY_STRATEGY;
    return endpoint;
  }

  #decideByPolicy(request: RequestView, triedCount: number): number {
    if (triedCount === 0 && !this.eligibility.restricts(request)) {
      const { candidates } = this.eligibility;
      return candidates.count === 0 ? NO_ROOM : this.#policy.pick(request, this.#table, candidates);
    }
    return this.#decideAmong(request, -1, triedCount);
  }

  /** The policy's choice among the endpoints that a request allows; those of one model without regard to the threshold. */
  #decideAmong(request: RequestView, model: number, triedCount: number): number {
    if (this.#scratch.length < this.#table.count) this.#scratch = new Int32Array(this.#table.count);
    const count = this.eligibility.restrictInto(this.#scratch, request, model, triedCount, model >= 0);
    return count === 0 ? NO_ROOM : this.#policy.pickAmong(request, this.#table, this.#scratch, count);
  }

  #decideByTest(request: RequestView, triedCount: number, test: AbTest): number {
    const side = test.sideOf(request);
    const drawn = this.#decideAmong(request, test.models[side], triedCount);
    if (drawn >= 0) return this.#because(drawn, AB_TEST, AB_TEST_DEGRADED);
    const other = this.#decideAmong(request, test.models[1 - side], triedCount);
    return other < 0 ? NO_ROOM : this.#because(other, AB_TEST_OTHER, AB_TEST_OTHER);
  }

  #because(endpoint: number, reason: number, reasonIfDegraded: number): number {
    this.reason = this.#table.health[endpoint] === DEGRADED ? reasonIfDegraded : reason;
    return endpoint;
  }
}

const NOT_BOUND = -1;
const GONE = -2;
