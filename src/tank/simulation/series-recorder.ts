import type { Areas } from './areas.js';
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
  #before: Areas;
  #bin = 0;

  /** @param endMs end of the last bin */
  constructor(stations: Stations, endMs: number) {
    this.#stations = stations;
    this.binMs = endMs / BIN_COUNT;
    this.dueMs = Float64Array.of(endMs > 0 ? this.binMs : Infinity);
    this.inService = new Float64Array(BIN_COUNT * stations.count);
    this.waiting = new Float64Array(BIN_COUNT * stations.count);
    this.working = new Float64Array(BIN_COUNT * stations.count);
    this.#before = stations.areasAt(0);
  }

  /** Closes every bin that ended before now; the stations have not changed since the last event. */
  record(nowMs: number): void {
    while (this.dueMs[0] <= nowMs) {
      const now = this.#stations.areasAt(this.dueMs[0]);
      const before = this.#before;
      this.#before = now;
      const count = now.activeMs.length;
      for (let e = 0; e < count; e++) {
        const place = this.#bin * count + e;
        const waitingMs = now.waitingMs[e] - before.waitingMs[e];
        const busyMs = now.busyMs[e] - before.busyMs[e];
        this.inService[place] = (now.activeMs[e] - before.activeMs[e] - waitingMs) / this.binMs;
        this.waiting[place] = waitingMs / this.binMs;
        this.working[place] = busyMs / (now.capacityMs[e] - before.capacityMs[e]); // NaN where it was not there
      }
      this.#bin++;
      this.dueMs[0] = this.#bin < BIN_COUNT ? (this.#bin + 1) * this.binMs : Infinity;
    }
  }
}
