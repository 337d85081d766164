import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/core/clock.js';
import { CacheManager, Fleet, HealthMonitor, ModelRegistry, UPSTREAM_ERROR } from '../../../src/router/index.js';
import { attempt, dispatch, routerOf } from '../../support/routers.js';
import { runs } from '../../support/runs.js';

describe('CacheManager', () => {
  const models = [{ id: 'a', replicas: 2 }, { id: 'b' }];

  test('keeps the mean of hits or shares, each weighted by exp(−age / time constant), per endpoint and key space', () => {
    const sample = fc.record({
      endpoint: fc.nat(2),
      session: fc.constantFrom(-1, 0, 1),
      prefix: fc.constantFrom(-1, 0, 0.3, 1),
      ms: fc.nat(50_000),
    });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 40 }), (samples) => {
        const clock = new ManualClock();
        const fleet = new Fleet({ models, clock });
        const cache = new CacheManager(fleet, { timeConstantMs: 20_000 });
        const seen: { endpoint: number; hit: number; atMs: number }[] = [];
        for (const { endpoint, session, prefix, ms } of samples) {
          clock.cell[0] += ms;
          cache.record(endpoint, { sessionHit: session, prefixHit: prefix });
          if (session >= 0 || prefix >= 0) seen.push({ endpoint, hit: Math.max(session, prefix), atMs: clock.cell[0] });
        }
        for (let e = 0; e < 3; e++) {
          const own = seen.filter(({ endpoint }) => endpoint === e);
          const weights = own.map(({ atMs }) => Math.exp((atMs - clock.cell[0]) / 20_000));
          const total = weights.reduce((sum, w) => sum + w, 0);
          const rate = own.reduce((sum, { hit }, i) => sum + hit * weights[i], 0) / total;
          const found = cache.getCacheHitRate(fleet.endpointIds[e]);
          if (own.length === 0) expect(found).toBeNull();
          else expect(Math.abs((found ?? NaN) - rate)).toBeLessThan(2 / 1024); // ages are counted in steps
        }
      }),
      runs(200),
    );
  });

  test('tells of every model, null where nothing is known', () => {
    const cache = new CacheManager(new Fleet({ models, clock: new ManualClock() }));
    cache.record(0, { sessionHit: 1, prefixHit: -1 });
    cache.record(1, { sessionHit: 0, prefixHit: 1 });
    expect(cache.getModelStats()).toEqual([
      { model: 'a', hitRate: 1, bySpace: { session: 0.5, prefix: 1 } },
      { model: 'b', hitRate: null, bySpace: { session: null, prefix: null } },
    ]);
  });

  test('a fixed hit rate stands, whatever is recorded', () => {
    const cache = new CacheManager(new Fleet({ models, clock: new ManualClock() }));
    cache.fix('a', 0.25);
    cache.record(0, { sessionHit: 1, prefixHit: 1 });
    expect(cache.getCacheHitRate('a')).toBe(0.25);
    expect(() => {
      cache.fix('a', 1.1);
    }).toThrow('hitRate is 1.1');
  });

  test('completed attempts teach it, through the router', () => {
    const { router, fleet } = routerOf([{ id: 'a' }]);
    const cache = new CacheManager(fleet);
    router.setCacheManager(cache);
    const [sent] = dispatch(router, 0, 1);
    sent.prefixHit = 1;
    router.completed(sent);
    expect(router.route(attempt())).toMatchObject({ cacheScore: 1, totalScore: 1 });
  });
});

test('what an attempt says of a cache counts as not said where it is no share', () => {
  const { router, fleet, table } = routerOf([{ id: 'a' }]);
  router.setCacheManager(new CacheManager(fleet));
  for (const said of [
    { sessionHit: NaN, prefixHit: 1 },
    { sessionHit: 1, prefixHit: NaN },
    { sessionHit: NaN, prefixHit: NaN },
    { sessionHit: Infinity, prefixHit: NaN },
    { sessionHit: 1.5, prefixHit: 100 },
  ]) {
    const [sent] = dispatch(router, 0, 1);
    router.completed(Object.assign(sent, said));
    expect(table.hitRate[0]).toBe(1);
  }
});

describe('ModelRegistry', () => {
  function registered() {
    const made = routerOf([
      {
        id: 'a',
        replicas: 2,
        capabilities: ['vision'],
        contextWindow: 1000,
        price: { prompt: 1, output: 3 },
        region: 'eu',
      },
      { id: 'b' },
    ]);
    const registry = new ModelRegistry(made.fleet);
    made.router.setRegistry(registry);
    return { ...made, registry };
  }

  test('lists models with their endpoints, and finds one by its id', () => {
    const { registry } = registered();
    const endpoint = (id: string, region: string | null) => ({
      id,
      health: 'healthy',
      region,
      lastUsedMs: null,
      useCount: 0,
    });
    expect(registry.listModels()).toEqual([
      {
        id: 'a',
        health: 'healthy',
        capabilities: ['vision'],
        contextWindow: 1000,
        price: { prompt: 1, output: 3 },
        endpoints: [endpoint('a/0', 'eu'), endpoint('a/1', 'eu')],
      },
      {
        id: 'b',
        health: 'healthy',
        capabilities: [],
        contextWindow: Infinity,
        price: null,
        endpoints: [endpoint('b', null)],
      },
    ]);
    expect(registry.get('b')).toEqual(registry.listModels()[1]);
    expect(registry.get('x')).toBeNull();
  });

  test('an endpoint is listed with what it was declared with, its own before that of its model', () => {
    const { registry, fleet, router } = registered();
    const url = { url: 'https://eu.example' };
    registry.addModel({ id: 'c', metadata: 'of the model', endpoints: [{ metadata: url }, { region: 'us' }] });
    registry.addEndpoint('c', { metadata: 3 }, 'third');
    const listed = registry.get('c')?.endpoints.map(({ id, metadata, region }) => [id, metadata, region]);
    expect(listed).toEqual([
      ['c/0', url, null],
      ['c/1', 'of the model', 'us'],
      ['third', 3, null],
    ]);
    expect(fleet.metadata[fleet.endpointIndex('c/0')]).toBe(url); // the very object
    registry.removeEndpoint('c/0');
    registry.addEndpoint('b', {}, 'new');
    expect(registry.get('b')?.endpoints[1]).toMatchObject({ id: 'new', metadata: undefined });
    expect(router.decide(attempt({ preferredModel: 2 }))).toBeGreaterThanOrEqual(0);
  });

  test('a model is as healthy as its best endpoint', () => {
    const { registry } = registered();
    registry.updateHealthStatus('a/0', 'unhealthy');
    expect(registry.get('a')?.health).toBe('healthy');
    registry.updateHealthStatus('a', 'degraded');
    expect(registry.get('a')?.health).toBe('degraded');
    expect(registry.getHealthyModels().map(({ id }) => id)).toEqual(['b']);
    expect(() => {
      registry.updateHealthStatus('x', 'healthy');
    }).toThrow('unknown model or endpoint "x"');
  });

  test('notes every attempt, and what somebody else used', () => {
    const { registry, router, clock } = registered();
    clock.cell[0] = 5;
    router.started(2, attempt());
    registry.markUsed('b');
    expect(registry.get('b')?.endpoints[0]).toMatchObject({ lastUsedMs: 5, useCount: 2 });
  });

  test('endpoints and models come and go while requests are under way', () => {
    const { registry, router, fleet, table } = registered();
    const sent = attempt({ preferredModel: 1 });
    router.started(router.decide(sent), sent);
    expect(registry.addEndpoint('b', { region: 'us' })).toBe('b/0');
    registry.addModel({ id: 'c', replicas: 2 });
    expect(table.count).toBe(6);
    registry.removeEndpoint('b');
    expect(registry.get('b')?.endpoints.map(({ id }) => id)).toEqual(['b/0']);
    expect(router.route(attempt({ preferredModel: 1 })).endpointId).toBe('b/0');
    router.completed(sent);
    expect(registry.addEndpoint('c')).toBe('c/2');
    expect(fleet.endpointIndex('c/2')).toBe(2); // the place of b, of which nothing is in flight any more
  });
});

test('who gets the place of a removed endpoint starts anew: cache, health, use, latency and load', () => {
  const { router, fleet, table } = routerOf([{ id: 'a' }, { id: 'b' }]);
  const cache = new CacheManager(fleet);
  const registry = new ModelRegistry(fleet);
  router.setCacheManager(cache);
  router.setRegistry(registry);
  const monitor = new HealthMonitor(fleet);
  router.setHealthMonitor(monitor);
  const serve = (hit: number) => {
    const [sent] = dispatch(router, 0, 1);
    sent.prefixHit = hit;
    router.completed(sent);
  };
  serve(1);
  router.refused(dispatch(router, 0, 1)[0], UPSTREAM_ERROR);
  router.loadTracker.reportLoad('a', { activeRequests: 7, queueDepth: 2 });

  registry.removeEndpoint('a');
  expect(registry.addEndpoint('a', {}, 'anew')).toBe('anew');
  expect(fleet.endpointIndex('anew')).toBe(0);
  expect(cache.getCacheHitRate('anew')).toBeNull();
  expect(monitor.report('anew')).toMatchObject({ state: 'serving', errorsInRow: 0, requests: 0, errorShare: null });
  expect(registry.get('a')?.endpoints).toEqual([
    { id: 'anew', health: 'healthy', region: null, lastUsedMs: null, useCount: 0 },
  ]);
  expect(router.loadTracker.getCurrentLoad('anew')).toMatchObject({ activeRequests: 0, avgLatencyMs: null });
  serve(0);
  expect(cache.getCacheHitRate('anew')).toBe(0);
  expect([table.health[0], table.hitRate[0]]).toEqual([0, 0]);
});
