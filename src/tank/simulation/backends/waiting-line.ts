import type { Attempts } from '../attempts.js';

/**
 * The queues of all endpoints of a backend, first come first served: doubly linked lists through two columns by attempt.
 * Cost: O(1).
 */
export class WaitingLine {
  /** Attempts that wait, by endpoint. */
  readonly length: Int32Array;
  readonly #head: Int32Array;
  readonly #tail: Int32Array;
  /** Its links are free for other use once an attempt waits no more. */
  readonly #attempts: Pick<Attempts, 'next' | 'previous'>;

  constructor(endpointCount: number, attempts: Pick<Attempts, 'next' | 'previous'>) {
    this.length = new Int32Array(endpointCount);
    this.#head = new Int32Array(endpointCount).fill(-1);
    this.#tail = new Int32Array(endpointCount).fill(-1);
    this.#attempts = attempts;
  }

  join(endpoint: number, attempt: number): void {
    const { next, previous } = this.#attempts;
    const last = this.#tail[endpoint];
    previous[attempt] = last;
    next[attempt] = -1;
    if (last < 0) this.#head[endpoint] = attempt;
    else next[last] = attempt;
    this.#tail[endpoint] = attempt;
    this.length[endpoint]++;
  }

  /** @returns the attempt that waited longest, which leaves the line; there must be one */
  takeFirst(endpoint: number): number {
    const { next, previous } = this.#attempts;
    const attempt = this.#head[endpoint];
    const second = next[attempt];
    this.#head[endpoint] = second;
    if (second < 0) this.#tail[endpoint] = -1;
    else previous[second] = -1;
    this.length[endpoint]--;
    return attempt;
  }

  /** @returns all attempts that wait, the longest first; they leave the line */
  takeAll(endpoint: number): number[] {
    const attempts: number[] = [];
    while (this.length[endpoint] > 0) attempts.push(this.takeFirst(endpoint));
    return attempts;
  }

  /** A waiting attempt leaves the line. */
  remove(endpoint: number, attempt: number): void {
    const { next, previous } = this.#attempts;
    const before = previous[attempt];
    const behind = next[attempt];
    if (before < 0) this.#head[endpoint] = behind;
    else next[before] = behind;
    if (behind < 0) this.#tail[endpoint] = before;
    else previous[behind] = before;
    this.length[endpoint]--;
  }
}
