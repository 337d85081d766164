import { type ManualClock, smallestCountAbove } from '../../core/index.js';
import { Areas } from './areas.js';

/**
 * The true state of the simulated endpoints, in columns by endpoint: what measures are computed from, whatever a router
 * believes. Backends tell it of every arrival and departure; it keeps counts, and areas under curves over the whole run.
 * Cost: O(1) per change.
 */
export class Stations {
  readonly count: number;
  /** Attempts accepted and not ended: in service and waiting. */
  readonly active: Int32Array;
  /** Attempts that are worked on: backends write it, at the instant of a change that they tell of. */
  readonly inService: Int32Array;
  /** Requests worked on at once, and places in the queue: the limits that overload is measured against. */
  readonly maxConcurrent: Int32Array;
  readonly maxQueue: Float64Array;
  /** Service times are divided by this. */
  readonly speed: Float64Array;
  readonly accepted: Int32Array;
  readonly refused: Int32Array;
  /** Accepted attempts that were taken out before they were served: cancelled, and failed. */
  readonly cancelled: Int32Array;
  readonly failed: Int32Array;
  /** Prompt tokens of those of them whose request arrived after the warm-up. */
  readonly wastedTokens: Float64Array;
  /** Times that an attempt was thrown out of service. */
  readonly preempted: Int32Array;
  /** Times that more became active than max_concurrent. */
  readonly overloadEpisodes: Int32Array;
  readonly #cell: Float64Array;
  readonly #target: Float64Array;
  /** Up to the last change of each endpoint; what follows from limits alone up to their last change. */
  readonly #areas: Areas;
  readonly #changedMs: Float64Array;
  readonly #limitsMs: Float64Array;
  /** The area under `active` when the limits changed last. */
  readonly #activeAtLimits: Float64Array;
  readonly #servers: Float64Array;
  readonly #overTargetFrom: Int32Array;
  /** 1 where the endpoint is there, LEAVING where it goes with its last attempt. */
  readonly #presence: Uint8Array;

  constructor(clock: ManualClock, targetUtilization: Float64Array) {
    const count = targetUtilization.length;
    this.count = count;
    this.active = new Int32Array(count);
    this.inService = new Int32Array(count);
    this.maxConcurrent = new Int32Array(count);
    this.maxQueue = new Float64Array(count);
    this.speed = new Float64Array(count);
    this.accepted = new Int32Array(count);
    this.refused = new Int32Array(count);
    this.cancelled = new Int32Array(count);
    this.failed = new Int32Array(count);
    this.wastedTokens = new Float64Array(count);
    this.preempted = new Int32Array(count);
    this.overloadEpisodes = new Int32Array(count);
    this.#cell = clock.cell;
    this.#target = targetUtilization;
    this.#areas = new Areas(count);
    this.#changedMs = new Float64Array(count);
    this.#limitsMs = new Float64Array(count);
    this.#activeAtLimits = new Float64Array(count);
    this.#servers = new Float64Array(count);
    this.#overTargetFrom = new Int32Array(count);
    this.#presence = new Uint8Array(count);
  }

  /**
   * Sets the limits of an endpoint, at any time; with the first ones it is there.
   * @param servers slots, or the cores that its requests share
   */
  setLimits(endpoint: number, maxConcurrent: number, maxQueue: number, servers: number): void {
    this.#count(endpoint);
    this.#countLimits(this.#areas, endpoint, this.#cell[0]);
    const active = this.active[endpoint];
    if (active > maxConcurrent && active <= this.maxConcurrent[endpoint]) this.overloadEpisodes[endpoint]++;
    this.maxConcurrent[endpoint] = maxConcurrent;
    this.maxQueue[endpoint] = maxQueue;
    this.#servers[endpoint] = servers;
    this.#overTargetFrom[endpoint] = smallestCountAbove(this.#target[endpoint], maxConcurrent);
    this.#limitsMs[endpoint] = this.#cell[0];
    this.#activeAtLimits[endpoint] = this.#areas.activeMs[endpoint];
    if (this.#presence[endpoint] === ABSENT) this.#presence[endpoint] = PRESENT;
  }

  /** An attempt was accepted. */
  enter(endpoint: number): void {
    this.#count(endpoint);
    const active = ++this.active[endpoint];
    this.accepted[endpoint]++;
    if (active === this.maxConcurrent[endpoint] + 1) this.overloadEpisodes[endpoint]++;
  }

  /** An accepted attempt ended: served or cancelled. */
  leave(endpoint: number): void {
    this.#count(endpoint);
    if (--this.active[endpoint] === 0 && this.#presence[endpoint] === LEAVING) this.#leave(endpoint);
  }

  /** The endpoint goes when its last attempt has ended. */
  remove(endpoint: number): void {
    this.#presence[endpoint] = LEAVING;
    if (this.active[endpoint] === 0) this.#leave(endpoint);
  }

  isPresent(endpoint: number): boolean {
    return this.#presence[endpoint] !== ABSENT;
  }

  /** All areas as they will be at a time before anything changes. Cost: O(endpoints). */
  areasAt(timeMs: number): Areas {
    const areas = new Areas(this.count);
    for (const name of COUNTED) areas[name].set(this.#areas[name]);
    for (let e = 0; e < this.count; e++) {
      if (this.active[e] > 0) this.#add(areas, e, this.active[e], timeMs - this.#changedMs[e]);
      this.#countLimits(areas, e, timeMs);
    }
    return areas;
  }

  /** Brings the areas of an endpoint up to now. */
  #count(endpoint: number): void {
    const nowMs = this.#cell[0];
    const active = this.active[endpoint];
    if (active > 0) this.#add(this.#areas, endpoint, active, nowMs - this.#changedMs[endpoint]);
    this.#changedMs[endpoint] = nowMs;
  }

  /** @param active above 0 */
  #add(areas: Areas, endpoint: number, active: number, elapsedMs: number): void {
    const inService = this.inService[endpoint];
    const servers = this.#servers[endpoint];
    areas.activeMs[endpoint] += active * elapsedMs;
    areas.busyMs[endpoint] += (inService < servers ? inService : servers) * elapsedMs;
    if (active > inService) areas.waitingMs[endpoint] += (active - inService) * elapsedMs;
    if (active > this.maxConcurrent[endpoint]) areas.overCapacityMs[endpoint] += elapsedMs;
    if (active >= this.#overTargetFrom[endpoint]) areas.overTargetMs[endpoint] += elapsedMs;
  }

  /** Adds what follows from the limits since their last change; `areas.activeMs` is up to date. */
  #countLimits(areas: Areas, endpoint: number, untilMs: number): void {
    if (this.#presence[endpoint] === ABSENT) return;
    const elapsedMs = untilMs - this.#limitsMs[endpoint];
    const activeMs = areas.activeMs[endpoint] - this.#activeAtLimits[endpoint];
    areas.occupiedMs[endpoint] += activeMs / this.maxConcurrent[endpoint];
    areas.capacityMs[endpoint] += this.#servers[endpoint] * elapsedMs;
    areas.presentMs[endpoint] += elapsedMs;
  }

  #leave(endpoint: number): void {
    this.#countLimits(this.#areas, endpoint, this.#cell[0]);
    this.#presence[endpoint] = ABSENT;
  }
}

/** Values of `presence`. */
const ABSENT = 0;
const PRESENT = 1;
const LEAVING = 2;

const COUNTED = Object.keys(new Areas(0)) as (keyof Areas & `${string}Ms`)[];
