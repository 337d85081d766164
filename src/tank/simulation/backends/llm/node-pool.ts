import { longer } from '../../../../core/index.js';

/**
 * Nodes of linked lists as small integers, whose fields are columns of the owner: it makes them longer when `capacity` has
 * grown. Cost: O(1), nothing allocated but to grow.
 */
export class NodePool {
  capacity = 16;
  #free = new Int32Array(16);
  #freeCount = 0;
  /** Nodes that were ever taken: those beyond are free too. */
  #usedCount = 0;

  take(): number {
    if (this.#freeCount > 0) return this.#free[--this.#freeCount];
    if (this.#usedCount === this.capacity) {
      this.capacity *= 2;
      this.#free = longer(this.#free, this.capacity);
    }
    return this.#usedCount++;
  }

  give(node: number): void {
    this.#free[this.#freeCount++] = node;
  }
}
