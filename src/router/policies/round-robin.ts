import { z } from 'zod';
import type { EndpointTable } from '../fleet/endpoint-table.js';
import type { RequestView } from '../request-view.js';
import { type Candidates, type Policy, policy } from './policy.js';

/**
 * The next candidate in index order after the last chosen endpoint, skipping those that are not candidates.
 * Cost: one step per endpoint skipped, so O(1) while most are candidates. No ties.
 */
export class RoundRobin implements Policy {
  #last = -1;

  pick(_request: RequestView, table: EndpointTable, { tier }: Candidates): number {
    const { count, tier: tiers } = table;
    let endpoint = this.#last;
    for (let steps = 0; steps < count; steps++) {
      endpoint++;
      if (endpoint >= count) endpoint = 0;
      if (tiers[endpoint] !== tier) continue;
      this.#last = endpoint;
      return endpoint;
    }
    throw new Error('round_robin: no endpoint has the tier of the candidates');
  }

  pickAmong(_request: RequestView, table: EndpointTable, list: Int32Array, count: number): number {
    let nearest = list[0];
    let steps = table.count;
    for (let i = 0; i < count; i++) {
      let ahead = list[i] - this.#last - 1;
      if (ahead < 0) ahead += table.count;
      if (ahead < steps) {
        steps = ahead;
        nearest = list[i];
      }
    }
    this.#last = nearest;
    return nearest;
  }

  onChange(): void {
    // keeps no index
  }

  /** Steps from the last chosen endpoint, 1 for the next one. */
  score(endpoint: number, { count }: EndpointTable): number {
    return ((endpoint - this.#last - 1 + count) % count) + 1;
  }
}

export const roundRobin = policy({
  summary: 'the next eligible endpoint in turn',
  goesBy: 'smallest',
  cost: 'O(1)',
  options: z.strictObject({}),
  create: () => new RoundRobin(),
});
