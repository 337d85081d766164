import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../src/core/clock.js';
import { Streams } from '../../src/core/streams.js';
import {
  type Attempt,
  CacheManager,
  Fleet,
  HEALTH_NAMES,
  HealthMonitor,
  ModelRegistry,
  NO_ROOM,
  policyNames,
  QuotaManager,
  RATE_LIMITED,
  REFUSED,
  RequestRouter,
  UPSTREAM_ERROR,
} from '../../src/router/index.js';
import { attempt } from '../support/routers.js';
import { RandomLife } from '../router/random-life.js';
import { runs } from '../support/runs.js';

/**
 * A router's life: random fleets, every layer on, requests that end in every way, time that jumps, endpoints that come
 * and go, strategies that change.
 */
function live(seed: number): void {
  const random = new Streams('lives', seed).named('script');
  const oneOf = <T>(...values: readonly T[]): T => values[random.below(values.length)];
  const clock = new ManualClock();
  const models = ['a', 'b', 'c'].map((id) => ({
    id,
    replicas: 1 + random.below(3),
    maxConcurrent: 1 + random.below(4),
    maxQueue: random.below(3),
  }));
  const fleet = new Fleet({ models, clock });
  const router = new RequestRouter({
    fleet,
    random: new Streams('lives', seed).named('router'),
    strategy: oneOf(...policyNames),
    affinity: true,
    options: { affinityMaxSessions: 3, affinityTimeoutSec: 20, retryJitter: 0.3 },
  });
  const limit = 1 + random.below(200);
  const quota = new QuotaManager(fleet, { a: { tokensPerMinute: limit, concurrency: 3 } });
  const registry = new ModelRegistry(fleet);
  router.setCacheManager(new CacheManager(fleet));
  router.setQuotaManager(quota);
  router.setRegistry(registry);
  router.setHealthMonitor(new HealthMonitor(fleet, { restMs: 5000 }));

  const inFlight: { generation: number; sent: Attempt }[] = [];
  let started = 0;
  for (let step = 0; step < 150; step++) {
    clock.cell[0] += oneOf(0, 1, 50, 150, 4000, 30_000) * random.uniform();
    switch (random.below(10)) {
      case 0:
        fleet.setHealth(random.below(fleet.endpoints.count), oneOf(...HEALTH_NAMES, 'healthy'));
        break;
      case 1:
        router.setStrategy(oneOf(...policyNames), undefined, { affinity: oneOf(true, undefined) });
        break;
      case 2: {
        const { endpoints } = oneOf(...registry.listModels());
        if (endpoints.length > 1) registry.removeEndpoint(endpoints[random.below(endpoints.length)].id);
        break;
      }
      case 3:
        registry.addEndpoint(oneOf('a', 'b', 'c'), { maxConcurrent: 1 + random.below(3) });
        break;
      case 4:
      case 5: {
        if (inFlight.length === 0) break;
        const [{ sent }] = inFlight.splice(random.below(inFlight.length), 1);
        sent.usedTokens = random.below(100);
        sent.prefixHit = oneOf(-1, 0, 1);
        const how = random.below(6);
        if (how === 0) router.refused(sent, oneOf(REFUSED, UPSTREAM_ERROR, RATE_LIMITED));
        else if (how === 1) router.abandoned(sent);
        else router.completed(sent);
        break;
      }
      default: {
        const estimatedTokens = random.below(80);
        const session = `session ${random.below(6)}`;
        const sent = attempt({ estimatedTokens, ...(random.below(2) === 0 && { session }) });
        const open = quota.checkQuota('a');
        const endpoint = router.decide(sent);
        expect(endpoint).toBeGreaterThanOrEqual(NO_ROOM - 3);
        if (endpoint < 0) break;
        const table = fleet.endpoints;
        expect(table.health[endpoint]).toBeLessThan(2);
        expect(table.closed[endpoint]).toBe(0);
        expect(table.inFlight[endpoint]).toBeLessThan(table.maxConcurrent[endpoint] + table.maxQueue[endpoint]);
        if (!open) expect(table.modelIndex[endpoint]).not.toBe(0); // the model whose quota is used up
        router.started(endpoint, sent);
        inFlight.push({ generation: table.generation[endpoint], sent });
        started++;
      }
    }
    const counts = [...fleet.endpoints.inFlight];
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(inFlight.length);
    for (const { generation, sent } of inFlight) expect(fleet.endpoints.generation[sent.endpoint]).toBe(generation);
    expect(router.statistics().affinityEntries).toBeLessThanOrEqual(3);
    expect(quota.getModelReport('a').tokens.left).toBeGreaterThanOrEqual(0);
    expect(quota.getModelReport('a').concurrency.inFlight).toBeLessThanOrEqual(3);
  }
  for (const { sent } of inFlight) router.completed(sent);
  expect([...fleet.endpoints.inFlight].every((count) => count === 0)).toBe(true);
  expect(quota.getModelReport('a').concurrency.inFlight).toBe(0);
  clock.cell[0] += 20_001;
  expect(router.statistics().affinityEntries).toBe(0);
  expect(started).toBeLessThanOrEqual(router.statistics().successful);
}

test('in flight is never negative, every attempt settles once, limits hold, and a removal leaks nothing', () => {
  fc.assert(fc.property(fc.noShrink(fc.nat(2 ** 31 - 1)), live), runs(250, 20));
});

const STEPS = 500;

test('after each of many random operations the router agrees with accounts that are kept beside it', () => {
  fc.assert(
    fc.property(fc.noShrink(fc.nat(2 ** 31 - 1)), (seed) => {
      const life = new RandomLife(seed);
      for (let step = 0; step < STEPS; step++) life.step();
      life.end();
    }),
    runs(400, 20), // 200,000 operations in the full run, 10,000 in the quick one
  );
});
