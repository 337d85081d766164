import { ForwardDecay, longer, plainMean } from '../../core/index.js';
import { refuseUnknown, shownKind } from '../../core/options/index.js';
import { type EndpointTable, UNLIMITED } from './endpoint-table.js';
import { type Fleet, givenFleet, type TimedPart } from './fleet.js';
import { type Capacity, checkCapacityKeys, checkedCapacity, wholeNumber } from './fleet-config.js';
import { LatencyFade } from './latency-fade.js';

/** What an endpoint says of its own load. */
export interface LoadReport {
  /** Accepted and not completed: in service and waiting. */
  readonly activeRequests: number;
  /** Waiting. */
  readonly queueDepth: number;
  /**
   * The router's own count in flight there when the report was taken (at the time of asking, say), which the corrected
   * signal needs when reports are late. Default: the present count.
   */
  readonly ownInFlight?: number;
}

/**
 * What choices go by: the router's own counts; the last report as it came; or that report with what this router has
 * dispatched and seen completed since it was taken. An endpoint without a fresh report counts with the own count.
 */
export const LOAD_SIGNALS = ['own', 'reported', 'corrected'] as const;
export type LoadSignal = (typeof LOAD_SIGNALS)[number];

const REPORT_KEYS = ['activeRequests', 'queueDepth', 'ownInFlight'] satisfies (keyof LoadReport)[];

/** @throws RangeError where there is no such signal */
export function checkSignal(signal: LoadSignal): void {
  if (LOAD_SIGNALS.includes(signal)) return;
  throw new RangeError(`loadSignal is ${shownKind(signal)}: expected one of ${LOAD_SIGNALS.join(', ')}`);
}

/** The load of a model or endpoint, as the router knows it. */
export interface Load {
  /** Dispatched and not completed, as the router counts it; for reports alone, as reported. */
  readonly activeRequests: number;
  /** As last reported within 60 s, else what exceeds max_concurrent. */
  readonly queueDepth: number;
  /** Mean over completed attempts, weighted by exp(−age / 10 s); null before the first. */
  readonly avgLatencyMs: number | null;
  /** active_requests / max_concurrent. */
  readonly utilization: number;
  /** Time of the last count or report on the fleet's clock. */
  readonly lastUpdatedMs: number;
}

/** A report older than this is not used. */
export const REPORT_LIFETIME_MS = 60_000;
/** Time constant of the mean latency. */
const LATENCY_TIME_CONSTANT_MS = 10_000;

/**
 * Load per endpoint: SPEC §2. Names are model ids (one replica) or endpoint ids; a read by the id of a model with
 * several replicas is the sum, a write by it is an error. `add` and `learn` are the router's own path, by index.
 * Cost of `add`: O(1) plus what the watcher does.
 */
export class LoadTracker implements TimedPart {
  readonly fleet: Fleet;
  readonly #table: EndpointTable;
  #signal: LoadSignal = 'own';
  /** By endpoint, with the generation that they are of; time −Infinity before the first report. */
  #reportAtMs = new Float64Array(0);
  #reportedActive = new Int32Array(0);
  #reportedQueue = new Int32Array(0);
  #ownAtReport = new Int32Array(0);
  #reportGeneration = new Int32Array(0);
  /**
   * Mean latency of completed attempts over the whole fleet, weighted by exp(−age / 10 s), NaN before the first: in an
   * array of length 1, so that inner loops read it without boxing.
   */
  readonly fleetLatencyMs = Float64Array.of(NaN);
  /** Sum of the weights of its samples. */
  readonly #fleetWeight = Float64Array.of(0);
  readonly #decay: ForwardDecay;
  /** One element: what the attempt took that is being learnt. As an argument it may be boxed. */
  readonly #sampleMs = Float64Array.of(0);
  #fade: LatencyFade | undefined;

  constructor(fleet: Fleet) {
    this.fleet = givenFleet(fleet);
    this.#table = fleet.endpoints;
    const sums = () => [this.#table.latencyWeight, this.#fleetWeight];
    this.#decay = new ForwardDecay(fleet.clock, LATENCY_TIME_CONSTANT_MS, sums);
  }

  /** Chooses what `load` of the table shows. */
  setSignal(signal: LoadSignal): void {
    checkSignal(signal);
    if (signal === this.#signal) return;
    this.#signal = signal;
    const table = this.#table;
    const goesByReports = signal !== 'own' && this.#reportAtMs.length > 0;
    table.load = goesByReports ? new Int32Array(table.count) : table.inFlight;
    for (let endpoint = 0; endpoint < table.count; endpoint++) this.#changed(endpoint);
    if (goesByReports) this.fleet.wake(-Infinity); // from now on it matters how old they are
  }

  /** Counts `delta` attempts more in flight at an endpoint, and tells the watcher. */
  add(endpoint: number, delta: number): void {
    const table = this.#table;
    const inFlight = table.inFlight[endpoint] + delta;
    if (!(inFlight >= 0)) throw this.#notInFlight(endpoint);
    table.inFlight[endpoint] = inFlight;
    if (table.load !== table.inFlight) table.load[endpoint] = this.#signalled(endpoint);
    table.countedMs[endpoint] = this.fleet.clock.nowMs();
    table.watcher.onChange(endpoint);
  }

  /** From now on what is expected of an endpoint (`expectedMs`) fades to the fleet's mean while no answers come. */
  fadeLatencies(): void {
    if (this.#fade !== undefined) return;
    this.#fade = new LatencyFade(this.fleet, LATENCY_TIME_CONSTANT_MS, this.fleetLatencyMs);
    this.#table.expectedMs.set(this.#table.latencyMs);
  }

  /**
   * Takes an attempt that began at `attempt.startedMs` and ends now into the mean latencies of endpoint and fleet. Where the
   * clock was set back meanwhile it counts as no time.
   */
  learn(endpoint: number, attempt: { readonly startedMs: number }): void {
    const { latencyMs, latencyWeight } = this.#table;
    const sampleMs = Math.max(0, this.fleet.clock.nowMs() - attempt.startedMs);
    this.#sampleMs[0] = sampleMs;
    this.#decay.advance();
    const weight = this.#decay.weight[0];
    latencyWeight[endpoint] += weight;
    latencyMs[endpoint] += ((sampleMs - latencyMs[endpoint]) * weight) / latencyWeight[endpoint];
    const fleetMs = this.fleetLatencyMs;
    if (this.#fleetWeight[0] === 0) fleetMs[0] = sampleMs;
    this.#fleetWeight[0] += weight;
    fleetMs[0] += ((sampleMs - fleetMs[0]) * weight) / this.#fleetWeight[0];
    if (this.#fade !== undefined) this.#expect(endpoint);
  }

  /** Takes the same attempt into what is expected of its endpoint. */
  #expect(endpoint: number): void {
    const { latencyWeight, expectedMs } = this.#table;
    const error = this.#sampleMs[0] - expectedMs[endpoint];
    expectedMs[endpoint] += (error * this.#decay.weight[0]) / latencyWeight[endpoint];
    this.#fade?.answered(endpoint);
  }

  /** Sets the limits of an endpoint; what is left out stays as it is. */
  setCapacity(name: string, capacity: Partial<Capacity>): void {
    const endpoint = this.#writable(name);
    checkCapacityKeys(name, capacity);
    const table = this.#table;
    const { maxConcurrent, maxQueue, targetUtilization } = checkedCapacity(name, {
      maxConcurrent: table.maxConcurrent[endpoint],
      maxQueue: table.maxQueue[endpoint],
      targetUtilization: table.targetUtilization[endpoint],
      ...capacity,
    });
    table.maxConcurrent[endpoint] = maxConcurrent;
    table.maxQueue[endpoint] = maxQueue;
    table.targetUtilization[endpoint] = targetUtilization;
    table.rulesChanged(endpoint);
  }

  /**
   * @param delta +1 when a request starts, −1 when it completes
   * @throws RangeError when the endpoint would be left with fewer than no requests
   */
  updateLoad(name: string, delta: number): void {
    const endpoint = this.#writable(name);
    const active = this.#table.inFlight[endpoint] + delta;
    if (!Number.isInteger(delta) || active < 0 || active > UNLIMITED) {
      const left = `updateLoad("${name}", ${delta}) would leave ${active} active requests`;
      throw new RangeError(`${left}: expected a whole number from 0 to ${UNLIMITED}`);
    }
    this.add(endpoint, delta);
  }

  /** Takes in what an endpoint says of itself. */
  reportLoad(name: string, report: LoadReport): void {
    const endpoint = this.#writable(name);
    refuseUnknown(report, REPORT_KEYS, `the report of "${name}"`);
    const active = wholeNumber(`activeRequests of "${name}"`, report.activeRequests, 0);
    const queue = wholeNumber(`queueDepth of "${name}"`, report.queueDepth, 0);
    const own = report.ownInFlight ?? this.#table.inFlight[endpoint];
    this.report(endpoint, active, queue, wholeNumber(`ownInFlight of "${name}"`, own, 0));
  }

  /** `reportLoad` by index, for drivers; allocates nothing. */
  report(endpoint: number, activeRequests: number, queueDepth: number, ownInFlight: number): void {
    this.fleet.expectEndpoint(endpoint);
    if (this.#reportAtMs.length < this.#table.count) this.#grow();
    if (this.#signal !== 'own' && this.#table.load === this.#table.inFlight) {
      this.#table.load = Int32Array.from(this.#table.inFlight);
    }
    const nowMs = this.fleet.clock.nowMs();
    this.#reportAtMs[endpoint] = nowMs;
    this.#reportedActive[endpoint] = activeRequests;
    this.#reportedQueue[endpoint] = queueDepth;
    this.#ownAtReport[endpoint] = ownInFlight;
    this.#reportGeneration[endpoint] = this.#table.generation[endpoint];
    if (this.#signal === 'own') return;
    this.fleet.wake(nowMs + REPORT_LIFETIME_MS + 1);
    this.#changed(endpoint);
  }

  /** Drops reports that have become too old. */
  advance(nowMs: number): number {
    let nextMs = Infinity;
    if (this.#signal === 'own') return nextMs;
    for (let endpoint = 0; endpoint < this.#reportAtMs.length; endpoint++) {
      this.#reportAtMs[endpoint] = Math.min(this.#reportAtMs[endpoint], nowMs); // the clock may be set back
      if (this.#isFresh(endpoint)) nextMs = Math.min(nextMs, this.#reportAtMs[endpoint] + REPORT_LIFETIME_MS + 1);
      else if (this.#table.load[endpoint] !== this.#table.inFlight[endpoint]) this.#changed(endpoint);
    }
    return nextMs > nowMs ? nextMs : nowMs + 1;
  }

  /** @returns the load, or null when the name is unknown, or only reports are known and the last is over 60 s old */
  getCurrentLoad(name: string): Load | null {
    const loads: Load[] = [];
    for (const endpoint of this.fleet.endpointsNamed(name)) {
      const load = this.#load(endpoint);
      if (load === null) return null;
      loads.push(load);
    }
    return loads.length === 0 ? null : sumOfLoads(loads, this.#sum(this.#table.maxConcurrent, name));
  }

  /** @returns utilization, or null in the cases of `getCurrentLoad` */
  getUtilization(name: string): number | null {
    return this.getCurrentLoad(name)?.utilization ?? null;
  }

  /** True when more are active than max_concurrent, or more wait than max_queue: the harm is done. */
  isOverloaded(name: string): boolean {
    const load = this.getCurrentLoad(name);
    if (load === null) return false;
    const table = this.#table;
    return (
      load.activeRequests > this.#sum(table.maxConcurrent, name) || load.queueDepth > this.#sum(table.maxQueue, name)
    );
  }

  /** True when utilization exceeds the target (of a model's replicas: the mean target): the early warning. */
  isOverTarget(name: string): boolean {
    const count = this.fleet.endpointsNamed(name).length;
    const utilization = this.getUtilization(name);
    return utilization !== null && utilization > this.#sum(this.#table.targetUtilization, name) / count;
  }

  /** Would one more request fit into max_concurrent + max_queue? False for an unknown name. */
  hasRoom(name: string): boolean {
    const { maxConcurrent, maxQueue } = this.#table;
    return this.fleet.endpointsNamed(name).some((e) => this.activeAt(e) < maxConcurrent[e] + maxQueue[e]);
  }

  /** Active requests of an endpoint, by index: own count where there is one, else what a fresh report says. */
  activeAt(endpoint: number): number {
    const { countedMs, inFlight } = this.#table;
    if (countedMs[endpoint] > -Infinity) return inFlight[endpoint];
    return this.#isFresh(endpoint) ? this.#reportedActive[endpoint] : 0;
  }

  #notInFlight(endpoint: number): Error {
    return new Error(`an attempt at "${this.fleet.endpointIds[endpoint]}" ended that was not in flight`);
  }

  #load(endpoint: number): Load | null {
    const table = this.#table;
    const counted = table.countedMs[endpoint] > -Infinity;
    const reported = this.#isReported(endpoint);
    const fresh = this.#isFresh(endpoint);
    if (!counted && reported && !fresh) return null;
    const maxConcurrent = table.maxConcurrent[endpoint];
    const activeRequests = this.activeAt(endpoint);
    return {
      activeRequests,
      queueDepth: fresh ? this.#reportedQueue[endpoint] : Math.max(0, activeRequests - maxConcurrent),
      avgLatencyMs: table.latencyWeight[endpoint] > 0 ? table.latencyMs[endpoint] : null,
      utilization: activeRequests / maxConcurrent,
      lastUpdatedMs: Math.max(0, table.countedMs[endpoint], reported ? this.#reportAtMs[endpoint] : 0),
    };
  }

  /** The load that choices go by. */
  #signalled(endpoint: number): number {
    const own = this.#table.inFlight[endpoint];
    if (this.#signal === 'own' || !this.#isFresh(endpoint)) return own;
    const active = this.#reportedActive[endpoint];
    return this.#signal === 'reported' ? active : Math.max(0, active + own - this.#ownAtReport[endpoint]);
  }

  #changed(endpoint: number): void {
    const table = this.#table;
    if (table.load !== table.inFlight) table.load[endpoint] = this.#signalled(endpoint);
    table.watcher.onChange(endpoint);
  }

  /** Whether the endpoint ever reported. */
  #isReported(endpoint: number): boolean {
    return (
      endpoint < this.#reportAtMs.length &&
      this.#reportAtMs[endpoint] > -Infinity &&
      this.#reportGeneration[endpoint] === this.#table.generation[endpoint]
    );
  }

  #isFresh(endpoint: number): boolean {
    return this.#isReported(endpoint) && this.fleet.clock.nowMs() - this.#reportAtMs[endpoint] <= REPORT_LIFETIME_MS;
  }

  #grow(): void {
    if (this.#reportAtMs.length === 0) this.fleet.attach(this);
    const { count } = this.#table;
    this.#reportAtMs = longer(this.#reportAtMs, count, -Infinity);
    this.#reportedActive = longer(this.#reportedActive, count);
    this.#reportedQueue = longer(this.#reportedQueue, count);
    this.#ownAtReport = longer(this.#ownAtReport, count);
    this.#reportGeneration = longer(this.#reportGeneration, count);
  }

  #writable(name: string): number {
    const endpoint = this.fleet.endpointIndex(name);
    if (endpoint >= 0) return endpoint;
    const endpoints = this.fleet.endpointsNamed(name);
    if (endpoints.length === 1) return endpoints[0];
    if (endpoints.length === 0) throw new Error(`unknown model or endpoint "${name}"`);
    const ids = endpoints.map((e) => this.fleet.endpointIds[e]).join(', ');
    throw new Error(`model "${name}" has several endpoints: name one of ${ids}`);
  }

  #sum(column: Int32Array | Float64Array, name: string): number {
    return this.fleet.endpointsNamed(name).reduce((sum, e) => sum + column[e], 0);
  }
}

function sumOfLoads(loads: readonly Load[], maxConcurrent: number): Load {
  const activeRequests = loads.reduce((sum, load) => sum + load.activeRequests, 0);
  const latencies = loads.flatMap((load) => load.avgLatencyMs ?? []);
  return {
    activeRequests,
    queueDepth: loads.reduce((sum, load) => sum + load.queueDepth, 0),
    avgLatencyMs: latencies.length === 0 ? null : plainMean(latencies),
    utilization: activeRequests / maxConcurrent,
    lastUpdatedMs: Math.max(...loads.map((load) => load.lastUpdatedMs)),
  };
}
