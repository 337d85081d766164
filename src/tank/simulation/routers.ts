import { type Clock, longer, type Streams } from '../../core/index.js';
import {
  CacheManager,
  Fleet,
  HealthMonitor,
  endpointConfigOf,
  type ModelConfig,
  QuotaManager,
  RequestRouter,
} from '../../router/index.js';
import type { SimulationConfig } from './simulation-config.js';

/** A router of a run, and where the endpoints of the run are in its table. */
export class SimulatedRouter {
  readonly router: RequestRouter;
  readonly cache: CacheManager | undefined;
  readonly quota: QuotaManager | undefined;
  readonly #fixed: SimulationConfig['fixed'];
  /** By place of the table: the endpoint of the run; replaced when the table grows. */
  endpointAt: Int32Array;
  /** By endpoint: its place, also when it is removed and not all of its attempts have ended; −1 before it was there. */
  readonly #placeOf: Int32Array;

  /** @param endpointCount of the whole run */
  constructor(config: SimulationConfig, router: RequestRouter, endpointCount: number) {
    this.router = router;
    this.quota = quotaManager(config, router.fleet);
    if (this.quota !== undefined) router.setQuotaManager(this.quota);
    this.#fixed = config.fixed;
    this.cache = learnsHitRates(config) ? new CacheManager(router.fleet) : undefined;
    if (this.cache !== undefined) router.setCacheManager(this.cache);
    for (const model of Object.keys(config.fixed ?? {})) this.#fixHitRate(model, model);
    const { count } = router.fleet.endpoints;
    this.endpointAt = Int32Array.from({ length: count }, (_, e) => e);
    this.#placeOf = Int32Array.from({ length: endpointCount }, (_, e) => (e < count ? e : -1));
  }

  /** Place of an endpoint that has an attempt. */
  placeOf(endpoint: number): number {
    return this.#placeOf[endpoint];
  }

  /** Place of an endpoint, −1 where the router does not have it now. */
  presentPlaceOf(endpoint: number): number {
    const place = this.#placeOf[endpoint];
    return place < 0 || this.endpointAt[place] !== endpoint || this.router.fleet.isRemoved(place) ? -1 : place;
  }

  /** The router is told of an endpoint that comes. */
  add(endpoint: number, id: string, config: ModelConfig): void {
    const model = config.id;
    const { fleet } = this.router;
    fleet.addEndpoint(model, endpointConfigOf(config), id);
    const place = fleet.endpointIndex(id);
    this.endpointAt = longer(this.endpointAt, fleet.endpoints.count, -1);
    this.endpointAt[place] = endpoint;
    this.#placeOf[endpoint] = place;
    this.#fixHitRate(model, id);
  }

  /** Holds what the router believes of a model, for all of it or for an endpoint, where the run fixes it. */
  #fixHitRate(model: string, name: string): void {
    const hitRate = this.#fixed?.[model]?.hitRate;
    if (hitRate !== undefined) this.cache?.fix(name, hitRate);
  }
}

function learnsHitRates({ caches = [], fixed = {} }: SimulationConfig): boolean {
  return (
    caches.some((cache) => cache !== undefined) || Object.values(fixed).some(({ hitRate }) => hitRate !== undefined)
  );
}

/** The routers of a run, each with a fleet, managers and streams of its own: they share nothing but the clock. */
export class Routers {
  readonly all: readonly SimulatedRouter[];
  readonly #first: SimulatedRouter;
  /** Router of each request; empty where there is one. */
  readonly #routerOf: Uint8Array;

  /** @param streams `router`, `ab` and `routers` are drawn from */
  constructor(
    config: SimulationConfig,
    { requestCount, endpointCount }: { readonly requestCount: number; readonly endpointCount: number },
    clock: Clock,
    streams: Streams,
  ) {
    const make = (r: number) => new SimulatedRouter(config, makeRouter(config, clock, streams, r), endpointCount);
    this.all = Array.from({ length: config.routers ?? 1 }, (_, r) => make(r));
    this.#first = this.all[0];
    this.#routerOf = splitAmong(this.all.length, requestCount, streams);
  }

  /** The router of a request. */
  of(request: number): SimulatedRouter {
    return this.#routerOf.length === 0 ? this.#first : this.all[this.#routerOf[request]];
  }
}

/** The router of each request, uniformly at random; empty where there is only one. */
function splitAmong(routerCount: number, requestCount: number, streams: Streams): Uint8Array {
  if (routerCount === 1) return new Uint8Array(0);
  const random = streams.named('routers');
  const routerOf = new Uint8Array(requestCount);
  for (let request = 0; request < requestCount; request++) routerOf[request] = random.below(routerCount);
  return routerOf;
}

function makeRouter(config: SimulationConfig, clock: Clock, streams: Streams, index: number): RequestRouter {
  const { policy, options, layers, router: routerOptions, healthMonitor } = config.strategy;
  const fleet = new Fleet({ ...config.fleet, clock });
  const suffix = index === 0 ? '' : `/${index}`;
  const router = new RequestRouter({
    fleet,
    random: streams.named(`router${suffix}`),
    abRandom: streams.named(`ab${suffix}`),
    strategy: policy,
    strategyOptions: options,
    options: routerOptions,
    ...layers,
  });
  if (healthMonitor !== undefined) router.setHealthMonitor(new HealthMonitor(fleet, healthMonitor));
  return router;
}

/** Where models have quotas, or routers believe that something of them is used. */
function quotaManager({ quotas, fixed = {} }: SimulationConfig, fleet: Fleet): QuotaManager | undefined {
  const used = Object.entries(fixed).flatMap(([model, { quotaUsed }]) =>
    quotaUsed === undefined ? [] : [[model, quotaUsed] as const],
  );
  if (quotas === undefined && used.length === 0) return undefined;
  const quota = new QuotaManager(fleet, quotas ?? {});
  for (const [model, quotaUsed] of used) quota.fix(model, quotaUsed);
  return quota;
}
