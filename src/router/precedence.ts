import type { RandomStream } from '../core/index.js';
import type { Attempt, AttemptListener } from './attempt.js';
import { NO_ROOM } from './decision.js';
import { Eligibility } from './eligibility.js';
import { DEGRADED, type EndpointTable } from './fleet/endpoint-table.js';
import type { Fleet } from './fleet/fleet.js';
import { type Chooser, type Layer, NO_WISH } from './layers/layer.js';
import { layers } from './layers/registry.js';
import type { RouterOptions } from './options.js';
import type { Policy } from './policies/policy.js';
import { reasonOfLayer, reasonOfNone, reasonOfPolicy } from './reasons.js';

const entries = Object.entries(layers);

/** In place of the index of a model. */
const ANY_MODEL = -1;

/** A layer that is on, with its index in the registry. */
interface ActiveLayer {
  readonly index: number;
  readonly name: string;
  readonly layer: Layer;
}

/** What a layer wishes for a request. */
export interface Wish {
  readonly layer: string;
  /** Name of a model or endpoint. */
  readonly wish: string;
}

/**
 * The choice of an endpoint: the layers in their order, then the policy, over the lowest tier of what the request
 * allows, without the endpoints that were tried in vain while others are eligible.
 */
export class Precedence implements Chooser {
  readonly eligibility: Eligibility;
  /** Why the last choice was made, as a code of REASONS. */
  reason = 0;
  readonly #table: EndpointTable;
  readonly #fleet: Fleet;
  readonly #options: RouterOptions;
  readonly #random: RandomStream;
  #policy: Policy;
  /** By index in the registry: layers that have been on. */
  readonly #layers: (Layer | undefined)[] = [];
  #active: readonly ActiveLayer[] = [];
  #scratch = new Int32Array(0);

  /** @param random of the layers @throws Error where the fleet has a router, or a layer cannot be made */
  constructor(fleet: Fleet, options: RouterOptions, random: RandomStream, policy: Policy, affinity: boolean) {
    this.#fleet = fleet;
    this.#table = fleet.endpoints;
    this.#options = options;
    this.#random = random;
    this.#policy = policy;
    fleet.refuseSecondWatcher();
    this.eligibility = new Eligibility(fleet, options, policy);
    this.set(policy, affinity);
    fleet.watch(this.eligibility);
  }

  get policy(): Policy {
    return this.#policy;
  }

  /** The layers that are on, as far as they listen to attempts. */
  get listeners(): readonly AttemptListener[] {
    return this.#active.map(({ layer }) => layer);
  }

  /** Changes policy and layers; what a layer remembers stays. The policy builds its index at its first pick. */
  set(policy: Policy, affinity: boolean): void {
    const context = { fleet: this.#fleet, options: this.#options, random: this.#random, chooser: this };
    const active = entries.flatMap(([name, { isOn, create }], index) => {
      if (!isOn(this.#options, affinity)) return [];
      return [{ index, name, layer: (this.#layers[index] ??= create(context)) }];
    });
    this.#active = active;
    this.#policy = policy;
    this.eligibility.policy = policy;
    this.#table.version++;
  }

  /** Sessions that are bound now. */
  affinityEntries(): number {
    return this.#active.reduce((sum, { layer }) => sum + (layer.memory?.() ?? 0), 0);
  }

  /** What the layers wish for a request. */
  wishes(attempt: Attempt): readonly Wish[] {
    return this.#active.flatMap(({ name, layer }) => {
      const wish = layer.wish(attempt);
      return wish === null ? [] : [{ layer: name, wish }];
    });
  }

  /** @returns index of the chosen endpoint, or a negative reason */
  choose(attempt: Attempt): number {
    let endpoint = attempt.triedCount > 0 ? this.#chooseWithout(attempt, attempt.triedCount) : NO_ROOM;
    if (endpoint < 0) endpoint = this.#chooseWithout(attempt, 0);
    if (endpoint < 0) {
      endpoint = this.eligibility.whyNone(attempt.request);
      this.reason = reasonOfNone(endpoint);
    }
    return endpoint;
  }

  /** As `Chooser` says; of ANY_MODEL the threshold counts. */
  amongModel(attempt: Attempt, model: number, triedCount: number): number {
    if (this.#scratch.length < this.#table.count) this.#scratch = new Int32Array(this.#table.count);
    const count = this.eligibility.restrictInto(this.#scratch, attempt, model, triedCount, model >= 0);
    return count === 0 ? NO_ROOM : this.#policy.pickAmong(attempt.request, this.#table, this.#scratch, count);
  }

  admits(attempt: Attempt, endpoint: number, triedCount: number): boolean {
    return this.eligibility.admits(attempt, endpoint, triedCount);
  }

  /** The choice among the endpoints without the first `triedCount` that were tried. @returns NO_ROOM where there is none */
  #chooseWithout(attempt: Attempt, triedCount: number): number {
    let unmet = -1; // the first layer whose wish could not be met
    for (let i = 0; i < this.#active.length; i++) {
      const { index, layer } = this.#active[i];
      const endpoint = layer.choose(attempt, triedCount);
      if (endpoint >= 0) {
        this.reason = reasonOfLayer(index, layer.variant, this.#table.health[endpoint] === DEGRADED, unmet);
        return endpoint;
      }
      if (endpoint !== NO_WISH && unmet < 0) unmet = index;
    }
    const endpoint = this.#chooseByPolicy(attempt, triedCount);
    if (endpoint >= 0) this.reason = reasonOfPolicy(this.#table.tier[endpoint], unmet);
    return endpoint;
  }

  #chooseByPolicy(attempt: Attempt, triedCount: number): number {
    const { request } = attempt;
    if (triedCount > 0 || this.eligibility.restricts(request)) return this.amongModel(attempt, ANY_MODEL, triedCount);
    const { candidates } = this.eligibility;
    return candidates.count === 0 ? NO_ROOM : this.#policy.pick(request, this.#table, candidates);
  }
}
