import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../src/core/clock.js';
import { Streams } from '../../src/core/streams.js';
import { Decision, Fleet, RequestRouter, type RouterConfig, type RouterOptions } from '../../src/router/index.js';
import { attempt, chosenOf, dispatch, routerOf } from '../support/routers.js';

describe('a fleet has one router', () => {
  const models = [
    { id: 'a', replicas: 3, maxConcurrent: 4, maxQueue: 2 },
    { id: 'b', maxConcurrent: 10 },
  ];

  test.each<[string, Partial<RouterConfig>]>([
    ['like the first', {}],
    ['with another threshold', { options: { maxLoadThreshold: 0.1 } }],
    ['without health checks', { options: { enableHealthChecks: false } }],
    ['with another strategy and signal', { strategy: 'jiq', loadSignal: 'own' }],
  ])('a second one %s is refused, and the first one goes on as before', (_which, config) => {
    const decisions = (isTried: boolean) => {
      const { router, fleet, table } = routerOf(models, 'power_of_d', { maxLoadThreshold: 'off' });
      fleet.setHealth(1, 'unhealthy');
      dispatch(router, 0, 3);
      const random = new Streams('second', 0).named('router');
      if (isTried) {
        expect(() => new RequestRouter({ fleet, random, ...config })).toThrow(
          'the fleet has a router: another one needs its own fleet',
        );
      }
      return Array.from({ length: 200 }, (_, i) => {
        const sent = attempt({ preferredModel: (i % 3) - 1 });
        const endpoint = router.decide(sent);
        if (i === 60) fleet.setHealth(1, 'healthy');
        if (endpoint < 0) return endpoint;
        router.started(endpoint, sent);
        if (i % 4 > 0) router.completed(sent);
        return [endpoint, ...table.tier];
      });
    };
    expect(decisions(true)).toEqual(decisions(false));
  });

  test('one that could not be made leaves the fleet to another', () => {
    const fleet = new Fleet({ models, clock: new ManualClock() });
    const random = new Streams('first', 0).named('router');
    const options = { abTestEnabled: true, abTestModelA: 'a', abTestModelB: 'x' };
    expect(() => new RequestRouter({ fleet, random, options })).toThrow('unknown model "x"');
    expect(new RequestRouter({ fleet, random }).decide(attempt())).toBeGreaterThanOrEqual(0);
  });
});

describe('scores', () => {
  test('are those of the chosen endpoint: load, health, and neutral where a manager is absent', () => {
    const { router, fleet } = routerOf([{ id: 'm', maxConcurrent: 4, maxQueue: 4 }]);
    dispatch(router, 0, 1);
    expect(router.route(attempt())).toEqual(
      Object.assign(new Decision(), {
        endpoint: 0,
        modelId: 'm',
        endpointId: 'm',
        reason: 'chosen by the strategy',
        loadScore: 0.75,
        quotaScore: 1,
        healthScore: 1,
        totalScore: 0.875,
      }),
    );
    dispatch(router, 0, 5);
    fleet.setHealth(0, 'degraded');
    expect(router.route(attempt())).toMatchObject({ loadScore: 0, healthScore: 0.5, totalScore: 0.25 });
  });

  test('are all 0 where no endpoint was chosen, also in a decision that is used again', () => {
    const { router, fleet } = routerOf([{ id: 'm' }]);
    const decision = router.route(attempt({ tried: [0] }));
    fleet.setHealth(0, 'unhealthy');
    expect(router.route(attempt(), decision)).toBe(decision);
    expect(decision).toEqual(new Decision());
  });

  test('a decision of its own is fresh for every call', () => {
    const { router } = routerOf([{ id: 'm' }]);
    expect(router.route(attempt())).not.toBe(router.route(attempt()));
  });
});

describe('options', () => {
  test.each<[Partial<RouterOptions>, string]>([
    [{ maxLoadThreshold: 0 }, 'maxLoadThreshold is 0: expected a number above 0 and at most 1, or "off"'],
    [{ maxLoadThreshold: 1.5 }, 'maxLoadThreshold is 1.5: expected a number above 0 and at most 1, or "off"'],
    [{ maxLoadThreshold: NaN }, 'maxLoadThreshold is NaN: expected a number above 0 and at most 1, or "off"'],
    [{ enableHealthChecks: 'no' as unknown as boolean }, 'enableHealthChecks is "no": expected true or false'],
    [{ abTestModelA: 7 as unknown as string }, 'abTestModelA is 7: expected the id of a model'],
    [{ maxRetries: -1 }, 'maxRetries is -1: expected a whole number from 0 to 15'],
    [{ maxRetries: 16 }, 'maxRetries is 16: expected a whole number from 0 to 15'],
    [{ maxRetries: 1.5 }, 'maxRetries is 1.5: expected a whole number from 0 to 15'],
    [{ retryDelayMs: -1 }, 'retryDelayMs is -1: expected a number from 0 to 1000000000000'],
    [{ retryDelayMs: Infinity }, 'retryDelayMs is Infinity: expected a number from 0 to 1000000000000'],
  ])('%j is refused', (options, message) => {
    expect(() => routerOf([{ id: 'm' }], 'random', options)).toThrow(new RangeError(message));
  });

  test('the defaults are those of the specification', () => {
    const { router } = routerOf([{ id: 'm' }]);
    expect(router.options).toEqual({
      enableHealthChecks: true,
      enableQuotaChecks: true,
      enableCacheOptimization: true,
      maxLoadThreshold: 0.9,
      minCacheHitRate: 0.3,
      affinityTimeoutSec: 300,
      affinityMaxSessions: 1_000_000,
      abTestEnabled: false,
      abTestSplit: 0.5,
      abTestModelA: '',
      abTestModelB: '',
      maxRetries: 3,
      retryDelayMs: 100,
      retryJitter: 0,
    });
  });

  test('an unknown option of a policy is refused', () => {
    const { router } = routerOf([{ id: 'm' }]);
    expect(() => {
      router.setStrategy('random', { tempo: 1 });
    }).toThrow('tempo');
  });

  test('least_loaded is the strategy where none is named', () => {
    const fleet = new Fleet({ models: [{ id: 'm', replicas: 4 }], clock: new ManualClock() });
    const router = new RequestRouter({ fleet, random: new Streams('default', 0).named('router') });
    dispatch(router, 0, 1);
    dispatch(router, 2, 1);
    expect(chosenOf(router)).toEqual(['m/1', 'm/3']);
  });
});
