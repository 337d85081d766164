import { longer } from '../../core/index.js';
import type { EndpointTable } from './endpoint-table.js';
import type { Fleet, TimedPart } from './fleet.js';

/** How often expectations fade. */
const STEP_MS = 1000;
/** What is as near to the mean as this share of it counts as faded; then it is put so far below, so that it is tried. */
const NEAR = 0.01;

/**
 * Lets what is expected of endpoints fade to the mean of the fleet while no answers come: by exp(−time / time constant), in
 * steps of a second, and in the end a hundredth below it. So an endpoint that was slow once is tried again, by one request. Owns the column `expectedMs` together with LoadTracker.
 * Cost: O(endpoints) a second.
 */
export class LatencyFade implements TimedPart {
  readonly #table: EndpointTable;
  readonly #timeConstantMs: number;
  readonly #fleetLatencyMs: Float64Array;
  /** By endpoint: 1 where an answer came since the last step. */
  #answered = new Uint8Array(0);
  #stepMs = -Infinity;

  /** @param fleetLatencyMs one element: mean latency of the fleet, NaN before the first sample */
  constructor(fleet: Fleet, timeConstantMs: number, fleetLatencyMs: Float64Array) {
    this.#table = fleet.endpoints;
    this.#timeConstantMs = timeConstantMs;
    this.#fleetLatencyMs = fleetLatencyMs;
    fleet.attach(this);
  }

  /** An answer of an endpoint came. */
  answered(endpoint: number): void {
    if (endpoint >= this.#answered.length) this.#answered = longer(this.#answered, this.#table.count);
    this.#answered[endpoint] = 1;
  }

  advance(nowMs: number): number {
    const sinceMs = nowMs - this.#stepMs;
    if (sinceMs >= 0 && sinceMs < STEP_MS) return this.#stepMs + STEP_MS;
    this.#stepMs = nowMs;
    const fleetMs = this.#fleetLatencyMs[0];
    if (Number.isFinite(sinceMs) && sinceMs > 0 && fleetMs >= 0) {
      this.#fade(fleetMs, Math.exp(-sinceMs / this.#timeConstantMs));
    }
    this.#answered.fill(0);
    return nowMs + STEP_MS;
  }

  #fade(fleetMs: number, kept: number): void {
    const { count, expectedMs, latencyWeight, watcher } = this.#table;
    for (let e = 0; e < count; e++) {
      if (this.#answered[e] === 1 || latencyWeight[e] === 0) continue;
      const left = (expectedMs[e] - fleetMs) * kept;
      expectedMs[e] = Math.abs(left) < NEAR * fleetMs ? (1 - NEAR) * fleetMs : fleetMs + left;
      watcher.onChange(e);
    }
  }
}
