/**
 * A binary heap of integers by a number, equal numbers in the order in which they were pushed. Typed columns that double
 * when full. Cost: O(log n) to push and pop, O(n) to remove an item from the middle.
 */
export class MinHeap {
  /** The least key, Infinity when empty. */
  readonly firstKey = new Float64Array([Infinity]);
  #count = 0;
  #lastSequence = 0;
  #key = new Float64Array(16);
  #sequence = new Float64Array(16);
  #item = new Int32Array(16);

  get count(): number {
    return this.#count;
  }

  /** The first item; there must be one. */
  get first(): number {
    return this.#item[0];
  }

  push(key: number, item: number): void {
    if (this.#count === this.#key.length) this.#grow();
    const place = this.#count++;
    this.#key[place] = key;
    this.#sequence[place] = ++this.#lastSequence;
    this.#item[place] = item;
    this.#up(place);
    this.firstKey[0] = this.#key[0];
  }

  /** @returns the first item, which is taken out; there must be one */
  pop(): number {
    const item = this.#item[0];
    this.#removeAt(0);
    return item;
  }

  /** Takes an item out. @returns whether it was there */
  remove(item: number): boolean {
    for (let place = 0; place < this.#count; place++) {
      if (this.#item[place] !== item) continue;
      this.#removeAt(place);
      return true;
    }
    return false;
  }

  #removeAt(place: number): void {
    const last = --this.#count;
    if (place < last) {
      this.#swap(place, last);
      this.#up(place);
      this.#down(place);
    }
    if (last === 0) this.firstKey[0] = Infinity;
    else this.firstKey[0] = this.#key[0];
  }

  #up(place: number): void {
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#before(place, parent)) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  #down(place: number): void {
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#count) return;
      if (child + 1 < this.#count && this.#before(child + 1, child)) child++;
      if (!this.#before(child, place)) return;
      this.#swap(child, place);
      place = child;
    }
  }

  #before(a: number, b: number): boolean {
    const difference = this.#key[a] - this.#key[b];
    return difference < 0 || (difference === 0 && this.#sequence[a] < this.#sequence[b]);
  }

  #swap(a: number, b: number): void {
    const key = this.#key[a];
    const sequence = this.#sequence[a];
    const item = this.#item[a];
    this.#key[a] = this.#key[b];
    this.#sequence[a] = this.#sequence[b];
    this.#item[a] = this.#item[b];
    this.#key[b] = key;
    this.#sequence[b] = sequence;
    this.#item[b] = item;
  }

  #grow(): void {
    const { length } = this.#key;
    const key = new Float64Array(2 * length);
    const sequence = new Float64Array(2 * length);
    const item = new Int32Array(2 * length);
    key.set(this.#key);
    sequence.set(this.#sequence);
    item.set(this.#item);
    this.#key = key;
    this.#sequence = sequence;
    this.#item = item;
  }
}
