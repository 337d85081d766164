import { z } from 'zod';
import type { EndpointTable } from '../fleet/endpoint-table.js';
import type { RequestView } from '../request-view.js';
import { LeastLoaded } from './least-loaded.js';
import { type Candidates, type Policy, type PolicyContext, policy } from './policy.js';
import { drawAmong, TierWeights } from './tier-weights.js';

/**
 * A random candidate in proportion to (1 − used)^γ of its model's quota; where none has quota left, the least loaded of
 * those that may exceed it. Cost: O(log n) per pick and per change of tier or quota. Ties: none, then as least_loaded.
 */
export class QuotaAware implements Policy {
  readonly #context: PolicyContext;
  readonly #gamma: number;
  readonly #weights = new TierWeights();
  /** Used share that each weight was made of. */
  #used = new Float64Array(0);
  readonly #leastLoaded: LeastLoaded;
  #version = -1;

  constructor(gamma: number, context: PolicyContext) {
    this.#context = context;
    this.#gamma = gamma;
    this.#leastLoaded = new LeastLoaded(context.table, context.random);
  }

  pick(request: RequestView, table: EndpointTable, candidates: Candidates): number {
    if (this.#version !== table.version) this.#rebuild();
    const drawn = this.#weights.draw(candidates.tier, this.#context.random);
    return drawn >= 0 ? drawn : this.#leastLoaded.pick(request, table, candidates);
  }

  pickAmong(request: RequestView, table: EndpointTable, list: Int32Array, count: number): number {
    if (this.#version !== table.version) this.#rebuild();
    const drawn = drawAmong(this.#weights.weight, list, count, this.#context.random);
    return drawn >= 0 ? drawn : this.#leastLoaded.pickAmong(request, table, list, count);
  }

  onChange(endpoint: number): void {
    this.#leastLoaded.onChange(endpoint);
    const { table } = this.#context;
    if (this.#version !== table.version) return; // the next pick rebuilds
    if (this.#used[endpoint] !== table.quotaUsed[endpoint]) this.#weigh(endpoint);
    this.#weights.update(endpoint, table.tier[endpoint]);
  }

  score(endpoint: number, { quotaUsed }: EndpointTable): number {
    return (1 - quotaUsed[endpoint]) ** this.#gamma;
  }

  #weigh(endpoint: number): void {
    const { table } = this.#context;
    this.#used[endpoint] = table.quotaUsed[endpoint];
    this.#weights.weight[endpoint] = this.score(endpoint, table);
  }

  #rebuild(): void {
    const { count, tier, version } = this.#context.table;
    this.#weights.reset(count);
    this.#used = new Float64Array(count);
    for (let e = 0; e < count; e++) {
      this.#weigh(e);
      this.#weights.update(e, tier[e]);
    }
    this.#version = version;
  }
}

export const quotaAware = policy({
  summary: 'at random in proportion to (1 - used share of the quota)^gamma',
  goesBy: 'in proportion',
  ignoresLoad: true,
  cost: 'O(log n)',
  options: z.strictObject({
    gamma: z.number().min(0).max(100).default(3).meta({ description: 'exponent; 0 is random; default 3' }),
  }),
  create: ({ gamma }, context) => new QuotaAware(gamma, context),
});
