import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../src/core/clock.js';
import { Streams } from '../../src/core/streams.js';
import {
  CLIENT_GONE,
  COMPLETED,
  Fleet,
  GIVE_UP,
  OUTCOMES,
  RATE_LIMITED,
  REFUSED,
  RequestRouter,
  TIMED_OUT,
  UNDER_WAY,
  UNKNOWN_NAME,
  UPSTREAM_ERROR,
} from '../../src/router/index.js';
import { attempt, dispatch, routerOf } from '../support/routers.js';

test('decisions are counted by outcome, by reason and by strategy', () => {
  const { router, fleet } = routerOf([{ id: 'a' }, { id: 'b' }], 'round_robin');
  for (let i = 0; i < 3; i++) router.decide(attempt());
  router.setStrategy('random');
  fleet.setHealth(0, 'degraded');
  fleet.setHealth(1, 'degraded');
  router.decide(attempt());
  router.setStrategy('round_robin');
  fleet.setHealth(0, 'unhealthy');
  fleet.setHealth(1, 'unhealthy');
  router.decide(attempt());
  expect(router.statistics()).toEqual({
    total: 5,
    successful: 4,
    failed: 1,
    fallback: 1,
    averageRoutingTimeUs: null,
    byStrategy: { round_robin: 4, random: 1 },
    byReason: {
      'chosen by the strategy': 3,
      'chosen by the strategy among degraded endpoints: no healthy one left has room': 1,
      'no endpoint is healthy or degraded': 1,
    },
    affinityEntries: 0,
  });
});

test('one decision in 64 is timed, with the stopwatch that was handed in', () => {
  const fleet = new Fleet({ models: [{ id: 'a' }], clock: new ManualClock() });
  let asked = 0;
  const stopwatch = { elapsedMs: () => (asked++ % 2 === 0 ? 0 : 0.0015) };
  const router = new RequestRouter({ fleet, random: new Streams('timed', 0).named('router'), stopwatch });
  for (let i = 0; i < 63; i++) router.decide(attempt());
  expect([asked, router.statistics().averageRoutingTimeUs]).toEqual([0, null]);
  for (let i = 0; i < 65; i++) router.decide(attempt());
  expect(asked).toBe(4);
  expect(router.statistics().averageRoutingTimeUs).toBeCloseTo(1.5, 9);
});

test('the status is the statistics as a page of text', () => {
  const { router } = routerOf([{ id: 'a' }], 'least_loaded');
  for (let i = 0; i < 1234; i++) router.decide(attempt());
  expect(router.status()).toBe(
    [
      'strategy              least_loaded',
      'total routes          1,234',
      'successful            1,234',
      'failed                0',
      'fallback              0',
      'average routing time  not timed',
      'by least_loaded       1,234',
      'affinity entries      0',
      '',
    ].join('\n'),
  );
});

describe('an attempt that comes to nothing', () => {
  test('has an outcome with a code of its own, beside that of one that was served', () => {
    const codes = [COMPLETED, REFUSED, UPSTREAM_ERROR, RATE_LIMITED, TIMED_OUT, CLIENT_GONE];
    expect(codes.map((code) => OUTCOMES[code])).toEqual([
      'completed',
      'refused',
      'upstream_error',
      'rate_limited',
      'timed_out',
      'client_gone',
    ]);
    expect(codes).toEqual([...OUTCOMES.keys()]);
    expect(codes).not.toContain(UNDER_WAY);
  });

  test('is tried again after a delay that doubles, and shortened by up to the jitter', () => {
    const { router } = routerOf([{ id: 'a' }], 'random', { maxRetries: 3, retryDelayMs: 100 });
    const refused = attempt();
    expect([1, 2, 3, 4].map(() => router.next(refused))).toEqual([100, 200, 400, GIVE_UP]);
    const { router: jittered } = routerOf([{ id: 'a' }], 'random', { retryDelayMs: 100, retryJitter: 0.5 });
    const delays = Array.from({ length: 200 }, () => jittered.next(attempt()));
    expect(Math.min(...delays)).toBeGreaterThan(50);
    expect(Math.min(...delays)).toBeLessThan(55);
    expect(Math.max(...delays)).toBeGreaterThan(95);
    expect(Math.max(...delays)).toBeLessThanOrEqual(100);
  });

  test('waits at least as long as the only endpoint asks for', () => {
    const { router } = routerOf([{ id: 'a' }], 'random', { retryDelayMs: 100 });
    const [refused] = dispatch(router, 0, 1);
    refused.retryAfterMs = 350;
    router.refused(refused);
    expect([router.next(refused), router.next(refused), router.next(refused)]).toEqual([350, 350, 400]);
  });
});

describe('explain', () => {
  const models = [
    { id: 'a', replicas: 2, maxConcurrent: 2, maxQueue: 0 },
    { id: 'b', maxConcurrent: 4, capabilities: ['vision'] },
    { id: 'c' },
    { id: 'd' },
  ];

  test('lists every endpoint with the reason for leaving it out', () => {
    const { router, fleet } = routerOf(models, 'least_loaded');
    dispatch(router, 0, 2);
    dispatch(router, 1, 1);
    fleet.setHealth(3, 'unhealthy');
    fleet.setHealth(4, 'degraded');
    const { strategy, goesBy, wishes, endpoints } = router.explain(attempt({ tried: [1] }));
    expect([strategy, goesBy, wishes]).toEqual(['least_loaded', 'smallest', []]);
    expect(endpoints.map(({ id, excluded, score }) => [id, excluded, score])).toEqual([
      ['a/0', 'no room', 1],
      ['a/1', 'already failed for this request', 0.5],
      ['b', null, 0],
      ['c', 'unhealthy', 0],
      ['d', 'degraded, and healthy ones remain', 0],
    ]);
    const vision = attempt({ capabilities: fleet.capabilityMask(['vision']) });
    expect(
      router
        .explain(vision)
        .endpoints.filter(({ isCandidate }) => isCandidate)
        .map(({ id }) => id),
    ).toEqual(['b']);
  });

  test.each(['round_robin', 'random', 'least_loaded', 'latency_based', 'affinity_based'] as const)(
    'changes nothing: the decisions of %s are the same as without',
    (strategy) => {
      const decisions = (explained: boolean) => {
        const { router } = routerOf(models, strategy);
        return Array.from({ length: 30 }, () => {
          const sent = attempt({ session: 's' });
          if (explained) router.explain(sent);
          const endpoint = router.decide(sent);
          router.started(endpoint, sent);
          return endpoint;
        });
      };
      expect(decisions(true)).toEqual(decisions(false));
    },
  );

  test('names the endpoint that a session is bound to', () => {
    const { router } = routerOf(models, 'affinity_based');
    router.started(2, attempt({ session: 's' }));
    expect(router.explain(attempt({ session: 's' })).wishes).toEqual([{ layer: 'session_affinity', wish: 'b' }]);
  });

  test('names what every layer wishes, in the order in which they are asked', () => {
    const abTest = { abTestEnabled: true, abTestSplit: 1, abTestModelA: 'c', abTestModelB: 'd' };
    const { router } = routerOf(models, 'affinity_based', abTest);
    router.started(2, attempt({ session: 's' }));
    expect(router.explain(attempt({ session: 's', preferredModel: 0 })).wishes).toEqual([
      { layer: 'preferred_model', wish: 'a' },
      { layer: 'session_affinity', wish: 'b' },
      { layer: 'ab_test', wish: 'c' },
    ]);
    expect(router.explain(attempt({ preferredModel: UNKNOWN_NAME })).wishes).toEqual([
      { layer: 'preferred_model', wish: 'a model that the fleet does not have' },
    ]);
    const drawn = attempt();
    expect(router.explain(drawn).wishes).toEqual([]); // the side is not drawn yet, and to explain draws nothing
    router.decide(drawn);
    expect(router.explain(drawn).wishes).toEqual([{ layer: 'ab_test', wish: 'c' }]);
  });
});
