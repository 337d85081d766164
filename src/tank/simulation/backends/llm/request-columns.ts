/** Places of a request that has no slot. */
export const ELSEWHERE = -1;
export const WAITING = -2;
/** Came in the instant of a boundary that was not to see it (rule 2). */
export const LATE = -3;

/**
 * What engines keep of requests, by index: 20 bytes each. A request is at one engine at a time, so all engines of a fleet may
 * share the columns; of one that was cancelled while it ran the engine needs them no more.
 */
export class RequestColumns {
  /** Its slot where it runs, else one of the constants. */
  readonly place: Int32Array;
  /** Links of the list in which it waits. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /** Output tokens that it had when it was last thrown out. */
  readonly generated: Int32Array;
  /** Tokens that were in its cache when it was thrown out, at most; −1 before it is first admitted. */
  readonly computed: Int32Array;

  constructor(count: number) {
    this.place = new Int32Array(count).fill(ELSEWHERE);
    this.next = new Int32Array(count);
    this.previous = new Int32Array(count);
    this.generated = new Int32Array(count);
    this.computed = new Int32Array(count);
  }

  /** A request comes new to an engine. */
  enter(request: number): void {
    this.generated[request] = 0;
    this.computed[request] = -1;
  }
}
