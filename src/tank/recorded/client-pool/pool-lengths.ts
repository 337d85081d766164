import type { RandomStream } from '../../../core/index.js';
import { placeOf } from '../../traffic/index.js';
import { type ClientPool, type LengthTables, type PoolLengths, requestsByLengths } from './client-pool.js';

/** One of the lengths of a distribution. Cost: one draw and O(log lengths). */
export function drawTokens({ first, tokens, sum }: LengthTables, table: number, random: RandomStream): number {
  return tokens[placeOf(sum, random.uniform(), first[table], first[table + 1] - 1)];
}

/**
 * The lengths of all clients that have some, over the whole pool, each in proportion to the requests that they hold for:
 * what clients without lengths draw from. `pick` chooses whose and when; prompt and answer are then drawn from the same.
 * Cost of a pick: one draw and O(log data sets).
 */
export class PoolMixture {
  lengths: PoolLengths;
  table = 0;
  readonly #lengths: readonly PoolLengths[];
  readonly #client: Int32Array;
  readonly #table: Int32Array;
  readonly #sums: Float64Array;

  private constructor(lengths: readonly PoolLengths[], client: Int32Array, table: Int32Array, sums: Float64Array) {
    this.#lengths = lengths;
    this.#client = client;
    this.#table = table;
    this.#sums = sums;
    this.lengths = lengths[0];
  }

  /** @returns undefined where no client that sends anything has lengths */
  static of({ clients }: ClientPool): PoolMixture | undefined {
    const known = clients.filter(({ lengths }) => lengths.startS.length > 0);
    const count = known.reduce((total, { lengths }) => total + lengths.startS.length, 0);
    const client = new Int32Array(count);
    const table = new Int32Array(count);
    const sums = new Float64Array(count);
    let place = 0;
    let sum = 0;
    known.forEach((one, k) => {
      requestsByLengths(one).forEach((requests, i) => {
        client[place] = k;
        table[place] = i;
        sum += requests;
        sums[place++] = sum;
      });
    });
    if (sum === 0) return undefined;
    const lengths = known.map((one) => one.lengths);
    return new PoolMixture(lengths, client, table, sums);
  }

  pick(random: RandomStream): void {
    const place = placeOf(this.#sums, random.uniform() * this.#sums[this.#sums.length - 1]);
    this.lengths = this.#lengths[this.#client[place]];
    this.table = this.#table[place];
  }
}
