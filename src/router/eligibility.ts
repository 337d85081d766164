import { smallestCountAbove } from '../core/share.js';
import { type EndpointTable, type EndpointWatcher, INELIGIBLE, UNHEALTHY } from './fleet/endpoint-table.js';
import type { Candidates, Policy } from './policies/policy.js';

/**
 * Keeps every endpoint's tier as load, health and capacity change, and the members of each tier in a list.
 * Tiers: 0 healthy and not above the load threshold, 1 healthy above it, 2 degraded below, 3 degraded above,
 * 4 ineligible (unhealthy, or no room). Cost: O(1) per change. A router has one, and passes changes on to its policy.
 */
export class Eligibility implements EndpointWatcher {
  readonly candidates: Candidates;
  readonly #lowest: { tier: number; index: Int32Array; count: number };
  readonly #table: EndpointTable;
  readonly #lists: readonly Int32Array[];
  readonly #counts = new Int32Array(INELIGIBLE + 1);
  readonly #position: Int32Array;
  /** In-flight count from which an endpoint is above the load threshold. */
  readonly #limit: Int32Array;
  readonly #threshold: number;
  readonly #policy: Policy;
  #version: number;

  /** @param threshold share of max_concurrent, Infinity for none */
  constructor(table: EndpointTable, threshold: number, policy: Policy) {
    this.#table = table;
    this.#threshold = threshold;
    this.#policy = policy;
    this.#position = new Int32Array(table.count);
    this.#limit = new Int32Array(table.count);
    this.#lists = Array.from({ length: INELIGIBLE + 1 }, () => new Int32Array(table.count));
    this.#lowest = { tier: INELIGIBLE, index: this.#lists[INELIGIBLE], count: 0 };
    this.candidates = this.#lowest;
    this.#version = table.version;
    for (let e = 0; e < table.count; e++) {
      this.#limit[e] = smallestCountAbove(threshold, table.maxConcurrent[e]);
      this.#append(e, this.#tierOf(e));
    }
    this.#findLowest();
  }

  onChange(endpoint: number): void {
    const table = this.#table;
    if (this.#version !== table.version) {
      this.#limit[endpoint] = smallestCountAbove(this.#threshold, table.maxConcurrent[endpoint]);
      this.#version = table.version;
    }
    const tier = this.#tierOf(endpoint);
    if (tier !== table.tier[endpoint]) {
      this.#remove(endpoint);
      this.#append(endpoint, tier);
      this.#findLowest();
    }
    this.#policy.onChange(endpoint);
  }

  /** Whether some endpoint is not unhealthy: then what keeps the router from choosing is room. */
  someEndpointServes(): boolean {
    return this.#table.health.some((health) => health !== UNHEALTHY);
  }

  /**
   * Writes the endpoints of the lowest tier that satisfy a request's restrictions into `out`.
   * @param model index of the only model allowed, −1 for any
   * @param tried endpoints that are left out, `triedCount` of them
   * @param ignoreThreshold treat tiers 0 and 1, and tiers 2 and 3, as one
   * @returns how many were written
   */
  restrictInto(
    out: Int32Array,
    model: number,
    tried: Int32Array,
    triedCount: number,
    ignoreThreshold: boolean,
  ): number {
    const step = ignoreThreshold ? 2 : 1;
    for (let tier = 0; tier < INELIGIBLE; tier += step) {
      let count = 0;
      for (let t = tier; t < tier + step; t++) {
        const list = this.#lists[t];
        for (let i = 0; i < this.#counts[t]; i++) {
          const endpoint = list[i];
          if (model >= 0 && this.#table.modelIndex[endpoint] !== model) continue;
          if (contains(tried, triedCount, endpoint)) continue;
          out[count++] = endpoint;
        }
      }
      if (count > 0) return count;
    }
    return 0;
  }

  #tierOf(endpoint: number): number {
    const { health, inFlight, maxConcurrent, maxQueue } = this.#table;
    const active = inFlight[endpoint];
    if (health[endpoint] === UNHEALTHY) return INELIGIBLE;
    if (active >= maxConcurrent[endpoint] + maxQueue[endpoint]) return INELIGIBLE;
    return 2 * health[endpoint] + (active >= this.#limit[endpoint] ? 1 : 0);
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

function contains(list: Int32Array, count: number, value: number): boolean {
  for (let i = 0; i < count; i++) if (list[i] === value) return true;
  return false;
}
