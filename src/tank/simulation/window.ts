import type { Areas } from './areas.js';
import type { Stations } from './stations.js';

/**
 * The part of a run that measures of rate and utilization are taken over: from the end of the warm-up to the last arrival.
 * It looks at the stations at its two ends.
 */
export class Window {
  readonly startMs: number;
  /** One element: when it wants to look at the stations next, Infinity for never. */
  readonly dueMs: Float64Array;
  readonly #stations: Stations;
  /** Infinity while the last arrival is not known. */
  #endMs: number;
  #atStart: Areas | undefined;
  #inside: Areas | undefined;

  constructor(stations: Stations, startMs: number, endMs: number) {
    this.#stations = stations;
    this.startMs = startMs;
    this.#endMs = Math.max(startMs, endMs);
    this.dueMs = Float64Array.of(startMs);
  }

  get endMs(): number {
    return this.#endMs;
  }

  /** The areas inside; the window must be over. */
  get areas(): Areas {
    if (this.#inside === undefined) throw new Error('the window is not over yet');
    return this.#inside;
  }

  /** Looks at the stations, which have not changed since the last event, at every end that has come. */
  record(nowMs: number): void {
    if (this.#atStart === undefined && this.startMs <= nowMs) {
      this.#atStart = this.#stations.areasAt(this.startMs);
      this.dueMs[0] = this.#endMs;
    }
    if (this.#atStart !== undefined && this.#inside === undefined && this.#endMs <= nowMs) {
      this.#inside = this.#stations.areasAt(this.#endMs).since(this.#atStart);
      this.dueMs[0] = Infinity;
    }
  }

  /** The last request arrives now, which was not known before. */
  close(nowMs: number): void {
    this.#endMs = Math.max(this.startMs, nowMs);
    this.record(nowMs);
    if (this.#inside === undefined) this.dueMs[0] = Math.min(this.dueMs[0], this.#endMs);
  }

  /** The run is over. */
  finish(): void {
    if (this.#endMs === Infinity) this.#endMs = this.startMs; // nothing arrived
    this.record(this.#endMs);
  }
}
