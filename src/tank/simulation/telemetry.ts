import type { ManualClock } from '../../core/index.js';
import type { SimulatedRouter } from './routers.js';
import type { TelemetryConfig } from './simulation-config.js';
import type { Stations } from './stations.js';

/** Reports that are on their way at once, at most. */
export const REPORTS_UNDER_WAY_LIMIT = 1000;

/** The state of every endpoint at one instant, with what each router had in flight there. */
interface Snapshot {
  readonly dueMs: number;
  readonly active: Int32Array;
  readonly waiting: Int32Array;
  /** By router. */
  readonly ownInFlight: readonly Int32Array[];
}

/**
 * Reports of the endpoints' true load to the routers. With an interval all endpoints are read at its multiples, from 0
 * on, and the routers hear of it a delay later. With interval 0 a report comes with every change, which a single router
 * needs not be told: its own counts say the same.
 */
export class Telemetry {
  /** When something is due next, Infinity for never. */
  readonly dueMs = Float64Array.of(Infinity);
  readonly #clock: ManualClock;
  readonly #stations: Stations;
  readonly #routers: readonly SimulatedRouter[];
  readonly #config: TelemetryConfig;
  readonly #reportsChanges: boolean;
  #readCount = 0;
  readonly #underWay: Snapshot[] = [];

  constructor(clock: ManualClock, stations: Stations, routers: readonly SimulatedRouter[], config: TelemetryConfig) {
    this.#clock = clock;
    this.#stations = stations;
    this.#routers = routers;
    this.#config = config;
    this.#reportsChanges = config.intervalMs === 0 && routers.length > 1;
    if (config.intervalMs > 0) this.dueMs[0] = 0;
  }

  /** The load of an endpoint changed. */
  changed(endpoint: number): void {
    if (this.#reportsChanges) this.#report(endpoint);
  }

  #report(endpoint: number): void {
    const { active, maxConcurrent } = this.#stations;
    const waiting = Math.max(0, active[endpoint] - maxConcurrent[endpoint]);
    for (const each of this.#routers) {
      const place = each.presentPlaceOf(endpoint);
      if (place < 0) continue;
      const { loadTracker, fleet } = each.router;
      loadTracker.report(place, active[endpoint], waiting, fleet.endpoints.inFlight[place]);
    }
  }

  /** What is due happens: reports arrive, endpoints are read. */
  run(): void {
    const nowMs = this.#clock.cell[0];
    const { intervalMs, delayMs } = this.#config;
    while (this.#underWay.length > 0 && this.#underWay[0].dueMs <= nowMs) this.#deliver(this.#underWay.shift());
    if (this.#readCount * intervalMs <= nowMs) {
      const snapshot = this.#read(nowMs + delayMs);
      if (delayMs === 0) this.#deliver(snapshot);
      else this.#underWay.push(snapshot);
      this.#readCount++;
    }
    const arrivalMs = this.#underWay[0]?.dueMs ?? Infinity;
    this.dueMs[0] = Math.min(this.#readCount * intervalMs, arrivalMs);
  }

  #read(dueMs: number): Snapshot {
    const { active, maxConcurrent } = this.#stations;
    return {
      dueMs,
      active: active.map((count, e) => (this.#stations.isPresent(e) ? count : NOT_THERE)),
      waiting: active.map((count, e) => Math.max(0, count - maxConcurrent[e])),
      ownInFlight: this.#routers.map((each) =>
        active.map((_, e) => each.router.fleet.endpoints.inFlight[Math.max(0, each.placeOf(e))]),
      ),
    };
  }

  #deliver(snapshot: Snapshot | undefined): void {
    if (snapshot === undefined) return;
    const { active, waiting, ownInFlight } = snapshot;
    for (const [r, each] of this.#routers.entries()) {
      for (let e = 0; e < active.length; e++) {
        const place = active[e] === NOT_THERE ? -1 : each.presentPlaceOf(e);
        if (place >= 0) each.router.loadTracker.report(place, active[e], waiting[e], ownInFlight[r][e]);
      }
    }
  }
}

/** `active` of an endpoint that was not there. */
const NOT_THERE = -1;
