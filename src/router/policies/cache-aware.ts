import { z } from 'zod';
import type { EndpointTable } from '../fleet/endpoint-table.js';
import type { RequestView } from '../request-view.js';
import { BestTree } from './best-tree.js';
import { LeastLoaded } from './least-loaded.js';
import { leastOf } from './least-of.js';
import { type Candidates, type Policy, type PolicyContext, policy } from './policy.js';

/**
 * The candidate with the highest cache hit rate, among those with at least `minCacheHitRate`; where there is none, or
 * `enableCacheOptimization` is off, the least loaded. Cost: O(log n) per pick and per change. Ties: uniformly at random.
 */
export class CacheAware implements Policy {
  readonly #context: PolicyContext;
  readonly #tree: BestTree;
  readonly #leastLoaded: LeastLoaded;
  #version = -1;

  constructor(context: PolicyContext) {
    this.#context = context;
    this.#tree = new BestTree(context.table);
    this.#leastLoaded = new LeastLoaded(context.table, context.random);
  }

  pick(request: RequestView, table: EndpointTable, candidates: Candidates): number {
    if (this.#version !== table.version) this.#rebuild();
    if (this.#tree.isHopeless()) return this.#leastLoaded.pick(request, table, candidates);
    return this.#tree.pick(this.#context.random);
  }

  pickAmong(request: RequestView, table: EndpointTable, list: Int32Array, count: number): number {
    if (this.#version !== table.version) this.#rebuild();
    const { score } = this.#tree;
    const best = leastOf(score, list, count, this.#context.random);
    return score[best] === Infinity ? this.#leastLoaded.pickAmong(request, table, list, count) : best;
  }

  onChange(endpoint: number): void {
    this.#leastLoaded.onChange(endpoint);
    if (this.#version !== this.#context.table.version) return; // the next pick rebuilds
    this.#rate(endpoint);
    this.#tree.update(endpoint);
  }

  score(endpoint: number, { hitRate }: EndpointTable): number {
    return hitRate[endpoint];
  }

  /** Infinity where the hit rate is too low to go by. */
  #rate(endpoint: number): void {
    const { table, router } = this.#context;
    const hitRate = table.hitRate[endpoint];
    if (router.enableCacheOptimization && hitRate >= router.minCacheHitRate) this.#tree.score[endpoint] = -hitRate;
    else this.#tree.score[endpoint] = Infinity;
  }

  #rebuild(): void {
    const { count, version } = this.#context.table;
    this.#tree.reset();
    for (let e = 0; e < count; e++) this.#rate(e);
    this.#tree.build();
    this.#version = version;
  }
}

export const cacheAware = policy({
  summary: 'the highest cache hit rate, if it is high enough; else least_loaded',
  goesBy: 'largest',
  cost: 'O(log n)',
  options: z.strictObject({}),
  create: (_options, context) => new CacheAware(context),
});
