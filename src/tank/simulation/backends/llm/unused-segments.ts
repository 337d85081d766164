import { longer } from '../../../../core/index.js';
import { NodePool } from './node-pool.js';

/**
 * Resident blocks that nobody uses, in the order of use: segments [low, high) of runs, in each of which the higher blocks are the
 * older ones. What a run has unused lies in a stack of segments: the later a segment came, the lower it lies in the run.
 * Cost: O(1) to push and to take the oldest, O(segments cut) to cut.
 */
export class UnusedSegments {
  /** Blocks in all segments. */
  blocks = 0;
  /** By run: its lowest segment, which came last; −1 for none. */
  readonly #top: Int32Array;
  #oldest = -1;
  #newest = -1;
  readonly #nodes = new NodePool();
  #run = new Int32Array(this.#nodes.capacity);
  #low = new Int32Array(this.#nodes.capacity);
  #high = new Int32Array(this.#nodes.capacity);
  /** Neighbours in the order of use. */
  #newer = new Int32Array(this.#nodes.capacity);
  #older = new Int32Array(this.#nodes.capacity);
  /** Neighbours in the stack of the run. */
  #upon = new Int32Array(this.#nodes.capacity);
  #below = new Int32Array(this.#nodes.capacity);

  constructor(runCount: number) {
    this.#top = new Int32Array(runCount).fill(-1);
  }

  /** The run of the oldest block; there must be one. */
  get oldestRun(): number {
    return this.#run[this.#oldest];
  }

  /** Blocks of a run, below all it has here, were used until now: they are the newest. */
  push(run: number, low: number, high: number): void {
    const node = this.#nodes.take();
    if (node === this.#run.length) this.#grow();
    this.#run[node] = run;
    this.#low[node] = low;
    this.#high[node] = high;
    this.#upon[node] = -1;
    this.#below[node] = this.#top[run];
    if (this.#top[run] >= 0) this.#upon[this.#top[run]] = node;
    this.#top[run] = node;
    this.#linkNewest(node);
    this.blocks += high - low;
  }

  /** The blocks of a run below a number are used again. */
  cut(run: number, to: number): void {
    for (let node = this.#top[run]; node >= 0 && this.#low[node] < to; node = this.#top[run]) {
      if (this.#high[node] > to) {
        this.blocks -= to - this.#low[node];
        this.#low[node] = to;
        return;
      }
      this.blocks -= this.#high[node] - this.#low[node];
      this.#delete(node);
    }
  }

  /** Takes out at most a number of the oldest blocks, all of one run: its highest. @returns how many */
  takeOldest(most: number): number {
    const node = this.#oldest;
    const length = this.#high[node] - this.#low[node];
    const taken = Math.min(most, length);
    this.#high[node] -= taken;
    this.blocks -= taken;
    if (taken === length) this.#delete(node);
    return taken;
  }

  #delete(node: number): void {
    this.#unlink(node);
    const upon = this.#upon[node];
    const below = this.#below[node];
    if (upon < 0) this.#top[this.#run[node]] = below;
    else this.#below[upon] = below;
    if (below >= 0) this.#upon[below] = upon;
    this.#nodes.give(node);
  }

  #linkNewest(node: number): void {
    this.#older[node] = this.#newest;
    this.#newer[node] = -1;
    if (this.#newest >= 0) this.#newer[this.#newest] = node;
    else this.#oldest = node;
    this.#newest = node;
  }

  #unlink(node: number): void {
    const newer = this.#newer[node];
    const older = this.#older[node];
    if (newer >= 0) this.#older[newer] = older;
    else this.#newest = older;
    if (older >= 0) this.#newer[older] = newer;
    else this.#oldest = newer;
  }

  #grow(): void {
    const { capacity } = this.#nodes;
    this.#run = longer(this.#run, capacity);
    this.#low = longer(this.#low, capacity);
    this.#high = longer(this.#high, capacity);
    this.#newer = longer(this.#newer, capacity);
    this.#older = longer(this.#older, capacity);
    this.#upon = longer(this.#upon, capacity);
    this.#below = longer(this.#below, capacity);
  }
}
