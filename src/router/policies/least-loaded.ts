import { z } from 'zod';
import type { RandomStream } from '../../core/index.js';
import { type EndpointTable, INELIGIBLE } from '../fleet/endpoint-table.js';
import type { RequestView } from '../request-view.js';
import { LoadLevels } from './load-levels.js';
import { type Candidates, type Policy, policy } from './policy.js';

/**
 * Smallest in-flight / max_concurrent, counting requests in service as well as waiting ones; ties uniformly at random.
 * Endpoints of equal capacity, health and quota form a group that is kept in order of in-flight: within a group the tier
 * grows with the load, so the head of a group is its best candidate. Only the heads are compared, exactly (a·d < b·c).
 * Cost: O(1) per change of load, O(groups) per pick; a change of health, capacity or quota rebuilds at the next pick.
 */
export class LeastLoaded implements Policy {
  readonly #table: EndpointTable;
  readonly #random: RandomStream;
  #groupOf = new Int32Array(0);
  #level = new Int32Array(0);
  #position = new Int32Array(0);
  #groups: LoadLevels[] = [];
  #version = -1;

  constructor(table: EndpointTable, random: RandomStream) {
    this.#table = table;
    this.#random = random;
  }

  pick(_request: RequestView, table: EndpointTable, candidates: Candidates): number {
    if (candidates.count === 1) return candidates.index[0];
    if (this.#version !== table.version) this.#rebuild();
    const groups = this.#groups;
    return groups.length === 1 ? this.#pickIn(groups[0]) : this.#pickOf(groups, table);
  }

  /** Of a single group, which has candidates: any of those at its least level. */
  #pickIn(group: LoadLevels): number {
    const ties = group.leastCount();
    return group.order[ties === 1 ? 0 : this.#random.below(ties)];
  }

  #pickOf(groups: readonly LoadLevels[], { tier, maxConcurrent }: EndpointTable): number {
    const level = this.#level;
    let best = -1;
    let bestTier = INELIGIBLE;
    let ties = 0;
    for (let g = 0; g < groups.length; g++) {
      const head = groups[g].order[0];
      const headTier = tier[head];
      if (headTier > bestTier || headTier === INELIGIBLE) continue;
      const order = headTier < bestTier ? -1 : level[head] * maxConcurrent[best] - level[best] * maxConcurrent[head];
      if (order > 0) continue;
      if (order < 0) {
        best = head;
        bestTier = headTier;
        ties = 0;
      }
      ties += groups[g].leastCount();
    }
    return ties <= 1 ? best : this.#tied(best, this.#random.below(ties));
  }

  /** `leastOf` in one pass: a column of scores written first makes a decision over 64 endpoints a tenth slower. */
  pickAmong(_request: RequestView, table: EndpointTable, list: Int32Array, count: number): number {
    const { load, maxConcurrent } = table;
    let best = list[0];
    let ties = 1;
    for (let i = 1; i < count; i++) {
      const endpoint = list[i];
      const order = load[endpoint] * maxConcurrent[best] - load[best] * maxConcurrent[endpoint];
      if (order > 0) continue;
      ties = order < 0 ? 1 : ties + 1;
      if (order < 0 || this.#random.below(ties) === 0) best = endpoint;
    }
    return best;
  }

  onChange(endpoint: number): void {
    if (this.#version !== this.#table.version) return; // the next pick rebuilds
    const group = this.#groups[this.#groupOf[endpoint]];
    const load = this.#table.load[endpoint];
    while (this.#level[endpoint] < load) group.raise(endpoint);
    while (this.#level[endpoint] > load) group.lower(endpoint);
  }

  score(endpoint: number, { load, maxConcurrent }: EndpointTable): number {
    return load[endpoint] / maxConcurrent[endpoint];
  }

  /** The `nth` of the endpoints that share tier and load with `best`. */
  #tied(best: number, nth: number): number {
    const { tier, maxConcurrent } = this.#table;
    for (const group of this.#groups) {
      const head = group.order[0];
      if (tier[head] !== tier[best]) continue;
      if (this.#level[head] * maxConcurrent[best] !== this.#level[best] * maxConcurrent[head]) continue;
      const count = group.leastCount();
      if (nth < count) return group.order[nth];
      nth -= count;
    }
    throw new Error('least_loaded: the tied endpoints are not in the index');
  }

  #rebuild(): void {
    const { count, health, maxConcurrent, maxQueue, closed, load, version } = this.#table;
    this.#groupOf = new Int32Array(count);
    this.#level = Int32Array.from(load);
    this.#position = new Int32Array(count);
    const members = new Map<string, number[]>();
    for (let e = 0; e < count; e++) {
      const key = `${health[e]}/${closed[e]}/${maxConcurrent[e]}/${maxQueue[e]}`;
      const group = members.get(key);
      if (group === undefined) members.set(key, [e]);
      else group.push(e);
    }
    this.#groups = [...members.values()].map((group, g) => {
      for (const e of group) this.#groupOf[e] = g;
      return new LoadLevels(group, this.#level, this.#position);
    });
    this.#version = version;
  }
}

export const leastLoaded = policy({
  summary: 'the smallest in-flight / max_concurrent',
  goesBy: 'smallest',
  cost: 'O(kinds)',
  options: z.strictObject({}),
  create: (_options, { table, random }) => new LeastLoaded(table, random),
});
