import type { EndpointTable } from './endpoint-table.js';
import type { Fleet, TimedPart } from './fleet.js';

/** How often expectations fade. */
const STEP_MS = 1000;

/**
 * Lets what is expected of endpoints fade to the mean of the fleet while no answers come: by exp(−time / time constant), in
 * steps of a second. So an endpoint that was slow once is tried again. Owns the column `expectedMs` together with LoadTracker.
 * Cost: O(endpoints) a second.
 */
export class LatencyFade implements TimedPart {
  readonly #table: EndpointTable;
  readonly #timeConstantMs: number;
  readonly #fleetLatencyMs: Float64Array;
  /** Sum of the weights of each endpoint's samples at the last step: another one, and there was a sample since. */
  #weight = new Float64Array(0);
  #stepMs = -Infinity;

  /** @param fleetLatencyMs one element: mean latency of the fleet, NaN before the first sample */
  constructor(fleet: Fleet, timeConstantMs: number, fleetLatencyMs: Float64Array) {
    this.#table = fleet.endpoints;
    this.#timeConstantMs = timeConstantMs;
    this.#fleetLatencyMs = fleetLatencyMs;
    fleet.attach(this);
  }

  advance(nowMs: number): number {
    const sinceMs = nowMs - this.#stepMs;
    if (sinceMs >= 0 && sinceMs < STEP_MS) return this.#stepMs + STEP_MS;
    this.#stepMs = nowMs;
    const fleetMs = this.#fleetLatencyMs[0];
    if (Number.isFinite(sinceMs) && sinceMs > 0 && fleetMs >= 0) {
      this.#fade(fleetMs, Math.exp(-sinceMs / this.#timeConstantMs));
    }
    this.#weight = this.#table.latencyWeight.slice();
    return nowMs + STEP_MS;
  }

  #fade(fleetMs: number, kept: number): void {
    const { count, expectedMs, latencyWeight, watcher } = this.#table;
    for (let e = 0; e < count; e++) {
      if (latencyWeight[e] === 0 || latencyWeight[e] !== this.#weight[e]) continue;
      expectedMs[e] = fleetMs + (expectedMs[e] - fleetMs) * kept;
      watcher.onChange(e);
    }
  }
}
