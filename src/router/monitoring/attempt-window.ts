import histograms from 'hdr-histogram-js/dist/Int32Histogram.js'; // alone: the package's own index takes eight times as long to load
import type { Clock } from '../../core/index.js';

const Histogram = histograms.default;
type Histogram = InstanceType<typeof Histogram>;

/** The window is cut into so many parts, the oldest of which is dropped. */
const PARTS = 6;
/** Latencies are counted in tenths of a millisecond, to two digits, up to a day; longer ones count as a day. */
const TICKS_PER_MS = 10;
const LONGEST_TICKS = 24 * 3_600_000 * TICKS_PER_MS;
const DIGITS = 2;

/**
 * The attempts of a model that ended of late: how many, how many of them failed, and the distribution of the latencies of
 * those that completed, as a ring of histograms. What is older than the window is dropped a sixth of the window at a time, so
 * that it shows the last five to six sixths. A clock that is set back drops nothing: the present part goes on.
 * Cost: one count an attempt, nothing allocated; one merge of six histograms for quantiles after a change; 80 kB.
 * Source: HdrHistogram (Tene).
 */
export class AttemptWindow {
  readonly #clock: Clock;
  readonly #partMs: number;
  /** One element: what the attempt took that is being told. As an argument it may be boxed. */
  readonly #sampleMs: Float64Array;
  readonly #latencies = Array.from({ length: PARTS }, makeHistogram);
  readonly #ended = new Float64Array(PARTS);
  readonly #failed = new Float64Array(PARTS);
  /** The part that is counted now, and when it is over. */
  #part = 0;
  #partEndsMs: number;
  readonly #merged = makeHistogram();
  #isMerged = true;

  /** @param sampleMs one element, which the caller sets before `completed` */
  constructor(clock: Clock, windowMs: number, sampleMs: Float64Array) {
    this.#clock = clock;
    this.#partMs = windowMs / PARTS;
    this.#partEndsMs = clock.nowMs() + this.#partMs;
    this.#sampleMs = sampleMs;
  }

  completed(): void {
    this.#advance();
    this.#ended[this.#part]++;
    const ticks = Math.min(LONGEST_TICKS, Math.floor(this.#sampleMs[0] * TICKS_PER_MS));
    this.#latencies[this.#part].recordValue(ticks);
    this.#isMerged = false;
  }

  failed(): void {
    this.#advance();
    this.#ended[this.#part]++;
    this.#failed[this.#part]++;
  }

  /** Attempts that ended in the window. */
  count(): number {
    this.#advance();
    return this.#ended.reduce((sum, count) => sum + count, 0);
  }

  /** Those of them that completed. */
  completedCount(): number {
    return this.count() - this.#failed.reduce((sum, count) => sum + count, 0);
  }

  /** Share of those that failed, NaN of none. */
  errorShare(): number {
    return this.#failed.reduce((sum, count) => sum + count, 0) / this.count();
  }

  /**
   * Quantile of the latencies of those that completed: at most 1 % and 0.1 ms below the true one, never above it; what
   * took longer than a day counts as a day.
   * @returns milliseconds, NaN where none completed
   */
  quantileMs(share: number): number {
    this.#advance();
    this.#merge();
    if (this.#merged.totalCount === 0) return NaN;
    const ticks = this.#merged.getValueAtPercentile(100 * share);
    return this.#merged.lowestEquivalentValue(ticks) / TICKS_PER_MS;
  }

  #merge(): void {
    if (this.#isMerged) return;
    this.#merged.reset();
    for (const part of this.#latencies) if (part.totalCount > 0) this.#merged.add(part);
    this.#isMerged = true;
  }

  /** Drops what has become too old. It reads the clock by itself: as an argument the time may be boxed. */
  #advance(): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs >= this.#partEndsMs) this.#turn();
    else if (nowMs < this.#partEndsMs - this.#partMs) this.#partEndsMs = nowMs + this.#partMs; // set back
  }

  #turn(): void {
    const passed = Math.floor((this.#clock.nowMs() - this.#partEndsMs) / this.#partMs) + 1;
    this.#partEndsMs += passed * this.#partMs;
    for (let i = 0; i < Math.min(passed, PARTS); i++) {
      this.#part = (this.#part + 1) % PARTS;
      this.#latencies[this.#part].reset();
      this.#ended[this.#part] = 0;
      this.#failed[this.#part] = 0;
    }
    this.#isMerged = false;
  }
}

function makeHistogram(): Histogram {
  return new Histogram(1, LONGEST_TICKS, DIGITS);
}
