import { longer } from '../../../../core/index.js';
import { NodePool } from './node-pool.js';

/**
 * How many leading blocks of each run its users hold: per run a list of levels, the highest first, with the number of users
 * at each. Users of a shared run hold all of it, and a session has one or two requests: so a run has one or two levels.
 * Cost: O(levels of the run).
 */
export class RunUsers {
  /** By run: its highest level, −1 where nobody uses it. */
  readonly #first: Int32Array;
  readonly #nodes = new NodePool();
  #blocks = new Int32Array(this.#nodes.capacity);
  #users = new Int32Array(this.#nodes.capacity);
  #lower = new Int32Array(this.#nodes.capacity);

  constructor(runCount: number) {
    this.#first = new Int32Array(runCount).fill(-1);
  }

  /** The most blocks that a user of a run holds; 0 where nobody uses it. */
  most(run: number): number {
    const first = this.#first[run];
    return first < 0 ? 0 : this.#blocks[first];
  }

  /** A user who held some leading blocks of a run (0: none) now holds another number of them (0: none). */
  move(run: number, from: number, to: number): void {
    if (from > 0 && this.#raisesFirst(run, from, to)) return;
    if (to > 0) this.#join(run, to);
    if (from > 0) this.#leave(run, from);
  }

  /** The usual case in place: a user who alone is at the highest level rises. */
  #raisesFirst(run: number, from: number, to: number): boolean {
    const first = this.#first[run];
    if (to <= from || this.#blocks[first] !== from || this.#users[first] > 1) return false;
    this.#blocks[first] = to;
    return true;
  }

  #join(run: number, blocks: number): void {
    let above = -1;
    let node = this.#first[run];
    while (node >= 0 && this.#blocks[node] > blocks) {
      above = node;
      node = this.#lower[node];
    }
    if (node >= 0 && this.#blocks[node] === blocks) this.#users[node]++;
    else this.#link(run, above, this.#make(blocks, node));
  }

  #leave(run: number, blocks: number): void {
    let above = -1;
    let node = this.#first[run];
    while (this.#blocks[node] !== blocks) {
      above = node;
      node = this.#lower[node];
    }
    if (--this.#users[node] > 0) return;
    this.#link(run, above, this.#lower[node]);
    this.#nodes.give(node);
  }

  #link(run: number, above: number, node: number): void {
    if (above < 0) this.#first[run] = node;
    else this.#lower[above] = node;
  }

  #make(blocks: number, lower: number): number {
    const node = this.#nodes.take();
    if (node === this.#blocks.length) this.#grow();
    this.#blocks[node] = blocks;
    this.#users[node] = 1;
    this.#lower[node] = lower;
    return node;
  }

  #grow(): void {
    const { capacity } = this.#nodes;
    this.#blocks = longer(this.#blocks, capacity);
    this.#users = longer(this.#users, capacity);
    this.#lower = longer(this.#lower, capacity);
  }
}
