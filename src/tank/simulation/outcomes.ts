/** Status of a request, as codes of the `status` column. */
export const PENDING = 0;
export const COMPLETED = 1;
export const OVERLOAD_FAILED = 2;
export const TIMED_OUT = 3;
export const FAILED = 4;

/** What became of each request, in columns by request: 30 bytes each. */
export class Outcomes {
  readonly status: Uint8Array;
  /** Tries, the first and every retry. */
  readonly attempts: Uint8Array;
  /** Endpoint of the last accepted attempt, −1 for none. */
  readonly endpoint: Int32Array;
  /** Arrival → completion; meaningful where completed. */
  readonly responseMs: Float64Array;
  /** Arrival → start of service; meaningful where completed. */
  readonly waitingMs: Float64Array;
  /** When the first token of each came in its last attempt, −1 where none did; absent until one comes. */
  firstTokenMs: Float64Array | undefined;
  /** Requests by status; the number pending falls from all to none. */
  readonly counts: Int32Array;

  constructor(requestCount: number) {
    this.status = new Uint8Array(requestCount);
    this.attempts = new Uint8Array(requestCount);
    this.endpoint = new Int32Array(requestCount).fill(-1);
    this.responseMs = new Float64Array(requestCount);
    this.waitingMs = new Float64Array(requestCount);
    this.counts = new Int32Array(FAILED + 1);
    this.counts[PENDING] = requestCount;
  }

  /** The column of first tokens, from now on. */
  withFirstTokens(): Float64Array {
    return (this.firstTokenMs ??= new Float64Array(this.status.length).fill(-1));
  }

  settle(request: number, status: number): void {
    this.status[request] = status;
    this.counts[PENDING]--;
    this.counts[status]++;
  }
}
