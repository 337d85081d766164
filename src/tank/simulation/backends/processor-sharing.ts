import { MinHeap } from '../../../core/index.js';
import type { Backend, BackendContext } from './backend.js';
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
  /** By endpoint: running requests by the work total at which they finish. */
  readonly #running: readonly MinHeap[];
  /** By endpoint: work that each running request received since the endpoint was last idle, and when that was counted. */
  readonly #received: Float64Array;
  readonly #countedMs: Float64Array;
  readonly #cores: Float64Array;
  readonly #source: Int32Array;
  /** By source. */
  readonly #endpointOf: Int32Array;

  constructor(context: BackendContext) {
    const { stations, calendar, endpoints, link, outcomes } = context;
    this.#context = context;
    this.#line = new WaitingLine(stations.count, link, outcomes);
    this.#running = Array.from({ length: stations.count }, () => new MinHeap());
    this.#received = new Float64Array(stations.count);
    this.#countedMs = new Float64Array(stations.count);
    this.#cores = new Float64Array(stations.count);
    this.#source = new Int32Array(stations.count);
    this.#endpointOf = new Int32Array(calendar.sourceMs.length);
    for (const { endpoint, config, firstSource } of endpoints) {
      this.#cores[endpoint] = config.cores ?? 1;
      stations.servers[endpoint] = this.#cores[endpoint];
      this.#source[endpoint] = firstSource;
      this.#endpointOf[firstSource] = endpoint;
    }
  }

  offer(endpoint: number, request: number): boolean {
    const { stations } = this.#context;
    if (this.#running[endpoint].count < stations.maxConcurrent[endpoint]) {
      stations.enter(endpoint);
      this.#count(endpoint);
      this.#start(endpoint, request);
      this.#schedule(endpoint);
      return true;
    }
    if (this.#line.length[endpoint] < stations.maxQueue[endpoint]) {
      stations.enter(endpoint);
      this.#line.join(endpoint, request);
      return true;
    }
    stations.refused[endpoint]++;
    return false;
  }

  complete(source: number): number {
    const endpoint = this.#endpointOf[source];
    const running = this.#running[endpoint];
    this.#count(endpoint);
    this.#received[endpoint] = running.firstKey[0]; // exactly, whatever rounding made of it
    const request = running.pop();
    this.#leave(endpoint);
    return request;
  }

  cancel(endpoint: number, request: number): void {
    this.#count(endpoint);
    if (this.#running[endpoint].remove(request)) {
      this.#leave(endpoint);
    } else {
      this.#line.giveUp(endpoint);
      this.#context.stations.leave(endpoint);
    }
  }

  setSpeed(endpoint: number, speed: number): void {
    this.#count(endpoint);
    this.#context.stations.speed[endpoint] = speed;
    this.#schedule(endpoint);
  }

  setLimits(endpoint: number, maxConcurrent: number, maxQueue: number): void {
    this.#count(endpoint);
    this.#context.stations.setLimits(endpoint, maxConcurrent, maxQueue);
    this.#startWaiting(endpoint);
    this.#schedule(endpoint);
  }

  closeWindow(): void {
    // busy time is counted up to now, never beyond
  }

  finish(): void {
    const { stations } = this.#context;
    const { startMs, endMs } = stations.window;
    const windowMs = stations.insideWindow(startMs, endMs); // none where the warm-up outlasts the traffic
    for (const { endpoint } of this.#context.endpoints) stations.capacityMs[endpoint] = windowMs;
  }

  /** Brings the work received and the busy time up to now. */
  #count(endpoint: number): void {
    const { stations, calendar } = this.#context;
    const nowMs = calendar.clock.cell[0];
    const sinceMs = this.#countedMs[endpoint];
    this.#countedMs[endpoint] = nowMs;
    if (this.#running[endpoint].count === 0) return;
    this.#received[endpoint] += (nowMs - sinceMs) * this.#rate(endpoint);
    const atWork = Math.min(1, this.#running[endpoint].count / this.#cores[endpoint]);
    stations.busyMs[endpoint] += atWork * stations.insideWindow(sinceMs, nowMs);
  }

  #start(endpoint: number, request: number): void {
    const { calendar, outcomes, arrivalMs, demandMs } = this.#context;
    outcomes.waitingMs[request] = calendar.clock.cell[0] - arrivalMs[request];
    this.#running[endpoint].push(this.#received[endpoint] + demandMs[request], request);
  }

  /** A running request was taken out: those that wait move up. */
  #leave(endpoint: number): void {
    this.#context.stations.leave(endpoint);
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
