import type { Clock, Streams } from '../../core/index.js';
import { CacheManager, Fleet, QuotaManager, RequestRouter } from '../../router/index.js';
import type { SimulationConfig } from './simulation-config.js';

/** The routers of a run, each with a fleet, managers and streams of its own: they share nothing but the clock. */
export function makeRouters(config: SimulationConfig, clock: Clock, streams: Streams): readonly RequestRouter[] {
  return Array.from({ length: config.routers ?? 1 }, (_, r) => makeRouter(config, clock, streams, r));
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
