import { longer } from '../../../../core/index.js';

/** A list of integers ≥ 0 that is filled and emptied again and again; nothing is allocated but to grow. */
export class IntList {
  count = 0;
  items = new Int32Array(16);

  push(item: number): void {
    if (this.count === this.items.length) this.items = longer(this.items, 2 * this.count);
    this.items[this.count++] = item;
  }

  /** An item, wherever it is in the list, becomes −1. Cost: O(count). */
  blank(item: number): void {
    for (let n = 0; n < this.count; n++) if (this.items[n] === item) this.items[n] = -1;
  }

  clear(): void {
    this.count = 0;
  }
}
