import { z } from 'zod';
import { MinHeap } from '../../../core/index.js';
import { plainNumber } from '../../../core/input/index.js';
import { UPSTREAM_ERROR } from '../../../router/index.js';
import { type Backend, backend, type BackendContext } from './backend.js';
import { type Caches, cachesOf } from './caches.js';
import { speed } from './parameters.js';
import { WaitingLine } from './waiting-line.js';

/**
 * Processor sharing with a limit: up to max_concurrent requests run at once and share the endpoint's cores, each at
 * speed × min(1, cores / n); further ones wait first come first served. An endpoint keeps the work that each running
 * request has received so far as one number (all receive alike), and a heap of the totals at which they finish.
 * Cost: O(log n) per arrival or completion, n running requests at the endpoint.
 * Source: virtual time of processor sharing; Kleinrock (1976), Queueing Systems II, §4.4.
 * A queueing model, not a model of an inference engine.
 */
export class ProcessorSharing implements Backend {
  readonly #context: BackendContext;
  readonly #line: WaitingLine;
  readonly #caches: Caches | undefined;
  /** By endpoint: running requests by the work total at which they finish. */
  readonly #running: readonly MinHeap[];
  /** By endpoint: work that each running request received since the endpoint was last idle, and when that was counted. */
  readonly #received: Float64Array;
  readonly #countedMs: Float64Array;
  readonly #cores: Float64Array;
  readonly #source: Int32Array;
  /** By source. */
  readonly #endpointOf: Int32Array;

  constructor(context: BackendContext<{ readonly cores: number }>) {
    const { stations, calendar, endpoints, attempts } = context;
    this.#context = context;
    this.#line = new WaitingLine(stations.count, attempts);
    this.#caches = cachesOf(context);
    this.#running = Array.from({ length: stations.count }, () => new MinHeap());
    this.#received = new Float64Array(stations.count);
    this.#countedMs = new Float64Array(stations.count);
    this.#cores = new Float64Array(stations.count);
    this.#source = new Int32Array(stations.count);
    this.#endpointOf = new Int32Array(calendar.sourceMs.length);
    for (const { endpoint, options, firstSource } of endpoints) {
      this.#cores[endpoint] = options.cores;
      this.#source[endpoint] = firstSource;
      this.#endpointOf[firstSource] = endpoint;
    }
  }

  offer(endpoint: number, attempt: number): boolean {
    const { stations } = this.#context;
    if (this.#running[endpoint].count < stations.maxConcurrent[endpoint]) {
      stations.enter(endpoint);
      this.#caches?.enter(endpoint, attempt);
      this.#count(endpoint);
      this.#start(endpoint, attempt);
      this.#schedule(endpoint);
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
    const endpoint = this.#endpointOf[source];
    const running = this.#running[endpoint];
    this.#count(endpoint);
    this.#received[endpoint] = running.firstKey[0]; // exactly, whatever rounding made of it
    const attempt = running.pop();
    this.#leave(endpoint);
    this.#context.served.completed(attempt);
  }

  cancel(endpoint: number, attempt: number): void {
    this.#count(endpoint);
    if (this.#running[endpoint].remove(attempt)) {
      this.#leave(endpoint);
    } else {
      this.#line.remove(endpoint, attempt);
      this.#context.stations.leave(endpoint);
    }
  }

  fail(endpoint: number): void {
    const { stations, served } = this.#context;
    this.#caches?.empty(endpoint);
    const attempts = this.#line.takeAll(endpoint);
    for (const _ of attempts) stations.leave(endpoint);
    const running = this.#running[endpoint];
    while (running.count > 0) {
      attempts.push(running.pop());
      this.#leave(endpoint);
    }
    for (const attempt of this.#context.attempts.byArrival(attempts)) served.failed(attempt, UPSTREAM_ERROR);
  }

  setSpeed(endpoint: number, speed: number): void {
    this.#count(endpoint);
    this.#context.stations.speed[endpoint] = speed;
    this.#schedule(endpoint);
  }

  setLimits(endpoint: number, maxConcurrent: number, maxQueue: number): void {
    this.#count(endpoint);
    this.#context.stations.setLimits(endpoint, maxConcurrent, maxQueue, this.#cores[endpoint]);
    this.#startWaiting(endpoint);
    this.#schedule(endpoint);
  }

  /** Brings the work received up to now. */
  #count(endpoint: number): void {
    const nowMs = this.#context.calendar.clock.cell[0];
    const sinceMs = this.#countedMs[endpoint];
    this.#countedMs[endpoint] = nowMs;
    if (this.#running[endpoint].count === 0) return;
    this.#received[endpoint] += (nowMs - sinceMs) * this.#rate(endpoint);
  }

  #start(endpoint: number, attempt: number): void {
    const { calendar, outcomes, trace, attempts, demandMs, failures } = this.#context;
    const request = attempts.requestOf(attempt);
    let workMs = this.#caches === undefined ? demandMs[request] : this.#caches.demandMs[attempt];
    if (failures?.isDoomed(attempt) === true) workMs = Infinity;
    outcomes.waitingMs[request] = calendar.clock.cell[0] - trace.arrivalMs[request];
    this.#running[endpoint].push(this.#received[endpoint] + workMs, attempt);
    this.#context.stations.inService[endpoint] = this.#running[endpoint].count;
  }

  /** A running request was taken out: those that wait move up. */
  #leave(endpoint: number): void {
    const { stations } = this.#context;
    stations.leave(endpoint);
    stations.inService[endpoint] = this.#running[endpoint].count;
    this.#startWaiting(endpoint);
    this.#schedule(endpoint);
  }

  #startWaiting(endpoint: number): void {
    const { maxConcurrent } = this.#context.stations;
    while (this.#line.length[endpoint] > 0 && this.#running[endpoint].count < maxConcurrent[endpoint]) {
      this.#start(endpoint, this.#line.takeFirst(endpoint));
    }
  }

  /** Sets the endpoint's next completion. */
  #schedule(endpoint: number): void {
    const { calendar } = this.#context;
    const running = this.#running[endpoint];
    const source = this.#source[endpoint];
    if (running.count === 0) {
      this.#received[endpoint] = 0;
      calendar.sourceMs[source] = Infinity;
    } else {
      const left = Math.max(0, running.firstKey[0] - this.#received[endpoint]);
      calendar.sourceMs[source] = calendar.clock.cell[0] + left / this.#rate(endpoint);
    }
    calendar.scheduled(source);
  }

  /** Work that each running request receives per millisecond. */
  #rate(endpoint: number): number {
    const share = this.#cores[endpoint] / this.#running[endpoint].count;
    return this.#context.stations.speed[endpoint] * Math.min(1, share);
  }
}

export const processorSharing = backend({
  summary: 'requests share the cores of an endpoint, each at speed × min(1, cores / n)',
  options: z.strictObject({
    speed,
    cores: plainNumber({ positive: true })
      .default(1)
      .meta({ description: 'cores that the running requests of an endpoint share; default 1' }),
  }),
  measures: ['waiting_time_ms'],
  limits: (_options, believed) => believed,
  sources: () => 1,
  create: (context) => new ProcessorSharing(context),
});
