import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ModelConfig } from '../../../src/router/index.js';
import { attempt, dispatch, routerOf, ScriptedStream } from '../../support/routers.js';
import { runs } from '../../support/runs.js';
import { simulated } from '../../support/simulations.js';
import { poissonTraffic } from '../../support/traffic.js';
import { limits } from '../reference-fleet.js';

test('the tied endpoints are as many as a scan finds, and each is reached by one draw', () => {
  const endpoint = fc.record({
    capacity: limits,
    inFlight: fc.nat(6),
    health: fc.constantFrom('healthy' as const, 'healthy' as const, 'degraded' as const, 'unhealthy' as const),
  });
  fc.assert(
    fc.property(fc.array(endpoint, { minLength: 2, maxLength: 10 }), (endpoints) => {
      let draw = 0;
      const random = new ScriptedStream(() => draw);
      const models = endpoints.map(({ capacity }, m) => ({ id: `m${m}`, ...capacity }));
      const { router, fleet, table } = routerOf(models, 'least_loaded', { maxLoadThreshold: 0.9 }, random);
      endpoints.forEach(({ inFlight, health }, e) => {
        fleet.setHealth(e, health);
        if (e % 2 === 0) router.decide(attempt()); // the index is built early, then kept or rebuilt
        dispatch(router, e, inFlight);
      });

      const tier = Math.min(...table.tier);
      if (tier === 4) return;
      const open = [...endpoints.keys()].filter((e) => table.tier[e] === tier);
      const load = (e: number) => endpoints[e].inFlight / endpoints[e].capacity.maxConcurrent;
      const tied = open.filter((e) => load(e) === Math.min(...open.map(load)));
      random.asked.length = 0;
      const chosen = tied.map((_, nth) => {
        draw = nth;
        return router.decide(attempt());
      });
      expect(chosen.sort((a, b) => a - b)).toEqual(tied);
      expect(random.asked).toEqual(tied.length === 1 ? [] : tied.map(() => tied.length));
    }),
    runs(500),
  );
});

// A well-known simulator's "least outstanding" counts waiting requests alone: while no queue forms, all of its
// candidates look empty and the first replica gets nearly everything.
test('requests in service count: long requests on idle-looking endpoints are spread evenly', () => {
  const { stations } = simulated({
    models: [{ id: 'm', replicas: 4, maxConcurrent: 100, maxQueue: Infinity }],
    policy: 'least_loaded',
    arrivalMs: Array.from({ length: 400 }, (_, i) => i),
    demandMs: new Float64Array(400).fill(60_000), // nobody ends before the last arrival, nobody waits
  });
  expect([...stations.accepted]).toEqual([100, 100, 100, 100]);
});

test('waiting requests count as well: a long queue is not joined while another endpoint is less loaded', () => {
  const { router, table } = routerOf([{ id: 'm', replicas: 2, maxConcurrent: 1, maxQueue: Infinity }], 'least_loaded');
  dispatch(router, 0, 5);
  for (let i = 0; i < 5; i++) {
    const sent = attempt();
    const endpoint = router.decide(sent);
    expect(endpoint).toBe(1);
    router.started(endpoint, sent);
  }
  expect([...table.inFlight]).toEqual([5, 5]);
});

test('unequal endpoints are filled in proportion to max_concurrent', () => {
  const models: ModelConfig[] = [
    { id: 'large', maxConcurrent: 30, maxQueue: 60 },
    { id: 'middle', maxConcurrent: 20, maxQueue: 40 },
    { id: 'small', maxConcurrent: 10, maxQueue: 20 },
  ];
  const { router, table } = routerOf(models, 'least_loaded');
  for (let i = 1; i <= 180; i++) {
    const sent = attempt();
    router.started(router.decide(sent), sent);
    if (i % 6 === 0) expect([...table.inFlight]).toEqual([i / 2, i / 3, i / 6]);
  }
  expect(router.decide(attempt())).toBeLessThan(0);
});

test('on equal single-slot endpoints nobody waits behind a busy one while another is idle', () => {
  const traffic = poissonTraffic('idle', 0, { requests: 5000, ratePerMs: 1.2 });
  const { outcomes } = simulated({
    ...traffic,
    models: [{ id: 'm', replicas: 4, maxConcurrent: 1, maxQueue: Infinity }],
    policy: 'least_loaded',
  });
  const { arrivalMs } = traffic;
  for (let r = 0; r < arrivalMs.length; r++) {
    const busy = new Set<number>();
    for (let p = Math.max(0, r - 100); p < r; p++) {
      if (arrivalMs[p] + outcomes.responseMs[p] > arrivalMs[r]) busy.add(outcomes.endpoint[p]);
    }
    if (busy.size < 4) expect(outcomes.waitingMs[r], `request ${r}`).toBe(0);
  }
});
