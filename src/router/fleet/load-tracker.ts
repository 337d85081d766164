import type { EndpointTable } from './endpoint-table.js';
import type { Fleet } from './fleet.js';
import { type Capacity, checkedCapacity, wholeNumber } from './fleet-config.js';

/** What an endpoint says of its own load. */
export interface LoadReport {
  /** Accepted and not completed: in service and waiting. */
  readonly activeRequests: number;
  /** Waiting. */
  readonly queueDepth: number;
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
export class LoadTracker {
  readonly fleet: Fleet;
  readonly #table: EndpointTable;
  readonly #reports = new Map<number, LoadReport & { readonly atMs: number }>();

  constructor(fleet: Fleet) {
    this.fleet = fleet;
    this.#table = fleet.endpoints;
  }

  /** Counts `delta` attempts more in flight at an endpoint, and tells the watcher. */
  add(endpoint: number, delta: number): void {
    const table = this.#table;
    table.inFlight[endpoint] += delta;
    table.countedMs[endpoint] = this.fleet.clock.nowMs();
    table.watcher.onChange(endpoint);
  }

  /** Takes an attempt that began at `attempt.startedMs` and ends now into the endpoint's mean latency. */
  learn(endpoint: number, attempt: { readonly startedMs: number }): void {
    const table = this.#table;
    const nowMs = this.fleet.clock.nowMs();
    const keep = Math.exp((table.latencyAtMs[endpoint] - nowMs) / LATENCY_TIME_CONSTANT_MS); // 0 at the first sample
    const weight = keep * table.latencyWeight[endpoint] + 1;
    table.latencyWeight[endpoint] = weight;
    table.latencyMs[endpoint] += (nowMs - attempt.startedMs - table.latencyMs[endpoint]) / weight;
    table.latencyAtMs[endpoint] = nowMs;
  }

  /** Sets the limits of an endpoint; what is left out stays as it is. */
  setCapacity(name: string, capacity: Partial<Capacity>): void {
    const endpoint = this.#writable(name);
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
    table.version++;
    table.watcher.onChange(endpoint);
  }

  /**
   * @param delta +1 when a request starts, −1 when it completes
   * @throws RangeError when the endpoint would be left with fewer than no requests
   */
  updateLoad(name: string, delta: number): void {
    const endpoint = this.#writable(name);
    const active = this.#table.inFlight[endpoint] + delta;
    if (!Number.isInteger(delta) || active < 0) {
      throw new RangeError(`updateLoad("${name}", ${delta}) would leave ${active} active requests`);
    }
    this.add(endpoint, delta);
  }

  /** Takes in what an endpoint says of itself. */
  reportLoad(name: string, report: LoadReport): void {
    const activeRequests = wholeNumber(`activeRequests of "${name}"`, report.activeRequests, 0);
    const queueDepth = wholeNumber(`queueDepth of "${name}"`, report.queueDepth, 0);
    this.#reports.set(this.#writable(name), { activeRequests, queueDepth, atMs: this.fleet.clock.nowMs() });
  }

  /** @returns the load, or null when the name is unknown, or only reports are known and the last is over 60 s old */
  getCurrentLoad(name: string): Load | null {
    const { first, end } = this.#range(name);
    const loads: Load[] = [];
    for (let endpoint = first; endpoint < end; endpoint++) {
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
    const { first, end } = this.#range(name);
    const utilization = this.getUtilization(name);
    return utilization !== null && utilization > this.#sum(this.#table.targetUtilization, name) / (end - first);
  }

  /** Would one more request fit into max_concurrent + max_queue? False for an unknown name. */
  hasRoom(name: string): boolean {
    const { first, end } = this.#range(name);
    const { maxConcurrent, maxQueue } = this.#table;
    for (let e = first; e < end; e++) if (this.#active(e) < maxConcurrent[e] + maxQueue[e]) return true;
    return false;
  }

  #load(endpoint: number): Load | null {
    const table = this.#table;
    const counted = table.countedMs[endpoint] > -Infinity;
    const report = this.#freshReport(endpoint);
    const hadReport = this.#reports.has(endpoint);
    if (!counted && hadReport && report === undefined) return null;
    const maxConcurrent = table.maxConcurrent[endpoint];
    const activeRequests = this.#active(endpoint);
    return {
      activeRequests,
      queueDepth: report?.queueDepth ?? Math.max(0, activeRequests - maxConcurrent),
      avgLatencyMs: table.latencyAtMs[endpoint] > -Infinity ? table.latencyMs[endpoint] : null,
      utilization: activeRequests / maxConcurrent,
      lastUpdatedMs: Math.max(0, table.countedMs[endpoint], report?.atMs ?? 0),
    };
  }

  /** Own count where there is one, else what a fresh report says. */
  #active(endpoint: number): number {
    const { countedMs, inFlight } = this.#table;
    if (countedMs[endpoint] > -Infinity) return inFlight[endpoint];
    return this.#freshReport(endpoint)?.activeRequests ?? 0;
  }

  #freshReport(endpoint: number): (LoadReport & { readonly atMs: number }) | undefined {
    const report = this.#reports.get(endpoint);
    const fresh = report !== undefined && this.fleet.clock.nowMs() - report.atMs <= REPORT_LIFETIME_MS;
    return fresh ? report : undefined;
  }

  /** Endpoints of a name: one for an endpoint id, all replicas for a model id, none when unknown. */
  #range(name: string): { readonly first: number; readonly end: number } {
    const endpoint = this.fleet.endpointIndex(name);
    if (endpoint >= 0) return { first: endpoint, end: endpoint + 1 };
    const model = this.fleet.modelIndex(name);
    if (model < 0) return { first: 0, end: 0 };
    return { first: this.fleet.firstEndpoint[model], end: this.fleet.firstEndpoint[model + 1] };
  }

  #writable(name: string): number {
    const { first, end } = this.#range(name);
    if (end - first === 1) return first;
    if (end === first) throw new Error(`unknown model or endpoint "${name}"`);
    const ids = this.fleet.endpointIds.slice(first, end).join(', ');
    throw new Error(`model "${name}" has several endpoints: name one of ${ids}`);
  }

  #sum(column: Int32Array | Float64Array, name: string): number {
    const { first, end } = this.#range(name);
    let sum = 0;
    for (let e = first; e < end; e++) sum += column[e];
    return sum;
  }
}

function sumOfLoads(loads: readonly Load[], maxConcurrent: number): Load {
  const activeRequests = loads.reduce((sum, load) => sum + load.activeRequests, 0);
  const latencies = loads.flatMap((load) => load.avgLatencyMs ?? []);
  return {
    activeRequests,
    queueDepth: loads.reduce((sum, load) => sum + load.queueDepth, 0),
    avgLatencyMs: latencies.length === 0 ? null : latencies.reduce((sum, ms) => sum + ms, 0) / latencies.length,
    utilization: activeRequests / maxConcurrent,
    lastUpdatedMs: Math.max(...loads.map((load) => load.lastUpdatedMs)),
  };
}
