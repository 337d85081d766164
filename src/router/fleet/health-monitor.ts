import { longer, smallestCountAbove } from '../../core/index.js';
import type { Attempt, AttemptListener } from '../attempt.js';
import {
  checkedAgainst,
  type Given,
  number,
  type OptionsOf,
  share,
  shareAboveZero,
  wholeNumber,
} from '../../core/options/index.js';
import { COMPLETED, TIMED_OUT, UPSTREAM_ERROR } from '../outcome.js';
import { CLOSED, UNHEALTHY } from './endpoint-table.js';
import { type Fleet, givenFleet, type TimedPart } from './fleet.js';

export interface HealthMonitorOptions {
  /** Errors in a row that eject an endpoint. Default 5. */
  readonly errorsInRow: number;
  /** Share of errors among its attempts in the window that ejects it, above 0 and at most 1. Default 0.5. */
  readonly errorShare: number;
  /** How far back attempts count, in ms. Default 10,000. */
  readonly windowMs: number;
  /** Attempts in the window from which on the share counts. Default 10. */
  readonly minRequests: number;
  /** An ejected endpoint rests for so long, in ms; twice as long with each further ejection in a row. Default 10,000. */
  readonly restMs: number;
  /** The longest rest, in ms. Default 300,000. */
  readonly restMaxMs: number;
  /** Share of a model's endpoints that are ejected at once at most; the last one never is. Default 0.5. */
  readonly maxEjected: number;
}

export const HEALTH_MONITOR_OPTIONS: OptionsOf<HealthMonitorOptions> = {
  errorsInRow: wholeNumber(5, 'errors in a row that eject an endpoint', 1, 1e9),
  errorShare: shareAboveZero(0.5, 'share of errors in the window that ejects it'),
  windowMs: number(10_000, 'how far back attempts count', 1),
  minRequests: wholeNumber(10, 'minimum attempts in the window for the share to count', 1, 1e9),
  restMs: number(10_000, 'how long an ejected endpoint rests; twice as long with each further ejection in a row'),
  restMaxMs: number(300_000, 'the longest rest'),
  maxEjected: share(0.5, "maximum share of a model's endpoints ejected at once; never the last one"),
};

/** `serving` as others; `resting`, ejected, until its time is over; `probing`: one attempt at a time, until one succeeds. */
export const MONITOR_STATES = ['serving', 'resting', 'probing'] as const;
export type MonitorState = (typeof MONITOR_STATES)[number];
const SERVING = 0;
const RESTING = 1;
const PROBING = 2;

/** What the monitor knows of an endpoint. */
export interface MonitorReport {
  readonly state: MonitorState;
  /** Errors since the last success. */
  readonly errorsInRow: number;
  /** Attempts in the window that ended in success or error, and the share of errors; null of none. */
  readonly requests: number;
  readonly errorShare: number | null;
  /** Ejections without a success between them. */
  readonly ejectionsInRow: number;
  /** When its rest ends, on the fleet's clock; null where it does not rest. */
  readonly restsUntilMs: number | null;
}

/** Of a rest: more would be beyond all numbers. */
const MOST_DOUBLINGS = 1000;

/** The window is cut into so many parts, the oldest of which is dropped. */
const PARTS = 10;

/**
 * Passive health: outlier ejection by what real attempts come to. An upstream error or a timeout is an error; refusals and
 * rate limits are neither error nor success. An endpoint is ejected by errors in a row, or by their share in a window; after
 * its rest it is tried with one attempt at a time until one succeeds. It never ejects more of a model's endpoints than its
 * cap, nor the last one that takes requests. What others say of an endpoint's health stands beside it, untouched. Owns the column `ejectedUntilMs` and its bit of `closed`.
 * Cost: O(1) an attempt, O(endpoints) at an ejection and when a rest ends.
 * Source: outlier detection of Envoy and of Finagle's failure accrual, half-open circuit breakers (Nygard, Release It!, 2007).
 */
export class HealthMonitor implements TimedPart, AttemptListener {
  readonly fleet: Fleet;
  readonly #options: HealthMonitorOptions;
  // by endpoint
  #generation = new Int32Array(0);
  #state = new Uint8Array(0);
  #errorsInRow = new Int32Array(0);
  #ejections = new Int32Array(0);
  /** Which part of the window is counted now, as a number since time 0. */
  #part = new Float64Array(0);
  // by endpoint and part of the window
  #requests = new Int32Array(0);
  #errors = new Int32Array(0);

  constructor(fleet: Fleet, options: Given<HealthMonitorOptions> = {}) {
    this.fleet = givenFleet(fleet);
    this.#options = checkedAgainst(HEALTH_MONITOR_OPTIONS, options, 'HealthMonitor');
    fleet.attach(this);
  }

  /** @param name id of an endpoint, or of a model with one @throws Error where there is none */
  report(name: string): MonitorReport {
    const endpoints = this.fleet.endpointsNamed(name);
    if (endpoints.length !== 1) throw new Error(`"${name}" is not the id of an endpoint`);
    return this.reportOf(endpoints[0]);
  }

  /** `report` by index. */
  reportOf(endpoint: number): MonitorReport {
    this.fleet.expectEndpoint(endpoint);
    this.#know(endpoint);
    const [requests, errors] = this.#inWindow(endpoint);
    const state = this.#state[endpoint];
    return {
      state: MONITOR_STATES[state],
      errorsInRow: this.#errorsInRow[endpoint],
      requests,
      errorShare: requests === 0 ? null : errors / requests,
      ejectionsInRow: this.#ejections[endpoint],
      restsUntilMs: state === RESTING ? this.fleet.endpoints.ejectedUntilMs[endpoint] : null,
    };
  }

  started({ endpoint, startedMs }: Attempt): void {
    if (endpoint < this.#state.length && this.#state[endpoint] === PROBING && this.#isKnown(endpoint)) {
      const { ejectedUntilMs } = this.fleet.endpoints;
      ejectedUntilMs[endpoint] = Math.min(ejectedUntilMs[endpoint], startedMs); // the clock may be set back: the rest is over
      this.#close(endpoint, true); // one at a time
    }
  }

  ended(attempt: Attempt): void {
    const { endpoint, outcome } = attempt;
    if (this.fleet.isRemoved(endpoint)) return;
    this.#know(endpoint);
    const state = this.#state[endpoint];
    if (state === RESTING || (state === PROBING && this.#isFromBefore(attempt))) return;
    const isError = outcome === UPSTREAM_ERROR || outcome === TIMED_OUT;
    if (state === PROBING) this.#probed(endpoint, outcome === COMPLETED, isError);
    else if (outcome === COMPLETED) this.#succeeded(endpoint);
    else if (isError) this.#failed(endpoint);
  }

  advance(nowMs: number): number {
    const { ejectedUntilMs } = this.fleet.endpoints;
    let nextMs = Infinity;
    for (let e = 0; e < this.#state.length; e++) {
      if (this.#state[e] !== RESTING || !this.#isKnown(e)) continue;
      const untilMs = Math.min(ejectedUntilMs[e], nowMs + this.#options.restMaxMs); // the clock may be set back
      ejectedUntilMs[e] = untilMs;
      if (untilMs > nowMs) nextMs = Math.min(nextMs, untilMs);
      else this.#probe(e);
    }
    return nextMs;
  }

  /** Endpoints went or are unhealthy: of those that are left, more may be out than the cap allows. */
  onFleetChange(): void {
    const { ejectedUntilMs } = this.fleet.endpoints;
    for (const siblings of this.fleet.models.endpoints) {
      const out = this.#outOf(siblings).sort((a, b) => ejectedUntilMs[a] - ejectedUntilMs[b]);
      const over = Math.max(0, out.length - this.#cap(siblings));
      for (const endpoint of out.slice(0, over)) this.#restore(endpoint);
    }
  }

  #succeeded(endpoint: number): void {
    this.#requests[this.#place(endpoint)]++;
    this.#errorsInRow[endpoint] = 0;
  }

  #failed(endpoint: number): void {
    const { errorsInRow, errorShare, minRequests } = this.#options;
    const place = this.#place(endpoint);
    this.#requests[place]++;
    this.#errors[place]++;
    this.#errorsInRow[endpoint]++;
    const [requests, errors] = this.#inWindow(endpoint);
    const isBad =
      this.#errorsInRow[endpoint] >= errorsInRow || (requests >= minRequests && errors / requests >= errorShare);
    if (!isBad) return;
    const siblings = this.fleet.models.endpoints[this.fleet.endpoints.modelIndex[endpoint]];
    if (this.#outOf(siblings).length < this.#cap(siblings)) this.#eject(endpoint);
  }

  /** Whether an attempt at an endpoint that is probed began before its rest was over: it says nothing of how it fares now. */
  #isFromBefore({ endpoint, startedMs }: Attempt): boolean {
    return startedMs < this.fleet.endpoints.ejectedUntilMs[endpoint];
  }

  #probed(endpoint: number, isSuccess: boolean, isError: boolean): void {
    if (isSuccess) this.#restore(endpoint);
    else if (isError) this.#eject(endpoint);
    else this.#close(endpoint, false); // it tells nothing: the next one
  }

  #eject(endpoint: number): void {
    const { restMs, restMaxMs } = this.#options;
    const restsMs = Math.min(restMaxMs, restMs * 2 ** Math.min(this.#ejections[endpoint]++, MOST_DOUBLINGS));
    const untilMs = this.fleet.clock.nowMs() + restsMs;
    this.#state[endpoint] = RESTING;
    this.fleet.endpoints.ejectedUntilMs[endpoint] = untilMs;
    this.#close(endpoint, true);
    this.fleet.wake(untilMs);
  }

  /** Its rest is over. */
  #probe(endpoint: number): void {
    this.#state[endpoint] = PROBING;
    this.#close(endpoint, false);
  }

  /** It serves as others do, and nothing is held against it. */
  #restore(endpoint: number): void {
    this.#forget(endpoint);
    this.#close(endpoint, false);
  }

  #forget(endpoint: number): void {
    this.#state[endpoint] = SERVING;
    this.#errorsInRow[endpoint] = 0;
    this.#ejections[endpoint] = 0;
    this.#requests.fill(0, endpoint * PARTS, (endpoint + 1) * PARTS);
    this.#errors.fill(0, endpoint * PARTS, (endpoint + 1) * PARTS);
  }

  #close(endpoint: number, isClosed: boolean): void {
    const { endpoints } = this.fleet;
    if (endpoints.setClosed(endpoint, CLOSED.ejected, isClosed)) endpoints.rulesChanged(endpoint);
  }

  /** How many of a model's endpoints may be out: of those that nobody says are unhealthy. */
  #cap(siblings: readonly number[]): number {
    const { health } = this.fleet.endpoints;
    const count = siblings.filter((e) => health[e] !== UNHEALTHY).length;
    return Math.max(0, Math.min(count - 1, smallestCountAbove(this.#options.maxEjected, count) - 1));
  }

  /** Those of a model's endpoints that it keeps out, of those that nobody says are unhealthy. */
  #outOf(siblings: readonly number[]): number[] {
    const { health } = this.fleet.endpoints;
    return siblings.filter((e) => health[e] !== UNHEALTHY && this.#isOut(e));
  }

  #isOut(endpoint: number): boolean {
    return endpoint < this.#state.length && this.#isKnown(endpoint) && this.#state[endpoint] !== SERVING;
  }

  /** Requests and errors in the window. */
  #inWindow(endpoint: number): readonly [requests: number, errors: number] {
    this.#place(endpoint);
    let [requests, errors] = [0, 0];
    for (let i = endpoint * PARTS; i < (endpoint + 1) * PARTS; i++) {
      requests += this.#requests[i];
      errors += this.#errors[i];
    }
    return [requests, errors];
  }

  /** Place of the present part of an endpoint's window; parts that lie outside are emptied. */
  #place(endpoint: number): number {
    const part = Math.floor((this.fleet.clock.nowMs() * PARTS) / this.#options.windowMs);
    const passed = part - this.#part[endpoint];
    this.#part[endpoint] = part;
    const stale = passed < 0 ? PARTS : Math.min(passed, PARTS); // the clock may be set back
    for (let i = 0; i < stale; i++) {
      const place = endpoint * PARTS + placeIn(part - i);
      this.#requests[place] = 0;
      this.#errors[place] = 0;
    }
    return endpoint * PARTS + placeIn(part);
  }

  /** Makes room for an endpoint, and forgets what was of another one in its place. */
  #know(endpoint: number): void {
    if (endpoint >= this.#state.length) this.#grow();
    if (this.#isKnown(endpoint)) return;
    this.#generation[endpoint] = this.fleet.endpoints.generation[endpoint];
    this.#forget(endpoint);
  }

  #isKnown(endpoint: number): boolean {
    return this.#generation[endpoint] === this.fleet.endpoints.generation[endpoint];
  }

  #grow(): void {
    const { count } = this.fleet.endpoints;
    this.#generation = longer(this.#generation, count, -1);
    this.#state = longer(this.#state, count);
    this.#errorsInRow = longer(this.#errorsInRow, count);
    this.#ejections = longer(this.#ejections, count);
    this.#part = longer(this.#part, count);
    this.#requests = longer(this.#requests, count * PARTS);
    this.#errors = longer(this.#errors, count * PARTS);
  }
}

function placeIn(part: number): number {
  return ((part % PARTS) + PARTS) % PARTS;
}
