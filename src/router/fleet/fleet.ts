import { type Clock, Names } from '../../core/index.js';
import { expectList, expectText, refuseUnknown, shownKind } from '../../core/options/index.js';
import { UNKNOWN_NAME } from '../request-view.js';
import {
  CLOSED,
  EndpointTable,
  type EndpointWatcher,
  type Health,
  HEALTH_NAMES,
  UNHEALTHY,
  UNWATCHED,
} from './endpoint-table.js';
import {
  CAPABILITY_LIMIT,
  capabilityLevels,
  checkedCapacity,
  checkEndpoint,
  checkLimits,
  checkModel,
  DEFAULT_CAPACITY,
  type EndpointConfig,
  endpointIds,
  type FleetConfig,
  type ModelConfig,
} from './fleet-config.js';
import { ModelTable } from './model-table.js';

/** What a fleet knows changes with time alone: windows of quotas, the age of reports, the rest after a failure. */
export interface TimedPart {
  /** Brings itself up to date. @returns the next time at which something changes, Infinity for none */
  advance(nowMs: number): number;
  /** The health of an endpoint was written, or endpoints were added or removed. */
  onFleetChange?(): void;
}

/**
 * Models and endpoints, and what one router knows of them. Indices are dense and in order of declaration, replicas
 * counting up; names are resolved here, once, at the edge. Endpoints can be added and removed while requests are under
 * way: the place of a removed one is used again when nothing is in flight there.
 */
export class Fleet {
  readonly clock: Clock;
  readonly models = new ModelTable();
  readonly endpoints = new EndpointTable();
  readonly regions = new Names('region', Infinity);
  readonly capabilities = new Names('capability', CAPABILITY_LIMIT);
  /** Ids by index; of a removed endpoint until its place is used again. */
  readonly endpointIds: string[] = [];
  /** By endpoint: what it was declared with. */
  readonly metadata: unknown[] = [];
  /** The next time at which something changes without a write, Infinity for none. */
  nextChangeMs = Infinity;
  readonly #modelIndex = new Map<string, number>();
  readonly #endpointIndex = new Map<string, number>();
  readonly #timed: TimedPart[] = [];
  /** One element: when parts were brought up to date last. */
  readonly #advancedMs = Float64Array.of(-Infinity);

  constructor(config: FleetConfig & { readonly clock: Clock }) {
    refuseUnknown(config, ['models', 'clock'], 'the configuration of a fleet');
    const { models, clock } = config;
    checkClock(clock);
    expectList(models, 'models');
    if (models.length === 0) throw new Error('a fleet needs at least one model');
    this.clock = clock;
    for (const model of models) this.addModel(model);
  }

  get modelIds(): readonly string[] {
    return this.models.ids;
  }

  /** @returns index of the model, UNKNOWN_NAME when there is none of that id: a request that requires it matches nothing */
  modelIndex(id: string): number {
    return this.#modelIndex.get(id) ?? UNKNOWN_NAME;
  }

  /** @returns index of the endpoint, −1 when there is none of that id */
  endpointIndex(id: string): number {
    return this.#endpointIndex.get(id) ?? -1;
  }

  /** @returns index of the region, UNKNOWN_NAME when no endpoint was declared there: a request for it matches nothing */
  regionIndex(name: string): number {
    const region = this.regions.find(name);
    return region < 0 ? UNKNOWN_NAME : region;
  }

  /** @returns the requirement of all these capabilities, for `RequestView.capabilities` */
  capabilityMask(names: readonly string[]): number {
    return names.reduce((mask, name) => mask | (1 << (this.capabilities.find(name) & 31)), 0); // −1 & 31: nobody's bit
  }

  /**
   * @param name id of a model: all its endpoints; else of an endpoint
   * @returns indices, none when the name is unknown
   */
  endpointsNamed(name: string): readonly number[] {
    const model = this.modelIndex(name);
    if (model >= 0) return this.models.endpoints[model];
    const endpoint = this.endpointIndex(name);
    return endpoint < 0 ? [] : [endpoint];
  }

  /** @throws Error when there is a model or endpoint of an id already, RangeError when a limit is out of range */
  addModel(config: ModelConfig): void {
    checkModel(config);
    const { id, endpoints, capabilities, contextWindow = Infinity, price } = config;
    if (this.#modelIndex.has(id)) throw new Error(`two models of a fleet have the same id: ${id}`);
    const ids = endpointIds(config);
    const configs = ids.map((_, replica) => ({ ...config, ...endpoints?.[replica] }));
    this.#checkIds(ids, id);
    ids.forEach((endpointId, replica) => {
      checkLimits(endpointId, configs[replica]);
    });
    if (this.#endpointIndex.has(id)) throw sharedId(id);
    const levels = capabilityLevels(capabilities);
    this.#checkCapabilities([...levels.keys()]);
    const bits = [...levels.keys()].reduce((mask, name) => mask | (1 << this.capabilities.indexOf(name)), 0);
    const m = this.models.add(id, {
      capabilities: bits,
      levels,
      contextWindow,
      promptPrice: price?.prompt ?? NaN,
      outputPrice: price?.output ?? NaN,
    });
    this.#modelIndex.set(id, m);
    const first = this.endpoints.count;
    this.endpoints.grow(first + ids.length);
    ids.forEach((endpointId, replica) => {
      this.#declare(first + replica, endpointId, m, configs[replica]);
    });
    this.#changed();
  }

  /**
   * @param model id of the model that the endpoint serves
   * @param id of the endpoint. Default: the next free `model/0`, `model/1`, …
   * @returns the id
   */
  addEndpoint(model: string, config: EndpointConfig = {}, id = this.#freeId(model)): string {
    const m = this.modelIndex(model);
    if (m < 0) throw new Error(`unknown model "${model}"`);
    expectText(id, 'id of an endpoint', 'text, such as "large/4"');
    this.#checkIds([id], model);
    checkEndpoint(id, config);
    const { inFlight, count } = this.endpoints;
    const free = inFlight.findIndex((attempts, e) => attempts === 0 && this.isRemoved(e));
    const place = free < 0 ? count : free;
    if (free < 0) this.endpoints.grow(count + 1);
    else this.endpoints.clear(place);
    this.#declare(place, id, m, config);
    this.#changed();
    return id;
  }

  /** No request is sent there any more; attempts in flight end as usual. */
  removeEndpoint(id: string): void {
    const e = this.endpointIndex(id);
    if (e < 0) throw new Error(`unknown endpoint "${id}"`);
    this.#endpointIndex.delete(id);
    const siblings = this.models.endpoints[this.endpoints.modelIndex[e]];
    siblings.splice(siblings.indexOf(e), 1);
    this.endpoints.healthWrites[e]++; // what a monitor noted is of an endpoint that is gone
    this.endpoints.setClosed(e, CLOSED.removed, true);
    this.endpoints.rulesChanged(e);
    for (const part of this.#timed) part.onFleetChange?.();
  }

  /** Whether a place of the table has no endpoint any more. */
  isRemoved(endpoint: number): boolean {
    return (this.endpoints.closed[endpoint] & CLOSED.removed) !== 0;
  }

  /**
   * Sets the health of an endpoint; one that was removed stays removed.
   * @throws RangeError where there is no such endpoint or health
   */
  setHealth(endpoint: number, health: Health): void {
    const code = HEALTH_NAMES.indexOf(health);
    if (code < 0) throw new RangeError(`health is ${shownKind(health)}: expected one of ${HEALTH_NAMES.join(', ')}`);
    this.expectEndpoint(endpoint);
    if (!this.isRemoved(endpoint)) this.#writeHealth(endpoint, code);
  }

  /** @throws RangeError where there is no endpoint of that index */
  expectEndpoint(endpoint: number): void {
    const { count } = this.endpoints;
    if (endpoint >>> 0 === endpoint && endpoint < count) return;
    throw new RangeError(`there is no endpoint of index ${String(endpoint)}: expected 0 to ${count - 1}`);
  }

  /** Tells a router of every change, from now on. @throws Error where another one is told already */
  watch(watcher: EndpointWatcher): void {
    this.refuseSecondWatcher();
    this.endpoints.watcher = watcher;
  }

  /** @throws Error where a router is told of changes already: what it keeps in the table is its own */
  refuseSecondWatcher(): void {
    if (this.endpoints.watcher === UNWATCHED) return;
    throw new Error('the fleet has a router: another one needs its own fleet');
  }

  /** Lets a part be brought up to date with time, from now on. */
  attach(part: TimedPart): void {
    this.#timed.push(part);
    this.wake(-Infinity);
  }

  /** Something will change at `atMs`, perhaps earlier than was known. */
  wake(atMs: number): void {
    if (atMs < this.nextChangeMs) this.nextChangeMs = atMs;
  }

  /** Whether something changes by now; also where the clock was set back. It reads the clock by itself: as an argument the time may be boxed. */
  isDue(): boolean {
    const nowMs = this.clock.nowMs();
    return nowMs >= this.nextChangeMs || nowMs < this.#advancedMs[0];
  }

  /** Brings what depends on time up to date. */
  advance(): void {
    if (!this.isDue()) return;
    const nowMs = this.clock.nowMs();
    this.#advancedMs[0] = nowMs;
    this.nextChangeMs = Infinity;
    for (const part of this.#timed) this.wake(part.advance(nowMs));
  }

  /** Refuses ids of a model's endpoints that mean something else already, before anything is written. */
  #checkIds(ids: readonly string[], model: string): void {
    const known = ids.find((id) => this.#endpointIndex.has(id));
    if (known !== undefined) throw new Error(`two endpoints of a fleet have the same id: ${known}`);
    const shared = ids.find((id) => id !== model && this.#modelIndex.has(id));
    if (shared !== undefined) throw sharedId(shared);
  }

  #checkCapabilities(names: readonly string[]): void {
    const added = [...new Set(names)].filter((name) => this.capabilities.find(name) < 0);
    const room = CAPABILITY_LIMIT - this.capabilities.names().length;
    if (added.length <= room) return;
    throw new RangeError(`"${added[room]}" is a capability too many: there are at most ${CAPABILITY_LIMIT}`);
  }

  #declare(endpoint: number, id: string, model: number, config: EndpointConfig): void {
    const table = this.endpoints;
    const { maxConcurrent, maxQueue, targetUtilization } = checkedCapacity(id, { ...DEFAULT_CAPACITY, ...config });
    table.maxConcurrent[endpoint] = maxConcurrent;
    table.maxQueue[endpoint] = maxQueue;
    table.targetUtilization[endpoint] = targetUtilization;
    table.modelIndex[endpoint] = model;
    table.region[endpoint] = config.region === undefined ? -1 : this.regions.indexOf(config.region);
    table.weight[endpoint] = config.weight ?? 0;
    table.health[endpoint] = 0;
    table.healthWrites[endpoint]++;
    this.endpointIds[endpoint] = id;
    this.metadata[endpoint] = config.metadata;
    this.#endpointIndex.set(id, endpoint);
    const siblings = this.models.endpoints[model];
    siblings.push(endpoint);
    siblings.sort((a, b) => a - b);
  }

  #writeHealth(endpoint: number, code: number): void {
    this.endpoints.healthWrites[endpoint]++;
    if (this.endpoints.health[endpoint] === code) return;
    this.endpoints.health[endpoint] = code;
    this.endpoints.setClosed(endpoint, CLOSED.health, code === UNHEALTHY);
    this.endpoints.rulesChanged(endpoint);
    for (const part of this.#timed) part.onFleetChange?.();
  }

  #changed(): void {
    this.endpoints.version++;
    this.wake(-Infinity); // managers write their columns for what is new before the next decision
    this.endpoints.watcher.onTopology();
    for (const part of this.#timed) part.onFleetChange?.();
  }

  #freeId(model: string): string {
    for (let replica = 0; ; replica++) {
      if (!this.#endpointIndex.has(`${model}/${replica}`)) return `${model}/${replica}`;
    }
  }
}

/** A name means one thing: only the endpoint of a model may have its id. */
function sharedId(id: string): Error {
  return new Error(`an endpoint and another model of a fleet have the same id: ${id}`);
}

/** @throws TypeError where it is no clock */
function checkClock(clock: unknown): void {
  const nowMs = (clock as Partial<Clock> | undefined)?.nowMs;
  if (typeof nowMs !== 'function') throw new TypeError('clock is missing: expected an object with a function nowMs');
}

/** What a manager is made with. @throws TypeError where it is no fleet */
export function givenFleet(fleet: unknown): Fleet {
  if (fleet instanceof Fleet) return fleet;
  throw new TypeError(
    fleet === undefined
      ? 'fleet is missing: expected new Fleet({ models, clock })'
      : `fleet is ${shownKind(fleet)}: expected new Fleet({ models, clock })`,
  );
}
