import { type ManualClock, smallestCountAbove } from '../../core/index.js';

/**
 * The true state of the simulated endpoints, in columns by endpoint: what measures are computed from, whatever a router
 * believes. Backends tell it of every arrival, departure and piece of work; it keeps counts and areas under curves.
 */
export class Stations {
  readonly count: number;
  /** Attempts accepted and not ended: in service and waiting. */
  readonly active: Int32Array;
  /** Area under `active` over the whole run: ∫ active dt, up to the last change. */
  readonly activeMs: Float64Array;
  /** Area under the number waiting, likewise: what is active beyond max_concurrent. */
  readonly waitingMs: Float64Array;
  /** Area under the share of the servers that is at work, min(in service, servers) / servers, over the whole run. */
  readonly workingMs: Float64Array;
  /** Area under active / max_concurrent, inside the window. */
  readonly occupiedMs: Float64Array;
  /** Servers of an endpoint: its slots, or the cores that its requests share. */
  readonly servers: Float64Array;
  /** Requests worked on at once, and places in the queue: the limits that overload is measured against. */
  readonly maxConcurrent: Int32Array;
  readonly maxQueue: Float64Array;
  /** Service times are divided by this. */
  readonly speed: Float64Array;
  readonly accepted: Int32Array;
  readonly refused: Int32Array;
  /** Times that an attempt was thrown out of service. */
  readonly preempted: Int32Array;
  /** Times that more became active than max_concurrent. */
  readonly overloadEpisodes: Int32Array;
  /** Time with active / max_concurrent above the target. */
  readonly overTargetMs: Float64Array;
  /** The same inside the window, and time there with more active than max_concurrent. */
  readonly overTargetInWindowMs: Float64Array;
  readonly overCapacityMs: Float64Array;
  /** Busy slot time inside the window; processor sharing: time × share of the cores at work. */
  readonly busyMs: Float64Array;
  /** Slot time inside the window. */
  readonly capacityMs: Float64Array;
  readonly window: Window;
  readonly #clock: ManualClock;
  readonly #target: Float64Array;
  readonly #overTargetFrom: Int32Array;
  readonly #overTargetSinceMs: Float64Array;
  readonly #activeSinceMs: Float64Array;

  constructor(clock: ManualClock, window: Window, targetUtilization: Float64Array) {
    const count = targetUtilization.length;
    this.count = count;
    this.#clock = clock;
    this.window = window;
    this.active = new Int32Array(count);
    this.activeMs = new Float64Array(count);
    this.waitingMs = new Float64Array(count);
    this.workingMs = new Float64Array(count);
    this.occupiedMs = new Float64Array(count);
    this.servers = new Float64Array(count);
    this.maxConcurrent = new Int32Array(count);
    this.maxQueue = new Float64Array(count);
    this.speed = new Float64Array(count);
    this.accepted = new Int32Array(count);
    this.refused = new Int32Array(count);
    this.preempted = new Int32Array(count);
    this.overloadEpisodes = new Int32Array(count);
    this.overTargetMs = new Float64Array(count);
    this.overTargetInWindowMs = new Float64Array(count);
    this.overCapacityMs = new Float64Array(count);
    this.busyMs = new Float64Array(count);
    this.capacityMs = new Float64Array(count);
    this.#target = targetUtilization;
    this.#overTargetFrom = new Int32Array(count);
    this.#overTargetSinceMs = new Float64Array(count);
    this.#activeSinceMs = new Float64Array(count);
  }

  /** Sets the limits of an endpoint, at any time. */
  setLimits(endpoint: number, maxConcurrent: number, maxQueue: number): void {
    this.#countActive(endpoint);
    const active = this.active[endpoint];
    this.#endOverTarget(endpoint, active);
    if (active > maxConcurrent && active <= this.maxConcurrent[endpoint]) this.overloadEpisodes[endpoint]++;
    this.maxConcurrent[endpoint] = maxConcurrent;
    this.maxQueue[endpoint] = maxQueue;
    this.#overTargetFrom[endpoint] = smallestCountAbove(this.#target[endpoint], maxConcurrent);
    this.#overTargetSinceMs[endpoint] = this.#clock.cell[0];
  }

  /** An attempt was accepted. */
  enter(endpoint: number): void {
    this.#countActive(endpoint);
    const active = ++this.active[endpoint];
    this.accepted[endpoint]++;
    if (active === this.maxConcurrent[endpoint] + 1) this.overloadEpisodes[endpoint]++;
    if (active === this.#overTargetFrom[endpoint]) this.#overTargetSinceMs[endpoint] = this.#clock.cell[0];
  }

  /** An accepted attempt ended: served or cancelled. */
  leave(endpoint: number): void {
    this.#countActive(endpoint);
    const active = this.active[endpoint]--;
    if (active === this.#overTargetFrom[endpoint]) this.#endOverTarget(endpoint, active);
  }

  /** The window ends now, unless the warm-up is not over yet. */
  closeWindow(): void {
    this.window.endMs = Math.max(this.window.startMs, this.#clock.cell[0]);
  }

  /** The part of [fromMs, toMs] that lies inside the window. */
  insideWindow(fromMs: number, toMs: number): number {
    const { startMs, endMs } = this.window;
    if (fromMs >= startMs && toMs <= endMs) return Math.max(0, toMs - fromMs); // nearly always
    return Math.max(0, Math.min(toMs, endMs) - Math.max(fromMs, startMs));
  }

  /** `activeMs` as it will be at a later time before anything changes. */
  activeMsUntil(endpoint: number, timeMs: number): number {
    return this.activeMs[endpoint] + this.active[endpoint] * (timeMs - this.#activeSinceMs[endpoint]);
  }

  /** `workingMs` likewise. */
  workingMsUntil(endpoint: number, timeMs: number): number {
    return this.workingMs[endpoint] + this.#working(endpoint) * (timeMs - this.#activeSinceMs[endpoint]);
  }

  /** `waitingMs` likewise. */
  waitingMsUntil(endpoint: number, timeMs: number): number {
    const waiting = Math.max(0, this.active[endpoint] - this.maxConcurrent[endpoint]);
    return this.waitingMs[endpoint] + waiting * (timeMs - this.#activeSinceMs[endpoint]);
  }

  #countActive(endpoint: number): void {
    const nowMs = this.#clock.cell[0];
    const active = this.active[endpoint];
    if (active > 0) this.#addAreas(endpoint, active, this.#activeSinceMs[endpoint], nowMs);
    this.#activeSinceMs[endpoint] = nowMs;
  }

  #addAreas(endpoint: number, active: number, sinceMs: number, nowMs: number): void {
    const elapsedMs = nowMs - sinceMs;
    const windowMs = this.insideWindow(nowMs - elapsedMs, nowMs);
    const maxConcurrent = this.maxConcurrent[endpoint];
    const waiting = active - maxConcurrent;
    this.activeMs[endpoint] += active * elapsedMs;
    this.workingMs[endpoint] += this.#working(endpoint) * elapsedMs;
    this.occupiedMs[endpoint] += (active / maxConcurrent) * windowMs;
    if (waiting > 0) {
      this.waitingMs[endpoint] += waiting * elapsedMs;
      this.overCapacityMs[endpoint] += windowMs;
    }
  }

  /** Share of the servers that is at work. */
  #working(endpoint: number): number {
    const inService = Math.min(this.active[endpoint], this.maxConcurrent[endpoint]);
    const servers = this.servers[endpoint];
    return inService >= servers ? 1 : inService / servers;
  }

  #endOverTarget(endpoint: number, active: number): void {
    if (active < this.#overTargetFrom[endpoint] || this.#overTargetFrom[endpoint] === 0) return;
    const sinceMs = this.#overTargetSinceMs[endpoint];
    const nowMs = this.#clock.cell[0];
    this.overTargetMs[endpoint] += nowMs - sinceMs;
    this.overTargetInWindowMs[endpoint] += this.insideWindow(sinceMs, nowMs);
  }
}

/** The part of a run that measures of rate and utilization are taken over. */
export interface Window {
  readonly startMs: number;
  /** Infinity while the last arrival is not known. */
  endMs: number;
}
