import type { Trace } from '../trace.js';

/** The columns of a trace while its length is not known: they double as they fill. Amortised O(1) per request. */
export class TraceColumns {
  #arrivalMs = new Float64Array(1024);
  #promptTokens = new Int32Array(1024);
  #outputTokens = new Int32Array(1024);
  #count = 0;

  get requestCount(): number {
    return this.#count;
  }

  /** @param arrivalMs at least that of the request before */
  add(arrivalMs: number, promptTokens: number, outputTokens: number): void {
    if (this.#count === this.#arrivalMs.length) this.#grow();
    this.#arrivalMs[this.#count] = arrivalMs;
    this.#promptTokens[this.#count] = promptTokens;
    this.#outputTokens[this.#count] = outputTokens;
    this.#count++;
  }

  /** @returns the requests in columns of their exact length, with the sentinel after the last arrival */
  toTrace(): Trace {
    const requestCount = this.#count;
    const arrivalMs = new Float64Array(requestCount + 1);
    arrivalMs.set(this.#arrivalMs.subarray(0, requestCount));
    arrivalMs[requestCount] = Infinity;
    return {
      requestCount,
      arrivalMs,
      promptTokens: this.#promptTokens.slice(0, requestCount),
      outputTokens: this.#outputTokens.slice(0, requestCount),
    };
  }

  #grow(): void {
    const capacity = 2 * this.#count;
    this.#arrivalMs = copyInto(new Float64Array(capacity), this.#arrivalMs);
    this.#promptTokens = copyInto(new Int32Array(capacity), this.#promptTokens);
    this.#outputTokens = copyInto(new Int32Array(capacity), this.#outputTokens);
  }
}

function copyInto<Column extends Float64Array | Int32Array>(wider: Column, column: Column): Column {
  wider.set(column);
  return wider;
}
