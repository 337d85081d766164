import type { Stations } from './stations.js';

/** Bins that the window of a run is divided into. */
export const BIN_COUNT = 120;

/**
 * The course of a run: in each of BIN_COUNT equal parts of [0, last arrival] the mean number in service and waiting at
 * every endpoint, and the share of its servers at work. Cost: O(endpoints) per bin, one comparison per event.
 */
export class SeriesRecorder {
  /** One element: the end of the present bin, Infinity when all are full. */
  readonly dueMs: Float64Array;
  readonly binMs: number;
  /** By bin and endpoint: bin × endpoints + endpoint. */
  readonly inService: Float64Array;
  readonly waiting: Float64Array;
  readonly working: Float64Array;
  readonly #stations: Stations;
  readonly #inServiceBefore: Float64Array;
  readonly #waitingBefore: Float64Array;
  readonly #workingBefore: Float64Array;
  #bin = 0;

  /** @param endMs end of the last bin */
  constructor(stations: Stations, endMs: number) {
    this.#stations = stations;
    this.binMs = endMs / BIN_COUNT;
    this.dueMs = Float64Array.of(endMs > 0 ? this.binMs : Infinity);
    this.inService = new Float64Array(BIN_COUNT * stations.count);
    this.waiting = new Float64Array(BIN_COUNT * stations.count);
    this.working = new Float64Array(BIN_COUNT * stations.count);
    this.#inServiceBefore = new Float64Array(stations.count);
    this.#waitingBefore = new Float64Array(stations.count);
    this.#workingBefore = new Float64Array(stations.count);
  }

  /** Closes every bin that ended before now; the stations have not changed since the last event. */
  record(nowMs: number): void {
    const { count } = this.#stations;
    while (this.dueMs[0] <= nowMs) {
      const endMs = this.dueMs[0];
      for (let e = 0; e < count; e++) {
        const place = this.#bin * count + e;
        const waitingMs = this.#stations.waitingMsUntil(e, endMs);
        const inServiceMs = this.#stations.activeMsUntil(e, endMs) - waitingMs;
        this.inService[place] = (inServiceMs - this.#inServiceBefore[e]) / this.binMs;
        this.waiting[place] = (waitingMs - this.#waitingBefore[e]) / this.binMs;
        const workingMs = this.#stations.workingMsUntil(e, endMs);
        this.working[place] = (workingMs - this.#workingBefore[e]) / this.binMs;
        this.#workingBefore[e] = workingMs;
        this.#inServiceBefore[e] = inServiceMs;
        this.#waitingBefore[e] = waitingMs;
      }
      this.#bin++;
      this.dueMs[0] = this.#bin < BIN_COUNT ? (this.#bin + 1) * this.binMs : Infinity;
    }
  }
}
