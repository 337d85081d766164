import type { Clock, Streams } from '../../core/index.js';
import { CacheManager, Fleet, QuotaManager, RequestRouter } from '../../router/index.js';
import type { SimulationConfig } from './simulation-config.js';

/** The routers of a run, each with a fleet, managers and streams of its own: they share nothing but the clock. */
export class Routers {
  readonly all: readonly RequestRouter[];
  readonly #first: RequestRouter;
  /** Router of each request; empty where there is one. */
  readonly #routerOf: Uint8Array;

  /** @param streams `router`, `ab` and `routers` are drawn from */
  constructor(config: SimulationConfig, requestCount: number, clock: Clock, streams: Streams) {
    this.all = Array.from({ length: config.routers ?? 1 }, (_, r) => makeRouter(config, clock, streams, r));
    this.#first = this.all[0];
    this.#routerOf = splitAmong(this.all.length, requestCount, streams);
  }

  /** The router of a request. */
  of(request: number): RequestRouter {
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
  const { policy, options, layers, router: routerOptions } = config.strategy;
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
  const fixed = Object.entries(config.fixed ?? {});
  if (config.caches?.some((cache) => cache !== undefined) === true || fixed.some(([, f]) => f.hitRate !== undefined)) {
    const cache = new CacheManager(fleet);
    for (const [model, { hitRate }] of fixed) if (hitRate !== undefined) cache.fix(model, hitRate);
    router.setCacheManager(cache);
  }
  if (config.quotas !== undefined || fixed.some(([, f]) => f.quotaUsed !== undefined)) {
    const quota = new QuotaManager(fleet, config.quotas ?? {});
    for (const [model, { quotaUsed }] of fixed) if (quotaUsed !== undefined) quota.fix(model, quotaUsed);
    router.setQuotaManager(quota);
  }
  return router;
}
