import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ModelConfig } from '../../../src/router/index.js';
import { attempt, dispatch, routerOf, ScriptedStream } from '../../support/routers.js';
import { runs } from '../../support/runs.js';
import { simulated } from '../../support/simulations.js';
import { poissonTraffic } from '../../support/traffic.js';
import { limits } from '../reference-fleet.js';

test('the idle endpoints are as many as a scan finds, and each is reached by one draw', () => {
  const endpoint = fc.record({
    capacity: limits,
    inFlight: fc.constantFrom(0, 0, 1, 2),
    health: fc.constantFrom('healthy' as const, 'healthy' as const, 'degraded' as const, 'unhealthy' as const),
  });
  fc.assert(
    fc.property(fc.array(endpoint, { minLength: 2, maxLength: 10 }), (endpoints) => {
      let draw = 0;
      const random = new ScriptedStream(() => draw);
      const models = endpoints.map(({ capacity }, m) => ({ id: `m${m}`, ...capacity }));
      const { router, fleet, table } = routerOf(models, 'jiq', { maxLoadThreshold: 0.9 }, random);
      endpoints.forEach(({ inFlight, health }, e) => {
        fleet.setHealth(e, health);
        if (e % 2 === 0) router.decide(attempt()); // the index is built early, then kept or rebuilt
        dispatch(router, e, inFlight);
      });

      const tier = Math.min(...table.tier);
      if (tier === 4) return;
      const open = [...endpoints.keys()].filter((e) => table.tier[e] === tier);
      const idle = open.filter((e) => endpoints[e].inFlight === 0);
      const expected = idle.length > 0 ? idle : open;
      random.asked.length = 0;
      const chosen = expected.map((_, nth) => {
        draw = nth;
        return router.decide(attempt());
      });
      expect(chosen.sort((a, b) => a - b)).toEqual(expected);
      expect(random.asked).toEqual(expected.length === 1 ? [] : expected.map(() => expected.length));
    }),
    runs(500),
  );
});

test('an endpoint with one request is as good as one with many: only idleness counts', () => {
  const { router } = routerOf([{ id: 'm', replicas: 3, maxConcurrent: 10, maxQueue: Infinity }], 'jiq', {
    maxLoadThreshold: 'off',
  });
  dispatch(router, 0, 1);
  dispatch(router, 1, 9);
  for (let i = 0; i < 20; i++) expect(router.decide(attempt())).toBe(2);
  dispatch(router, 2, 5);
  const chosen = new Set(Array.from({ length: 200 }, () => router.decide(attempt())));
  expect([...chosen].sort()).toEqual([0, 1, 2]);
});

test('goes by what endpoints report, where that is the signal', () => {
  const models: ModelConfig[] = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
  const { router } = routerOf(models, 'jiq');
  router.loadTracker.setSignal('reported');
  dispatch(router, 2, 1);
  const report = (id: string, activeRequests: number) => {
    router.loadTracker.reportLoad(id, { activeRequests, queueDepth: 0 });
  };
  report('a', 1);
  report('b', 2);
  report('c', 0);
  for (let i = 0; i < 20; i++) expect(router.decide(attempt())).toBe(2);
  report('b', 0);
  report('c', 3);
  for (let i = 0; i < 20; i++) expect(router.decide(attempt())).toBe(1);
});

test('on equal single-slot endpoints nobody waits behind a busy one while another is idle', () => {
  const traffic = poissonTraffic('idle', 0, { requests: 5000, ratePerMs: 1.2 });
  const { outcomes } = simulated({
    ...traffic,
    models: [{ id: 'm', replicas: 4, maxConcurrent: 1, maxQueue: Infinity }],
    policy: 'jiq',
  });
  const { arrivalMs } = traffic;
  const busyUntilMs = [0, 0, 0, 0];
  let waited = 0;
  for (let r = 0; r < arrivalMs.length; r++) {
    if (busyUntilMs.some((ms) => ms <= arrivalMs[r])) expect(outcomes.waitingMs[r], `request ${r}`).toBe(0);
    else waited++;
    busyUntilMs[outcomes.endpoint[r]] = arrivalMs[r] + outcomes.responseMs[r];
  }
  expect(waited).toBeGreaterThan(0);
});
