import { z } from 'zod';
import type { RandomStream } from '../../core/index.js';
import type { EndpointTable } from '../fleet/endpoint-table.js';
import type { RequestView } from '../request-view.js';
import { type Candidates, type Policy, policy } from './policy.js';

/** Uniform choice among the candidates. Cost: O(1), one draw where there are at least two. */
export class Random implements Policy {
  readonly #random: RandomStream;

  constructor(random: RandomStream) {
    this.#random = random;
  }

  pick(_request: RequestView, _table: EndpointTable, { index, count }: Candidates): number {
    return count === 1 ? index[0] : index[this.#random.below(count)];
  }

  pickAmong(_request: RequestView, _table: EndpointTable, list: Int32Array, count: number): number {
    return count === 1 ? list[0] : list[this.#random.below(count)];
  }

  onChange(): void {
    // keeps no index
  }

  score(): number {
    return 1;
  }
}

export const random = policy({
  summary: 'an eligible endpoint, uniformly at random',
  goesBy: 'in proportion',
  ignoresLoad: true,
  cost: 'O(1)',
  options: z.strictObject({}),
  create: (_options, context) => new Random(context.random),
});
