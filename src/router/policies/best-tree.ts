import type { RandomStream } from '../../core/index.js';
import { type EndpointTable, INELIGIBLE } from '../fleet/endpoint-table.js';

/**
 * The endpoint with the least score in the lowest tier, and how many share both: a winner tree with counts of ties.
 * Cost: O(log n) per change, O(1) to look, O(log n) to choose among ties.
 * Source: Knuth, The Art of Computer Programming 3, §5.4.1 (selection trees).
 */
export class BestTree {
  /** Score of each endpoint, the smaller the better, never NaN: write it, then call `update`. */
  score = new Float64Array(0);
  #leaves = 1;
  /** By node: the best endpoint below it, −1 where there is none, and how many are as good. */
  #best = new Int32Array(0);
  #ties = new Int32Array(0);
  readonly #table: EndpointTable;

  constructor(table: EndpointTable) {
    this.#table = table;
  }

  /** Starts anew: scores are to be written, then `build` makes the tree. */
  reset(): void {
    const { count } = this.#table;
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(2, count)));
    this.score = new Float64Array(count);
    this.#best = new Int32Array(2 * this.#leaves).fill(-1);
    this.#ties = new Int32Array(2 * this.#leaves);
  }

  build(): void {
    const { count } = this.#table;
    for (let e = 0; e < count; e++) {
      this.#best[this.#leaves + e] = e;
      this.#ties[this.#leaves + e] = 1;
    }
    for (let node = this.#leaves - 1; node > 0; node--) this.#play(node);
  }

  /** The score or tier of an endpoint is another. */
  update(endpoint: number): void {
    for (let node = (this.#leaves + endpoint) >> 1; node > 0; node >>= 1) this.#play(node);
  }

  /** @returns a best endpoint, ties uniformly at random */
  pick(random: RandomStream): number {
    const best = this.#best[1];
    return this.#ties[1] === 1 ? best : this.#nth(random.below(this.#ties[1]));
  }

  /** Whether even the best has the score Infinity: none is any good. */
  isHopeless(): boolean {
    return this.score[this.#best[1]] === Infinity;
  }

  #play(node: number): void {
    const left = 2 * node;
    const order = this.#order(this.#best[left], this.#best[left + 1]);
    this.#best[node] = this.#best[order <= 0 ? left : left + 1];
    if (order === 0) this.#ties[node] = this.#ties[left] + this.#ties[left + 1];
    else this.#ties[node] = this.#ties[order < 0 ? left : left + 1];
  }

  #nth(nth: number): number {
    let node = 1;
    while (node < this.#leaves) {
      const left = 2 * node;
      const order = this.#order(this.#best[left], this.#best[left + 1]);
      node = left;
      if (order < 0 || (order === 0 && nth < this.#ties[left])) continue;
      if (order === 0) nth -= this.#ties[left];
      node++;
    }
    return this.#best[node];
  }

  /** Below 0 where a is better than b, 0 where they are alike; −1 stands for none, which is worst. */
  #order(a: number, b: number): number {
    if (b < 0) return -1;
    if (a < 0) return 1;
    const { tier } = this.#table;
    if (tier[a] !== tier[b]) return tier[a] < tier[b] ? -1 : 1;
    if (tier[a] === INELIGIBLE) return 0;
    const { score } = this;
    if (score[a] === score[b]) return 0;
    return score[a] < score[b] ? -1 : 1;
  }
}
