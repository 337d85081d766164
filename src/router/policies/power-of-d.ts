import { z } from 'zod';
import type { RandomStream } from '../../core/index.js';
import type { EndpointTable } from '../fleet/endpoint-table.js';
import type { RequestView } from '../request-view.js';
import { type Candidates, type Policy, policy } from './policy.js';

const MOST_DRAWN = 16;

export interface PowerOfDOptions {
  /** 1…MOST_DRAWN. */
  readonly d: number;
  readonly replacement: boolean;
}

/**
 * Draws d candidates uniformly at random, distinct ones unless with replacement, and takes the one with the smallest
 * in-flight / max_concurrent; ties go to the first drawn, so every one of the tied is as likely. Of fewer than d
 * candidates all are drawn; with replacement there are d draws always. Loads are compared exactly (a·d < b·c).
 * Cost: O(d) per pick with replacement, O(d²) without, whatever the number of endpoints; d draws, none where there is
 * only one candidate. Keeps no index.
 * Source: Vvedenskaya, Dobrushin and Karpelevich (1996), Queueing System with Selection of the Shortest of Two Queues,
 * Problems of Information Transmission 32(1); Mitzenmacher (2001), The Power of Two Choices in Randomized Load
 * Balancing, IEEE Transactions on Parallel and Distributed Systems 12(10).
 */
export class PowerOfD implements Policy {
  readonly #d: number;
  readonly #replacement: boolean;
  readonly #random: RandomStream;
  /** Places that are drawn already, ascending. */
  readonly #drawn = new Int32Array(MOST_DRAWN);

  constructor({ d, replacement }: PowerOfDOptions, random: RandomStream) {
    this.#d = d;
    this.#replacement = replacement;
    this.#random = random;
  }

  pick(request: RequestView, table: EndpointTable, { index, count }: Candidates): number {
    return this.pickAmong(request, table, index, count);
  }

  pickAmong(_request: RequestView, { load, maxConcurrent }: EndpointTable, list: Int32Array, count: number): number {
    if (count === 1) return list[0];
    const draws = this.#replacement || this.#d < count ? this.#d : count;
    let best = -1;
    for (let i = 0; i < draws; i++) {
      const endpoint = list[this.#replacement ? this.#random.below(count) : this.#drawAnother(i, count)];
      if (best < 0 || load[endpoint] * maxConcurrent[best] < load[best] * maxConcurrent[endpoint]) best = endpoint;
    }
    return best;
  }

  onChange(): void {
    // keeps no index
  }

  score(endpoint: number, { load, maxConcurrent }: EndpointTable): number {
    return load[endpoint] / maxConcurrent[endpoint];
  }

  /** One of `count` places, uniformly among those that are not among the `taken` drawn before. */
  #drawAnother(taken: number, count: number): number {
    const drawn = this.#drawn;
    let place = this.#random.below(count - taken);
    let before = 0;
    while (before < taken && drawn[before] <= place) {
      place++;
      before++;
    }
    for (let i = taken; i > before; i--) drawn[i] = drawn[i - 1];
    drawn[before] = place;
    return place;
  }
}

export const powerOfD = policy({
  summary: 'the smallest in-flight / max_concurrent of d drawn at random (d: 2)',
  goesBy: 'smallest drawn',
  cost: 'O(d²)',
  options: z.strictObject({
    d: z.int().min(1).max(MOST_DRAWN).default(2).meta({ description: 'endpoints drawn; 1 is random; default 2' }),
    replacement: z
      .boolean()
      .default(false)
      .meta({ description: 'whether an endpoint may be drawn more than once; default false' }),
  }),
  create: (options, { random }) => new PowerOfD(options, random),
});
