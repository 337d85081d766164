import type { EndpointTable } from '../fleet/endpoint-table.js';
import type { RequestView } from '../request-view.js';
import { leastOf } from './least-of.js';
import type { Candidates, Policy, PolicyContext } from './policy.js';
import { drawAmong } from './tier-weights.js';

/** Whether an endpoint is left in the choice. */
export type Filter = (endpoint: number, table: EndpointTable, request: RequestView) => boolean;

/**
 * How good an endpoint is by itself, the more the better: from its own columns, whatever the others have. To draw in
 * proportion, sums must be at least 0.
 */
export type Scorer = (endpoint: number, table: EndpointTable, request: RequestView) => number;

export interface Composition {
  /** Where they leave no endpoint, they are ignored. Default: none. */
  readonly filters?: readonly Filter[];
  /** Scorers with their weights: the score of an endpoint is the weighted sum. */
  readonly scorers: readonly (readonly [Scorer, number])[];
  /** The highest score, ties uniformly at random; or at random in proportion to the scores, uniformly where all are 0. */
  readonly picker: 'best' | 'in_proportion';
}

/**
 * A policy out of filters, weighted scorers and a picker, as a strategy of a router.
 * Cost: O(candidates × scorers) per pick; a scorer's answer takes 16 bytes where V8 does not inline the call, so this is
 * for trying an idea out. The named policies are such compositions written out by hand with an index, which allocates
 * nothing (test/router/policies/compose.test.ts holds them equal).
 * @example
 * const idleAndWarm = compose({
 *   scorers: [
 *     [(e, { load, maxConcurrent }) => 1 - Math.min(1, load[e] / maxConcurrent[e]), 2],
 *     [(e, { hitRate }) => hitRate[e], 1],
 *   ],
 *   picker: 'best',
 * });
 * const router = new RequestRouter({ fleet, random, strategy: { name: 'idle_and_warm', create: idleAndWarm } });
 */
export function compose(composition: Composition): (context: PolicyContext) => Policy {
  return (context) => new ComposedPolicy(composition, context);
}

class ComposedPolicy implements Policy {
  readonly #filters: readonly Filter[];
  readonly #scorers: readonly (readonly [Scorer, number])[];
  readonly #isBest: boolean;
  readonly #context: PolicyContext;
  /** The candidates that the filters leave, and the score of each endpoint. */
  #left = new Int32Array(0);
  #score = new Float64Array(0);

  constructor({ filters = [], scorers, picker }: Composition, context: PolicyContext) {
    this.#filters = filters;
    this.#scorers = scorers;
    this.#isBest = picker === 'best';
    this.#context = context;
  }

  pick(request: RequestView, table: EndpointTable, { index, count }: Candidates): number {
    return this.pickAmong(request, table, index, count);
  }

  pickAmong(request: RequestView, table: EndpointTable, list: Int32Array, count: number): number {
    if (this.#left.length < table.count) {
      this.#left = new Int32Array(table.count);
      this.#score = new Float64Array(table.count);
    }
    let left = 0;
    for (let i = 0; i < count; i++) {
      if (this.#admits(list[i], table, request)) this.#left[left++] = list[i];
    }
    const among = left === 0 ? list : this.#left;
    const amongCount = left === 0 ? count : left;
    for (let i = 0; i < amongCount; i++) this.#rate(among[i], table, request);
    const { random } = this.#context;
    const drawn = this.#isBest ? -1 : drawAmong(this.#score, among, amongCount, random);
    return drawn < 0 ? leastOf(this.#score, among, amongCount, random) : drawn;
  }

  onChange(): void {
    // keeps no index
  }

  score(endpoint: number, table: EndpointTable, request: RequestView): number {
    let total = 0;
    for (const [scorer, weight] of this.#scorers) total += weight * scorer(endpoint, table, request);
    return total;
  }

  #admits(endpoint: number, table: EndpointTable, request: RequestView): boolean {
    for (let f = 0; f < this.#filters.length; f++) if (!this.#filters[f](endpoint, table, request)) return false;
    return true;
  }

  /** The least of a list is taken: for the best every weight has the other sign. */
  #rate(endpoint: number, table: EndpointTable, request: RequestView): void {
    const score = this.#score;
    const sign = this.#isBest ? -1 : 1;
    score[endpoint] = 0;
    for (let s = 0; s < this.#scorers.length; s++) {
      score[endpoint] += sign * this.#scorers[s][1] * this.#scorers[s][0](endpoint, table, request);
    }
  }
}
