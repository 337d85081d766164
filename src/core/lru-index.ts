import { longer } from './columns.js';
import { mix32 } from './mix.js';

const FIRST_SIZE = 64;

/**
 * Keys of 64 bits in order of use, in columns, with an open-addressed table beside them: half full, linear probing, and
 * deletion by shifting back, so that no key is lost behind a gap. A key has a place, a small integer that stays the same
 * while the key is in; what belongs to a key lies in columns of its owner, by place.
 * Cost: O(1) a look-up, insertion and deletion, nothing allocated but to grow; 28 bytes a key.
 * Source: Knuth, The Art of Computer Programming 3, §6.4 (algorithm R).
 */
export class LruIndex {
  /** Places that there are: columns by place have at least this length. */
  capacity = FIRST_SIZE;
  count = 0;
  /** Place of the key used longest ago, and of the one used last; −1 for none. */
  oldest = -1;
  newest = -1;
  /** Place by hash, −1 where none. */
  #table = new Int32Array(2 * FIRST_SIZE).fill(-1);
  #high = new Int32Array(FIRST_SIZE);
  #low = new Int32Array(FIRST_SIZE);
  /** Neighbours in order of use; the free places are chained by `#older`. */
  #newer = new Int32Array(FIRST_SIZE);
  #older = new Int32Array(FIRST_SIZE);
  #free = -1;

  constructor() {
    this.#chainFree(0, FIRST_SIZE);
  }

  /** @returns the place of a key, −1 where it is not in */
  find(high: number, low: number): number {
    const mask = this.#table.length - 1;
    for (let h = mix32(high, low) & mask; ; h = (h + 1) & mask) {
      const place = this.#table[h];
      if (place < 0 || (this.#high[place] === high && this.#low[place] === low)) return place;
    }
  }

  /** The key at a place was used: it is the newest. */
  touch(place: number): void {
    if (place === this.newest) return;
    this.#unlink(place);
    this.#linkNewest(place);
  }

  /** Takes in a key that is not in. @returns its place; it is the newest */
  insert(high: number, low: number): number {
    if (this.#free < 0) this.#grow();
    const place = this.#free;
    this.#free = this.#older[place];
    this.#high[place] = high;
    this.#low[place] = low;
    this.count++;
    this.#enter(place);
    this.#linkNewest(place);
    return place;
  }

  /** Takes out the key at a place. */
  delete(place: number): void {
    this.#unlink(place);
    this.#leave(place);
    this.#older[place] = this.#free;
    this.#free = place;
    this.count--;
  }

  #enter(place: number): void {
    const mask = this.#table.length - 1;
    let h = mix32(this.#high[place], this.#low[place]) & mask;
    while (this.#table[h] >= 0) h = (h + 1) & mask;
    this.#table[h] = place;
  }

  /** Takes a place out of the table and moves those behind it up, so that no probe ends too early. */
  #leave(place: number): void {
    const table = this.#table;
    const mask = table.length - 1;
    let gap = mix32(this.#high[place], this.#low[place]) & mask;
    while (table[gap] !== place) gap = (gap + 1) & mask;
    for (let h = (gap + 1) & mask; table[h] >= 0; h = (h + 1) & mask) {
      const home = mix32(this.#high[table[h]], this.#low[table[h]]) & mask;
      if (((h - home) & mask) < ((h - gap) & mask)) continue; // its home lies behind the gap
      table[gap] = table[h];
      gap = h;
    }
    table[gap] = -1;
  }

  #linkNewest(place: number): void {
    this.#older[place] = this.newest;
    this.#newer[place] = -1;
    if (this.newest >= 0) this.#newer[this.newest] = place;
    else this.oldest = place;
    this.newest = place;
  }

  #unlink(place: number): void {
    const newer = this.#newer[place];
    const older = this.#older[place];
    if (newer >= 0) this.#older[newer] = older;
    else this.newest = older;
    if (older >= 0) this.#newer[older] = newer;
    else this.oldest = newer;
  }

  #grow(): void {
    const size = this.capacity;
    this.capacity = 2 * size;
    this.#high = longer(this.#high, 2 * size);
    this.#low = longer(this.#low, 2 * size);
    this.#newer = longer(this.#newer, 2 * size);
    this.#older = longer(this.#older, 2 * size);
    this.#chainFree(size, 2 * size);
    this.#table = new Int32Array(4 * size).fill(-1);
    for (let place = this.newest; place >= 0; place = this.#older[place]) this.#enter(place);
  }

  #chainFree(from: number, to: number): void {
    for (let place = to - 1; place >= from; place--) {
      this.#older[place] = this.#free;
      this.#free = place;
    }
  }
}
