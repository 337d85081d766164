import { INELIGIBLE } from '../fleet/endpoint-table.js';
import type { RandomStream } from '../../core/index.js';

/** A share is exact to one in so many; a drawn integer is not boxed, as a drawn fraction could be. */
const TWO_32 = 2 ** 32;

/**
 * Draws endpoints of a tier in proportion to their weights. Each tier has a complete binary tree of sums; a sum is made
 * anew from the two below it, so that nothing drifts and a weight of 0 is never drawn.
 * Cost: O(log n) per change of weight or tier and per draw.
 */
export class TierWeights {
  /** Weight of each endpoint, at least 0: write it, then call `update`. */
  weight = new Float64Array(0);
  #leaves = 1;
  #sums: readonly Float64Array[] = [];
  #tier = new Uint8Array(0);

  /** Starts anew, with no endpoint in any tier. */
  reset(count: number): void {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(2, count)));
    this.weight = new Float64Array(count);
    this.#tier = new Uint8Array(count).fill(INELIGIBLE);
    this.#sums = Array.from({ length: INELIGIBLE }, () => new Float64Array(2 * this.#leaves));
  }

  /** The weight or tier of an endpoint is another. */
  update(endpoint: number, tier: number): void {
    const before = this.#tier[endpoint];
    if (before !== tier && before !== INELIGIBLE) this.#clear(endpoint, before);
    this.#tier[endpoint] = tier;
    if (tier === INELIGIBLE) return;
    const sums = this.#sums[tier];
    const leaf = this.#leaves + endpoint;
    if (sums[leaf] === this.weight[endpoint]) return;
    sums[leaf] = this.weight[endpoint];
    for (let node = leaf >> 1; node > 0; node >>= 1) sums[node] = sums[2 * node] + sums[2 * node + 1];
  }

  /** @returns an endpoint of the tier, −1 where all its weights are 0 */
  draw(tier: number, random: RandomStream): number {
    const sums = this.#sums[tier];
    if (sums[1] === 0) return -1;
    let rest = ((random.int32() >>> 0) / TWO_32) * sums[1];
    let node = 1;
    while (node < this.#leaves) {
      node *= 2;
      if (rest < sums[node] || sums[node + 1] === 0) continue; // rounding never leads to an empty side
      rest -= sums[node];
      node++;
    }
    return node - this.#leaves;
  }

  #clear(endpoint: number, tier: number): void {
    const sums = this.#sums[tier];
    const leaf = this.#leaves + endpoint;
    sums[leaf] = 0;
    for (let node = leaf >> 1; node > 0; node >>= 1) sums[node] = sums[2 * node] + sums[2 * node + 1];
  }
}

/** Draws from a list in proportion to weights. @returns an endpoint of the list, −1 where all weights are 0 */
export function drawAmong(weight: Float64Array, list: Int32Array, count: number, random: RandomStream): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += weight[list[i]];
  if (total === 0) return -1;
  let rest = ((random.int32() >>> 0) / TWO_32) * total;
  let last = -1;
  for (let i = 0; i < count; i++) {
    const endpoint = list[i];
    if (weight[endpoint] === 0) continue;
    last = endpoint;
    if (rest < weight[endpoint]) return endpoint;
    rest -= weight[endpoint];
  }
  return last;
}
