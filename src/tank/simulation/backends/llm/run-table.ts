import { mix32 } from '../../../../core/index.js';
import { NodePool } from './node-pool.js';

/**
 * Places of the runs of which anything is resident, by id ≥ 0: an open-addressed table, at most half full, with linear probing and
 * deletion by shifting back. Cost: O(1); its memory goes with the blocks of the cache, not with the runs that there are.
 * Source: Knuth, The Art of Computer Programming 3, §6.4 (algorithm R).
 */
export class RunTable {
  readonly #mask: number;
  /** By hash: id, −1 where none, and place. */
  readonly #id: Int32Array;
  readonly #place: Int32Array;
  readonly #places = new NodePool();

  constructor(capacity: number) {
    const size = 2 ** (33 - Math.clz32(capacity));
    this.#mask = size - 1;
    this.#id = new Int32Array(size).fill(-1);
    this.#place = new Int32Array(size);
  }

  /** @returns the place of a run, −1 where it is not in */
  find(id: number): number {
    const h = this.#probe(id);
    return this.#id[h] < 0 ? -1 : this.#place[h];
  }

  /** Takes in a run that is not in. @returns its place */
  insert(id: number): number {
    const h = this.#probe(id);
    const place = this.#places.take();
    this.#id[h] = id;
    this.#place[h] = place;
    return place;
  }

  /** Takes out a run that is in, and moves those behind it up, so that no probe ends too early. */
  delete(id: number): void {
    let gap = this.#probe(id);
    this.#places.give(this.#place[gap]);
    for (let h = (gap + 1) & this.#mask; this.#id[h] >= 0; h = (h + 1) & this.#mask) {
      const home = this.#home(this.#id[h]);
      if (((h - home) & this.#mask) < ((h - gap) & this.#mask)) continue; // its home lies behind the gap
      this.#id[gap] = this.#id[h];
      this.#place[gap] = this.#place[h];
      gap = h;
    }
    this.#id[gap] = -1;
  }

  #probe(id: number): number {
    let h = this.#home(id);
    while (this.#id[h] >= 0 && this.#id[h] !== id) h = (h + 1) & this.#mask;
    return h;
  }

  #home(id: number): number {
    return mix32(id, 0) & this.#mask;
  }
}
