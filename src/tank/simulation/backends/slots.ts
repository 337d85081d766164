import { z } from 'zod';
import { UPSTREAM_ERROR } from '../../../router/index.js';
import { queueLength, slotCount } from '../../../router/config/index.js';
import type { Attempts } from '../attempts.js';
import type { Calendar } from '../calendar.js';
import type { Failures } from '../failures.js';
import type { Stations } from '../stations.js';
import { type Backend, backend, type BackendContext, type Served } from './backend.js';
import { type Caches, cachesOf } from './caches.js';
import { speed } from './parameters.js';
import { WaitingLine } from './waiting-line.js';

/**
 * Servers with a queue: c slots and K places per endpoint, first come first served, any service law (G/G/c/K). Every
 * slot is a source in the calendar. Speed acts on service that starts afterwards.
 * Cost: O(log slots of the fleet) per start or completion. A queueing model, not a model of an inference engine.
 */
export class Slots implements Backend {
  readonly #calendar: Calendar;
  readonly #stations: Stations;
  readonly #attempts: Attempts;
  readonly #served: Served;
  readonly #line: WaitingLine;
  readonly #caches: Caches | undefined;
  readonly #failures: Failures | undefined;
  // by request
  readonly #arrivalMs: Float64Array;
  readonly #demandMs: Float64Array;
  readonly #waitingMs: Float64Array;
  // by endpoint
  readonly #firstSource: Int32Array;
  readonly #freeCount: Int32Array;
  // by source: the endpoint, the attempt in service (−1 where there is none), and a stack of the endpoint's free sources
  readonly #endpointOf: Int32Array;
  readonly #attemptAt: Int32Array;
  readonly #free: Int32Array;

  constructor(context: BackendContext) {
    const { stations, calendar, endpoints, attempts } = context;
    this.#calendar = calendar;
    this.#stations = stations;
    this.#attempts = attempts;
    this.#served = context.served;
    this.#arrivalMs = context.trace.arrivalMs;
    this.#demandMs = context.demandMs;
    this.#waitingMs = context.outcomes.waitingMs;
    this.#line = new WaitingLine(stations.count, attempts);
    this.#caches = cachesOf(context);
    this.#failures = context.failures;
    this.#firstSource = new Int32Array(stations.count);
    this.#freeCount = new Int32Array(stations.count);
    this.#endpointOf = new Int32Array(calendar.sourceMs.length);
    this.#attemptAt = new Int32Array(calendar.sourceMs.length).fill(-1);
    this.#free = new Int32Array(calendar.sourceMs.length);
    for (const { endpoint, firstSource, sourceCount } of endpoints) {
      this.#firstSource[endpoint] = firstSource;
      this.#freeCount[endpoint] = sourceCount;
      for (let i = 0; i < sourceCount; i++) {
        this.#endpointOf[firstSource + i] = endpoint;
        this.#free[firstSource + i] = firstSource + sourceCount - 1 - i;
      }
    }
  }

  offer(endpoint: number, attempt: number): boolean {
    const stations = this.#stations;
    if (stations.inService[endpoint] < stations.maxConcurrent[endpoint]) {
      stations.enter(endpoint);
      this.#caches?.enter(endpoint, attempt);
      this.#startAtFreeSlot(endpoint, attempt);
      return true;
    }
    if (this.#line.length[endpoint] < stations.maxQueue[endpoint]) {
      stations.enter(endpoint);
      this.#caches?.enter(endpoint, attempt);
      this.#line.join(endpoint, attempt);
      return true;
    }
    stations.refused[endpoint]++;
    return false;
  }

  advance(source: number): void {
    const attempt = this.#attemptAt[source];
    this.#leaveSlot(this.#endpointOf[source], source);
    this.#served.completed(attempt);
  }

  cancel(endpoint: number, attempt: number): void {
    const source = this.#attempts.next[attempt];
    const isInService = source >= 0 && source < this.#attemptAt.length && this.#attemptAt[source] === attempt;
    if (isInService) {
      this.#leaveSlot(endpoint, source);
    } else {
      this.#line.remove(endpoint, attempt);
      this.#stations.leave(endpoint);
    }
  }

  fail(endpoint: number): void {
    this.#caches?.empty(endpoint);
    const attempts = this.#line.takeAll(endpoint);
    for (const _ of attempts) this.#stations.leave(endpoint);
    for (const [source, attempt] of this.#attemptAt.entries()) {
      if (attempt < 0 || this.#endpointOf[source] !== endpoint) continue;
      attempts.push(attempt);
      this.#leaveSlot(endpoint, source);
    }
    for (const attempt of this.#attempts.byArrival(attempts)) this.#served.failed(attempt, UPSTREAM_ERROR);
  }

  setSpeed(endpoint: number, speed: number): void {
    this.#stations.speed[endpoint] = speed;
  }

  setLimits(endpoint: number, maxConcurrent: number, maxQueue: number): void {
    this.#stations.setLimits(endpoint, maxConcurrent, maxQueue, maxConcurrent);
    while (this.#line.length[endpoint] > 0 && this.#stations.inService[endpoint] < maxConcurrent) {
      this.#startAtFreeSlot(endpoint, this.#line.takeFirst(endpoint));
    }
  }

  /** A slot is done with its attempt: the first in line starts there, or the slot is free. */
  #leaveSlot(endpoint: number, source: number): void {
    const stations = this.#stations;
    const calendar = this.#calendar;
    stations.leave(endpoint);
    if (this.#line.length[endpoint] > 0 && stations.inService[endpoint] <= stations.maxConcurrent[endpoint]) {
      this.#start(endpoint, this.#line.takeFirst(endpoint), source);
      return;
    }
    stations.inService[endpoint]--;
    this.#attemptAt[source] = -1;
    this.#free[this.#firstSource[endpoint] + this.#freeCount[endpoint]++] = source;
    calendar.sourceMs[source] = Infinity;
    calendar.scheduled(source);
  }

  #startAtFreeSlot(endpoint: number, attempt: number): void {
    this.#stations.inService[endpoint]++;
    this.#start(endpoint, attempt, this.#free[this.#firstSource[endpoint] + --this.#freeCount[endpoint]]);
  }

  #start(endpoint: number, attempt: number, source: number): void {
    const calendar = this.#calendar;
    const nowMs = calendar.clock.cell[0];
    const request = this.#attempts.requestOf(attempt);
    let workMs = this.#caches === undefined ? this.#demandMs[request] : this.#caches.demandMs[attempt];
    if (this.#failures?.isDoomed(attempt) === true) workMs = Infinity;
    this.#waitingMs[request] = nowMs - this.#arrivalMs[request];
    this.#attemptAt[source] = attempt;
    this.#attempts.next[attempt] = source;
    calendar.sourceMs[source] = nowMs + workMs / this.#stations.speed[endpoint];
    calendar.scheduled(source);
  }
}

export const slots = backend({
  summary: 'servers with a first-come-first-served queue (G/G/c/K)',
  options: z.strictObject({
    speed,
    slots: slotCount().optional().meta({ description: 'servers of an endpoint; default: its max_concurrent' }),
    queue: queueLength()
      .optional()
      .meta({ description: 'places in the queue of an endpoint, or unlimited; default: its max_queue' }),
  }),
  measures: ['waiting_time_ms'],
  limits: ({ slots: servers, queue }, { maxConcurrent, maxQueue }) => ({
    maxConcurrent: servers ?? maxConcurrent,
    maxQueue: queue ?? maxQueue,
  }),
  sources: (maxConcurrent) => maxConcurrent,
  create: (context) => new Slots(context),
});
