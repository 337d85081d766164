import { type Outcomes, PENDING } from '../outcomes.js';

/**
 * The queues of all endpoints of a backend, first come first served: linked lists through one column by request. A
 * request that is cancelled stays in its list as a gap, takes no place, and is stepped over when its turn comes.
 * Cost: O(1), amortised over gaps.
 */
export class WaitingLine {
  /** Requests that wait, by endpoint. */
  readonly length: Int32Array;
  readonly #head: Int32Array;
  readonly #tail: Int32Array;
  readonly #link: Int32Array;
  readonly #status: Uint8Array;

  /** @param link the request behind each waiting request; the column is free for other use once it waits no more */
  constructor(endpointCount: number, link: Int32Array, outcomes: Outcomes) {
    this.length = new Int32Array(endpointCount);
    this.#head = new Int32Array(endpointCount).fill(-1);
    this.#tail = new Int32Array(endpointCount).fill(-1);
    this.#link = link;
    this.#status = outcomes.status;
  }

  join(endpoint: number, request: number): void {
    this.#link[request] = -1;
    if (this.#head[endpoint] < 0) this.#head[endpoint] = request;
    else this.#link[this.#tail[endpoint]] = request;
    this.#tail[endpoint] = request;
    this.length[endpoint]++;
  }

  /** @returns the request that waited longest, which leaves the line; there must be one */
  takeFirst(endpoint: number): number {
    let request = this.#head[endpoint];
    while (this.#status[request] !== PENDING) request = this.#link[request]; // a gap
    this.#head[endpoint] = this.#link[request];
    this.length[endpoint]--;
    return request;
  }

  /** A waiting request is about to be settled: it becomes a gap. */
  giveUp(endpoint: number): void {
    this.length[endpoint]--;
  }
}
