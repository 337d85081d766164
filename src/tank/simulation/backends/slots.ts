import type { Backend, BackendContext } from './backend.js';
import { WaitingLine } from './waiting-line.js';

/**
 * Servers with a queue: c slots and K places per endpoint, first come first served, any service law (G/G/c/K). Every
 * slot is a source in the calendar. Speed acts on service that starts afterwards.
 * Cost: O(log slots of the fleet) per start or completion. A queueing model, not a model of an inference engine.
 */
export class Slots implements Backend {
  readonly #context: BackendContext;
  readonly #line: WaitingLine;
  // by endpoint
  readonly #busy: Int32Array;
  readonly #firstSource: Int32Array;
  readonly #freeCount: Int32Array;
  readonly #limitsSinceMs: Float64Array;
  // by source: the endpoint, the request in service (−1 before the first), and a stack of the endpoint's free sources
  readonly #endpointOf: Int32Array;
  readonly #requestOf: Int32Array;
  readonly #free: Int32Array;

  constructor(context: BackendContext) {
    const { stations, calendar, endpoints, link, outcomes } = context;
    this.#context = context;
    this.#line = new WaitingLine(stations.count, link, outcomes);
    this.#busy = new Int32Array(stations.count);
    this.#firstSource = new Int32Array(stations.count);
    this.#freeCount = new Int32Array(stations.count);
    this.#limitsSinceMs = new Float64Array(stations.count);
    this.#endpointOf = new Int32Array(calendar.sourceMs.length);
    this.#requestOf = new Int32Array(calendar.sourceMs.length).fill(-1);
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

  offer(endpoint: number, request: number): boolean {
    const { stations } = this.#context;
    if (this.#busy[endpoint] < stations.maxConcurrent[endpoint]) {
      stations.enter(endpoint);
      this.#startAtFreeSlot(endpoint, request);
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
    const request = this.#requestOf[source];
    this.#leaveSlot(this.#endpointOf[source], source);
    return request;
  }

  cancel(endpoint: number, request: number): void {
    const { stations, calendar, link } = this.#context;
    const source = link[request];
    const inService = source >= 0 && source < this.#requestOf.length && this.#requestOf[source] === request;
    if (inService) {
      stations.busyMs[endpoint] -= stations.insideWindow(calendar.clock.cell[0], calendar.sourceMs[source]);
      this.#leaveSlot(endpoint, source);
    } else {
      this.#line.giveUp(endpoint);
      stations.leave(endpoint);
    }
  }

  setSpeed(endpoint: number, speed: number): void {
    this.#context.stations.speed[endpoint] = speed;
  }

  setLimits(endpoint: number, maxConcurrent: number, maxQueue: number): void {
    const { stations, calendar } = this.#context;
    this.#countCapacity(endpoint, calendar.clock.cell[0]);
    stations.setLimits(endpoint, maxConcurrent, maxQueue);
    stations.servers[endpoint] = maxConcurrent;
    while (this.#line.length[endpoint] > 0 && this.#busy[endpoint] < maxConcurrent) {
      this.#startAtFreeSlot(endpoint, this.#line.takeFirst(endpoint));
    }
  }

  closeWindow(): void {
    const { stations, calendar } = this.#context;
    for (const [source, request] of this.#requestOf.entries()) {
      if (request < 0) continue;
      stations.busyMs[this.#endpointOf[source]] -= stations.insideWindow(
        calendar.clock.cell[0],
        calendar.sourceMs[source],
      );
    }
  }

  finish(): void {
    for (const { endpoint } of this.#context.endpoints) {
      this.#countCapacity(endpoint, this.#context.stations.window.endMs);
    }
  }

  /** A slot is done with its request: the first in line starts there, or the slot is free. */
  #leaveSlot(endpoint: number, source: number): void {
    const { stations, calendar } = this.#context;
    stations.leave(endpoint);
    if (this.#line.length[endpoint] > 0 && this.#busy[endpoint] <= stations.maxConcurrent[endpoint]) {
      this.#start(endpoint, this.#line.takeFirst(endpoint), source);
      return;
    }
    this.#busy[endpoint]--;
    this.#requestOf[source] = -1;
    this.#free[this.#firstSource[endpoint] + this.#freeCount[endpoint]++] = source;
    calendar.sourceMs[source] = Infinity;
    calendar.scheduled(source);
  }

  #startAtFreeSlot(endpoint: number, request: number): void {
    this.#busy[endpoint]++;
    this.#start(endpoint, request, this.#free[this.#firstSource[endpoint] + --this.#freeCount[endpoint]]);
  }

  #start(endpoint: number, request: number, source: number): void {
    const { stations, calendar, outcomes, arrivalMs, demandMs, link } = this.#context;
    const nowMs = calendar.clock.cell[0];
    const endMs = nowMs + demandMs[request] / stations.speed[endpoint];
    outcomes.waitingMs[request] = nowMs - arrivalMs[request];
    stations.busyMs[endpoint] += stations.insideWindow(nowMs, endMs);
    this.#requestOf[source] = request;
    link[request] = source;
    calendar.sourceMs[source] = endMs;
    calendar.scheduled(source);
  }

  /** Adds the slot time of an endpoint from its last change of limits to `untilMs`. */
  #countCapacity(endpoint: number, untilMs: number): void {
    const { stations } = this.#context;
    const windowMs = stations.insideWindow(this.#limitsSinceMs[endpoint], untilMs);
    stations.capacityMs[endpoint] += stations.maxConcurrent[endpoint] * windowMs;
    this.#limitsSinceMs[endpoint] = untilMs;
  }
}
