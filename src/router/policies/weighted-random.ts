import { z } from 'zod';
import type { RandomStream } from '../../core/index.js';
import type { EndpointTable } from '../fleet/endpoint-table.js';
import type { RequestView } from '../request-view.js';
import { type Candidates, type Policy, policy } from './policy.js';
import { drawAmong, TierWeights } from './tier-weights.js';

/**
 * A random candidate in proportion to its weight; an endpoint without one has its max_concurrent.
 * Cost: O(log n) per pick and per change of tier. No ties.
 */
export class WeightedRandom implements Policy {
  readonly #table: EndpointTable;
  readonly #random: RandomStream;
  readonly #weights = new TierWeights();
  #version = -1;

  constructor(table: EndpointTable, random: RandomStream) {
    this.#table = table;
    this.#random = random;
  }

  pick(_request: RequestView, table: EndpointTable, { tier }: Candidates): number {
    if (this.#version !== table.version) this.#rebuild();
    return this.#weights.draw(tier, this.#random);
  }

  pickAmong(_request: RequestView, table: EndpointTable, list: Int32Array, count: number): number {
    if (this.#version !== table.version) this.#rebuild();
    return drawAmong(this.#weights.weight, list, count, this.#random);
  }

  onChange(endpoint: number): void {
    if (this.#version === this.#table.version) this.#weights.update(endpoint, this.#table.tier[endpoint]);
  }

  score(endpoint: number, { weight, maxConcurrent }: EndpointTable): number {
    return weight[endpoint] > 0 ? weight[endpoint] : maxConcurrent[endpoint];
  }

  #rebuild(): void {
    const { count, tier, version } = this.#table;
    this.#weights.reset(count);
    for (let e = 0; e < count; e++) {
      this.#weights.weight[e] = this.score(e, this.#table);
      this.#weights.update(e, tier[e]);
    }
    this.#version = version;
  }
}

export const weightedRandom = policy({
  summary: 'at random in proportion to weight (default: max_concurrent)',
  goesBy: 'in proportion',
  ignoresLoad: true,
  cost: 'O(log n)',
  options: z.strictObject({}),
  create: (_options, { table, random }) => new WeightedRandom(table, random),
});
