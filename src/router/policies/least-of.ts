import type { RandomStream } from '../../core/index.js';

/**
 * The least score of a list, ties uniformly at random in one pass: the k-th of the tied takes the place of the one kept
 * with probability 1/k. Scores stand in a column, since a function that answered them one by one would box each.
 * Cost: O(count), a draw for every tie on the way.
 * Source: Vitter (1985), Random Sampling with a Reservoir, ACM TOMS 11(1), algorithm R with a reservoir of one.
 * @param score by endpoint
 * @param list its first `count` ≥ 1 endpoints are looked at
 * @returns an endpoint
 */
export function leastOf(score: Float64Array, list: Int32Array, count: number, random: RandomStream): number {
  let best = list[0];
  let ties = 1;
  for (let i = 1; i < count; i++) {
    const endpoint = list[i];
    if (score[endpoint] > score[best]) continue;
    ties = score[endpoint] < score[best] ? 1 : ties + 1;
    if (ties === 1 || random.below(ties) === 0) best = endpoint;
  }
  return best;
}
