import type { RandomStream } from '../../../core/index.js';
import { type Distribution, FirstGammaGap, FirstWeibullGap, Gamma, Weibull } from '../../traffic/index.js';
import { type PoolWindows, WINDOW_S } from './client-pool.js';

const WINDOW_MS = WINDOW_S * 1000;

/** A stretch of the time of a pool, and what all rates are multiplied by in it. */
export interface PoolSpan {
  readonly fromMs: number;
  readonly endMs: number;
  readonly factor: number;
}

/**
 * The requests of one client in a span of time. Within a window of 600 s they are a renewal process with gaps of the
 * window's family and shape and a mean of 1 / rate. Every window starts anew in its stationary state, so that the number
 * of requests to be expected in it is exactly rate × length, also where the span cuts it; what is left of the gap at its
 * end is forgotten.
 * Cost: one draw a request; two draws and a few objects a window.
 */
export class ClientArrivals {
  /** Time of the next request from the start of the span, Infinity after the last. */
  readonly nextMs = new Float64Array(1);
  readonly #windows: PoolWindows;
  readonly #span: PoolSpan;
  readonly #random: RandomStream;
  #window: number;
  #endMs = 0;
  #meanGapMs = 0;
  #gap: Distribution = new Gamma(1, 1);

  constructor(windows: PoolWindows, span: PoolSpan, random: RandomStream) {
    this.#windows = windows;
    this.#span = span;
    this.#random = random;
    this.#window = firstAfter(windows, span.fromMs) - 1;
    this.#enterNext();
  }

  /** Window of the next request. */
  get window(): number {
    return this.#window;
  }

  /** Goes on to the request after the next. */
  take(): void {
    this.nextMs[0] += this.#meanGapMs * this.#gap.sample(this.#random);
    if (!(this.nextMs[0] < this.#endMs)) this.#enterNext();
  }

  /** Goes to the first request of the windows that follow. */
  #enterNext(): void {
    const { startS, ratePerS, isWeibull, shape } = this.#windows;
    const { fromMs, endMs, factor } = this.#span;
    while (++this.#window < startS.length && startS[this.#window] * 1000 < endMs) {
      const window = this.#window;
      if (ratePerS[window] === 0) continue;
      const startMs = startS[window] * 1000;
      this.#endMs = Math.min(startMs + WINDOW_MS, endMs) - fromMs;
      this.#meanGapMs = 1000 / (ratePerS[window] * factor);
      const cv = 1 / Math.sqrt(shape[window]);
      const first = isWeibull[window] === 1 ? new FirstWeibullGap(1, shape[window]) : new FirstGammaGap(1, cv);
      this.nextMs[0] = Math.max(startMs - fromMs, 0) + this.#meanGapMs * first.sample(this.#random);
      if (!(this.nextMs[0] < this.#endMs)) continue;
      this.#gap = isWeibull[window] === 1 ? new Weibull(1, shape[window]) : new Gamma(1, cv);
      return;
    }
    this.nextMs[0] = Infinity;
  }
}

/** Requests to be expected of a client in a span. */
export function requestsIn(windows: PoolWindows, { fromMs, endMs, factor }: PoolSpan): number {
  const { startS, ratePerS } = windows;
  let requests = 0;
  for (let i = firstAfter(windows, fromMs); i < startS.length && startS[i] * 1000 < endMs; i++) {
    const startMs = startS[i] * 1000;
    const lengthMs = Math.min(startMs + WINDOW_MS, endMs) - Math.max(startMs, fromMs);
    requests += (ratePerS[i] * factor * lengthMs) / 1000;
  }
  return requests;
}

/** The first window that ends after a time, as many as there are where none does. Cost: O(log windows). */
function firstAfter({ startS }: PoolWindows, timeMs: number): number {
  let low = 0;
  let high = startS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startS[middle] * 1000 + WINDOW_MS > timeMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
