import { describe, expect, test } from 'vitest';
import { Streams } from '../../src/core/streams.js';
import { Decision, GIVE_UP, NO_ENDPOINT, NO_ROOM, RequestRouter, type RouterOptions } from '../../src/router/index.js';
import { dispatch, request, routerOf } from '../support/routers.js';

/** The endpoints that come up in a hundred decisions, ascending. */
function chosenOf(router: RequestRouter, fields: Parameters<typeof request>[0] = {}): readonly (string | null)[] {
  const endpoints = Array.from({ length: 100 }, () => router.route(request(fields)).endpointId);
  return [...new Set(endpoints)].sort();
}

describe('precedence', () => {
  const models = [
    { id: 'wished', replicas: 2, maxConcurrent: 2, maxQueue: 1 },
    { id: 'other', replicas: 2, maxConcurrent: 4, maxQueue: 0 },
  ];

  test('without a wish the policy chooses among all endpoints', () => {
    const { router } = routerOf(models);
    expect(chosenOf(router)).toEqual(['other/0', 'other/1', 'wished/0', 'wished/1']);
    expect(router.route(request())).toMatchObject({ reason: 'chosen by the strategy', fallbackUsed: false });
  });

  test('the preferred model comes first: the policy chooses among its replicas', () => {
    const { router } = routerOf(models);
    expect(chosenOf(router, { preferredModel: 0 })).toEqual(['wished/0', 'wished/1']);
    dispatch(router, 0, 1);
    expect(chosenOf(router, { preferredModel: 0 })).toEqual(['wished/1']);
    expect(router.route(request({ preferredModel: 0 }))).toMatchObject({
      modelId: 'wished',
      reason: 'preferred model',
      fallbackUsed: false,
    });
  });

  test('the load threshold does not bind the preferred model', () => {
    const { router } = routerOf(models);
    dispatch(router, 0, 2);
    dispatch(router, 1, 2);
    expect(chosenOf(router, { preferredModel: 0 })).toEqual(['wished/0', 'wished/1']);
    expect(chosenOf(router)).toEqual(['other/0', 'other/1']);
  });

  test('of the preferred model a degraded replica serves only where no healthy one has room', () => {
    const { router, fleet } = routerOf(models);
    fleet.setHealth(0, 'degraded');
    dispatch(router, 1, 2);
    expect(chosenOf(router, { preferredModel: 0 })).toEqual(['wished/1']);
    dispatch(router, 1, 1);
    expect(chosenOf(router, { preferredModel: 0 })).toEqual(['wished/0']);
    expect(router.route(request({ preferredModel: 0 }))).toMatchObject({
      reason: 'preferred model, at a degraded endpoint',
      healthScore: 0.5,
      fallbackUsed: true,
    });
  });

  test('where the preferred model cannot take the request, the policy falls back on the others and says so', () => {
    const { router, fleet } = routerOf(models);
    dispatch(router, 0, 3);
    fleet.setHealth(1, 'unhealthy');
    expect(chosenOf(router, { preferredModel: 0 })).toEqual(['other/0', 'other/1']);
    expect(router.route(request({ preferredModel: 0 }))).toMatchObject({
      modelId: 'other',
      reason: 'chosen by the strategy: the preferred model cannot take the request',
      fallbackUsed: true,
    });
  });
});

describe('tiers', () => {
  test.each([
    { threshold: 0.9, maxConcurrent: 1, passedOverFrom: 1 },
    { threshold: 0.9, maxConcurrent: 10, passedOverFrom: 10 },
    { threshold: 0.9, maxConcurrent: 20, passedOverFrom: 19 },
    { threshold: 0.5, maxConcurrent: 10, passedOverFrom: 6 },
    { threshold: 1, maxConcurrent: 10, passedOverFrom: 11 },
  ])(
    'with threshold $threshold and max_concurrent $maxConcurrent an endpoint is passed over from $passedOverFrom in flight',
    ({ threshold, maxConcurrent, passedOverFrom }) => {
      const models = [{ id: 'm', replicas: 2, maxConcurrent, maxQueue: 5 }];
      const { router } = routerOf(models, 'random', { maxLoadThreshold: threshold });
      dispatch(router, 0, passedOverFrom - 1);
      expect(chosenOf(router)).toEqual(['m/0', 'm/1']);
      dispatch(router, 0, 1);
      expect(chosenOf(router)).toEqual(['m/1']);
    },
  );

  test('when all are above the threshold it is ignored, and the decision says so', () => {
    const { router } = routerOf([{ id: 'm', replicas: 2, maxConcurrent: 1, maxQueue: 5 }], 'random');
    dispatch(router, 0, 1);
    dispatch(router, 1, 3);
    expect(chosenOf(router)).toEqual(['m/0', 'm/1']);
    expect(router.route(request())).toMatchObject({
      reason: 'chosen by the strategy: every healthy endpoint left is above the load threshold',
      loadScore: 0,
      fallbackUsed: false,
    });
  });

  test('switched off, the threshold passes nobody over', () => {
    const models = [{ id: 'm', replicas: 2, maxConcurrent: 1, maxQueue: 5 }];
    const { router } = routerOf(models, 'random', { maxLoadThreshold: 'off' });
    dispatch(router, 0, 5);
    expect(chosenOf(router)).toEqual(['m/0', 'm/1']);
    expect(router.route(request()).reason).toBe('chosen by the strategy');
  });

  test('the threshold follows a change of max_concurrent', () => {
    const { router } = routerOf([{ id: 'm', replicas: 2, maxConcurrent: 10, maxQueue: 5 }], 'random');
    dispatch(router, 0, 4);
    router.loadTracker.setCapacity('m/0', { maxConcurrent: 4 });
    expect(chosenOf(router)).toEqual(['m/1']);
    router.loadTracker.setCapacity('m/0', { maxConcurrent: 5 });
    expect(chosenOf(router)).toEqual(['m/0', 'm/1']);
  });

  test('degraded endpoints serve only where no healthy one has room, those below the threshold first', () => {
    const { router, fleet } = routerOf([{ id: 'm', replicas: 3, maxConcurrent: 2, maxQueue: 1 }], 'random');
    fleet.setHealth(1, 'degraded');
    fleet.setHealth(2, 'degraded');
    dispatch(router, 0, 2); // above the threshold, and still before a degraded one
    dispatch(router, 1, 2);
    expect(chosenOf(router)).toEqual(['m/0']);
    dispatch(router, 0, 1);
    expect(chosenOf(router)).toEqual(['m/2']);
    expect(router.route(request())).toMatchObject({
      reason: 'chosen by the strategy among degraded endpoints: no healthy one left has room',
      fallbackUsed: true,
    });
    dispatch(router, 2, 3);
    expect(chosenOf(router)).toEqual(['m/1']);
  });

  test('test scenario 3: of healthy, unhealthy, healthy and degraded only the healthy get traffic', () => {
    const { router, fleet } = routerOf([{ id: 'A' }, { id: 'B' }, { id: 'C' }, { id: 'D' }]);
    fleet.setHealth(1, 'unhealthy');
    fleet.setHealth(3, 'degraded');
    expect(chosenOf(router)).toEqual(['A', 'C']);
  });

  test('full endpoints give no room; where none is healthy or degraded there is no endpoint', () => {
    const { router, fleet } = routerOf([{ id: 'm', replicas: 2, maxConcurrent: 1, maxQueue: 1 }]);
    dispatch(router, 0, 2);
    fleet.setHealth(1, 'unhealthy');
    expect(router.decide(request())).toBe(NO_ROOM);
    expect(router.route(request({ preferredModel: 0 }))).toMatchObject({
      modelId: null,
      endpointId: null,
      reason: 'no endpoint has room',
      fallbackUsed: false,
    });
    fleet.setHealth(0, 'unhealthy');
    expect(router.decide(request())).toBe(NO_ENDPOINT);
    expect(router.route(request({ preferredModel: 0, tried: [0, 1] }))).toMatchObject({
      endpointId: null,
      reason: 'no endpoint is healthy or degraded',
      attemptedModels: ['m', 'm'],
    });
    fleet.setHealth(1, 'degraded');
    expect(router.decide(request())).toBe(1);
  });
});

describe('retries', () => {
  test('the delay doubles with every retry, until the request is given up', () => {
    const { router } = routerOf([{ id: 'm' }], 'random', { maxRetries: 4, retryDelayMs: 25 });
    const view = request();
    expect(Array.from({ length: 6 }, () => router.next(view))).toEqual([25, 50, 100, 200, GIVE_UP, GIVE_UP]);
  });

  test('three retries after 100, 200 and 400 ms are the default', () => {
    const { router } = routerOf([{ id: 'm' }]);
    const view = request();
    expect(Array.from({ length: 4 }, () => router.next(view))).toEqual([100, 200, 400, GIVE_UP]);
  });

  test('without retries a request is given up at once, and a delay of 0 stays 0', () => {
    expect(routerOf([{ id: 'm' }], 'random', { maxRetries: 0 }).router.next(request())).toBe(GIVE_UP);
    const { router } = routerOf([{ id: 'm' }], 'random', { maxRetries: 2, retryDelayMs: 0 });
    const view = request();
    expect(Array.from({ length: 3 }, () => router.next(view))).toEqual([0, 0, GIVE_UP]);
  });

  test('an endpoint that refused is left out while an untried one is eligible, then allowed again', () => {
    const { router } = routerOf([{ id: 'm', replicas: 3 }]);
    const view = request();
    for (const refusing of [2, 0]) {
      router.started(refusing, view);
      router.refused(refusing, view);
    }
    expect(router.fleet.endpoints.inFlight).toEqual(Int32Array.of(0, 0, 0));
    expect(chosenOf(router, { tried: [2, 0] })).toEqual(['m/1']);
    expect(router.decide(view)).toBe(1);
    router.started(1, view);
    router.refused(1, view);
    expect(chosenOf(router, { tried: [2, 0, 1] })).toEqual(['m/0', 'm/1', 'm/2']);
  });

  test('an untried endpoint comes before a tried one even where it is degraded or above the threshold', () => {
    const { router, fleet } = routerOf([{ id: 'm', replicas: 2 }], 'random');
    dispatch(router, 1, 10);
    expect(chosenOf(router, { tried: [0] })).toEqual(['m/1']);
    fleet.setHealth(1, 'degraded');
    expect(chosenOf(router, { tried: [0] })).toEqual(['m/1']);
    fleet.setHealth(1, 'unhealthy');
    expect(chosenOf(router, { tried: [0] })).toEqual(['m/0']);
  });

  test('a request that was refused by its whole preferred model goes to another', () => {
    const { router } = routerOf([{ id: 'wished', replicas: 2 }, { id: 'other' }]);
    expect(chosenOf(router, { preferredModel: 0, tried: [0] })).toEqual(['wished/1']);
    expect(router.route(request({ preferredModel: 0, tried: [0, 1] }))).toMatchObject({
      modelId: 'other',
      attemptedModels: ['wished', 'wished'],
      reason: 'chosen by the strategy: the preferred model cannot take the request',
      fallbackUsed: true,
    });
  });

  test('once every endpoint was tried, the preferred model comes first again', () => {
    const { router } = routerOf([{ id: 'wished', replicas: 2 }, { id: 'other' }]);
    const tried = { preferredModel: 0, tried: [0, 1, 2] };
    expect(chosenOf(router, tried)).toEqual(['wished/0', 'wished/1']);
    expect(router.route(request(tried))).toMatchObject({ reason: 'preferred model', fallbackUsed: false });
  });

  test('a request remembers as many refusals as it can have attempts', () => {
    const { router } = routerOf([{ id: 'm' }], 'random', { maxRetries: 15 });
    const view = request();
    for (let attempt = 0; attempt < 20; attempt++) {
      router.started(0, view);
      router.refused(0, view);
    }
    expect(view.triedCount).toBe(16);
    expect(router.decide(view)).toBe(0);
  });
});

describe('accounts', () => {
  test('what is started is in flight until it is completed, refused or abandoned', () => {
    const { router, table, clock } = routerOf([{ id: 'm' }]);
    const [served, refused, abandoned] = [request(), request(), request()];
    clock.cell[0] = 1000;
    for (const view of [served, refused, abandoned]) router.started(0, view);
    expect(table.inFlight[0]).toBe(3);
    clock.cell[0] = 1250;
    router.completed(0, served);
    expect(table.inFlight[0]).toBe(2);
    router.refused(0, refused);
    router.abandoned(0, abandoned);
    expect(table.inFlight[0]).toBe(0);
    expect(router.loadTracker.getCurrentLoad('m')).toMatchObject({ avgLatencyMs: 250, lastUpdatedMs: 1250 });
  });

  test('only the refused request counts the endpoint as tried', () => {
    const { router } = routerOf([{ id: 'm' }]);
    const [refused, abandoned] = [request(), request()];
    router.started(0, refused);
    router.started(0, abandoned);
    router.refused(0, refused);
    router.abandoned(0, abandoned);
    expect([refused.triedCount, abandoned.triedCount]).toEqual([1, 0]);
  });

  test('the latency of a retry counts from its own start', () => {
    const { router, clock } = routerOf([{ id: 'm' }]);
    const view = request();
    router.started(0, view);
    clock.cell[0] = 40;
    router.refused(0, view);
    clock.cell[0] = 140;
    router.started(0, view);
    clock.cell[0] = 150;
    router.completed(0, view);
    expect(router.loadTracker.getCurrentLoad('m')?.avgLatencyMs).toBe(10);
  });
});

describe('scores', () => {
  test('are those of the chosen endpoint: load, health, and neutral where a manager is absent', () => {
    const { router, fleet } = routerOf([{ id: 'm', maxConcurrent: 4, maxQueue: 4 }]);
    dispatch(router, 0, 1);
    expect(router.route(request())).toEqual(
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
    expect(router.route(request())).toMatchObject({ loadScore: 0, healthScore: 0.5, totalScore: 0.25 });
  });

  test('are all 0 where no endpoint was chosen, also in a decision that is used again', () => {
    const { router, fleet } = routerOf([{ id: 'm' }]);
    const decision = router.route(request({ tried: [0] }));
    fleet.setHealth(0, 'unhealthy');
    expect(router.route(request(), decision)).toBe(decision);
    expect(decision).toEqual(new Decision());
  });

  test('a decision of its own is fresh for every call', () => {
    const { router } = routerOf([{ id: 'm' }]);
    expect(router.route(request())).not.toBe(router.route(request()));
  });
});

describe('options', () => {
  test.each<[Partial<RouterOptions>, string]>([
    [{ maxLoadThreshold: 0 }, 'maxLoadThreshold is 0: expected a number above 0 and at most 1, or "off"'],
    [{ maxLoadThreshold: 1.5 }, 'maxLoadThreshold is 1.5: expected a number above 0 and at most 1, or "off"'],
    [{ maxLoadThreshold: NaN }, 'maxLoadThreshold is NaN: expected a number above 0 and at most 1, or "off"'],
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
    const { fleet } = routerOf([{ id: 'm', replicas: 4 }]);
    const router = new RequestRouter({ fleet, random: new Streams('default', 0).named('router') });
    dispatch(router, 0, 1);
    dispatch(router, 2, 1);
    expect(chosenOf(router)).toEqual(['m/1', 'm/3']);
  });
});
