import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../src/core/clock.js';
import { Streams } from '../../src/core/streams.js';
import {
  type Attempt,
  COMPLETED,
  Decision,
  Fleet,
  GIVE_UP,
  NO_ENDPOINT,
  NO_MATCH,
  NO_QUOTA,
  NO_ROOM,
  QuotaManager,
  RequestRouter,
  type RouterConfig,
  type RouterOptions,
  UPSTREAM_ERROR,
} from '../../src/router/index.js';
import { attempt, dispatch, routerOf } from '../support/routers.js';

/** The endpoints that come up in a hundred decisions, ascending. */
function chosenOf(router: RequestRouter, fields: Parameters<typeof attempt>[0] = {}): readonly (string | null)[] {
  const endpoints = Array.from({ length: 100 }, () => router.route(attempt(fields)).endpointId);
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
    expect(router.route(attempt())).toMatchObject({ reason: 'chosen by the strategy', fallbackUsed: false });
  });

  test('the preferred model comes first: the policy chooses among its replicas', () => {
    const { router } = routerOf(models);
    expect(chosenOf(router, { preferredModel: 0 })).toEqual(['wished/0', 'wished/1']);
    dispatch(router, 0, 1);
    expect(chosenOf(router, { preferredModel: 0 })).toEqual(['wished/1']);
    expect(router.route(attempt({ preferredModel: 0 }))).toMatchObject({
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
    expect(router.route(attempt({ preferredModel: 0 }))).toMatchObject({
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
    expect(router.route(attempt({ preferredModel: 0 }))).toMatchObject({
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
    expect(router.route(attempt())).toMatchObject({
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
    expect(router.route(attempt()).reason).toBe('chosen by the strategy');
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
    expect(router.route(attempt())).toMatchObject({
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
    expect(router.decide(attempt())).toBe(NO_ROOM);
    expect(router.route(attempt({ preferredModel: 0 }))).toMatchObject({
      modelId: null,
      endpointId: null,
      reason: 'no endpoint has room',
      fallbackUsed: false,
    });
    fleet.setHealth(0, 'unhealthy');
    expect(router.decide(attempt())).toBe(NO_ENDPOINT);
    expect(router.route(attempt({ preferredModel: 0, tried: [0, 1] }))).toMatchObject({
      endpointId: null,
      reason: 'no endpoint is healthy or degraded',
      attemptedModels: ['m', 'm'],
    });
    fleet.setHealth(1, 'degraded');
    expect(router.decide(attempt())).toBe(1);
  });
});

describe('retries', () => {
  test('the delay doubles with every retry, until the request is given up', () => {
    const { router } = routerOf([{ id: 'm' }], 'random', { maxRetries: 4, retryDelayMs: 25 });
    const refused = attempt();
    expect(Array.from({ length: 6 }, () => router.next(refused))).toEqual([25, 50, 100, 200, GIVE_UP, GIVE_UP]);
  });

  test('three retries after 100, 200 and 400 ms are the default', () => {
    const { router } = routerOf([{ id: 'm' }]);
    const refused = attempt();
    expect(Array.from({ length: 4 }, () => router.next(refused))).toEqual([100, 200, 400, GIVE_UP]);
  });

  test('without retries a request is given up at once, and a delay of 0 stays 0', () => {
    expect(routerOf([{ id: 'm' }], 'random', { maxRetries: 0 }).router.next(attempt())).toBe(GIVE_UP);
    const { router } = routerOf([{ id: 'm' }], 'random', { maxRetries: 2, retryDelayMs: 0 });
    const refused = attempt();
    expect(Array.from({ length: 3 }, () => router.next(refused))).toEqual([0, 0, GIVE_UP]);
  });

  test('an endpoint that refused is left out while an untried one is eligible, then allowed again', () => {
    const { router } = routerOf([{ id: 'm', replicas: 3 }]);
    const sent = attempt();
    for (const refusing of [2, 0]) {
      router.started(refusing, sent);
      router.refused(sent);
    }
    expect(router.fleet.endpoints.inFlight).toEqual(Int32Array.of(0, 0, 0));
    expect(chosenOf(router, { tried: [2, 0] })).toEqual(['m/1']);
    expect(router.decide(sent)).toBe(1);
    router.started(1, sent);
    router.refused(sent);
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

  test('who takes over the place of an endpoint that refused is not passed over', () => {
    const { router, fleet } = routerOf([{ id: 'm', replicas: 2 }], 'affinity_based');
    const sent = attempt({ session: 's' });
    router.started(0, sent);
    router.refused(sent);
    expect(router.decide(sent)).toBe(1);
    fleet.removeEndpoint('m/0');
    fleet.addEndpoint('m', {}, 'new');
    expect(fleet.endpointIndex('new')).toBe(0);
    dispatch(router, 1, 1);
    expect(router.explain(sent).endpoints.map(({ id, excluded }) => [id, excluded])).toEqual([
      ['new', null],
      ['m/1', null],
    ]);
    expect(router.route(sent)).toMatchObject({ endpointId: 'new', attemptedModels: ['m'] });

    router.started(0, sent);
    router.refused(sent); // now both that had the place have refused
    expect(router.route(sent)).toMatchObject({ endpointId: 'm/1', attemptedModels: ['m', 'm'] });
  });

  test('of the preferred model and of the session, too, only the endpoint that refused is passed over', () => {
    const { router, fleet } = routerOf([{ id: 'wished' }, { id: 'other' }], 'affinity_based');
    const sent = attempt({ session: 's', preferredModel: 0 });
    router.started(0, sent);
    router.refused(sent);
    fleet.removeEndpoint('wished');
    fleet.addEndpoint('wished', {}, 'new');
    expect(router.route(sent)).toMatchObject({ endpointId: 'new', reason: 'preferred model' });
    router.started(0, attempt({ session: 's' }));
    sent.request.preferredModel = -1;
    expect(router.route(sent)).toMatchObject({ endpointId: 'new', reason: 'endpoint of the session' });
  });

  test('the models that were tried are those of then, whoever has their places now', () => {
    const { router, fleet } = routerOf([{ id: 'a' }, { id: 'b' }]);
    const sent = attempt();
    router.started(0, sent);
    router.refused(sent);
    fleet.removeEndpoint('a');
    fleet.addEndpoint('b');
    expect(fleet.endpointIndex('b/0')).toBe(0);
    expect(router.route(sent).attemptedModels).toEqual(['a']);
  });

  test.each([
    ['no endpoint is healthy', NO_ENDPOINT, GIVE_UP],
    ['no quota is left', NO_QUOTA, GIVE_UP],
    ['nothing matches', NO_MATCH, GIVE_UP],
    ['there is no room', NO_ROOM, 100],
  ])('where %s it is answered %d, after which the delay is %d', (_why, answer, delayMs) => {
    const { router, fleet } = routerOf([{ id: 'm', maxConcurrent: 1, maxQueue: 0 }]);
    const quota = new QuotaManager(fleet, {});
    router.setQuotaManager(quota);
    if (answer === NO_ENDPOINT) fleet.setHealth(0, 'unhealthy');
    if (answer === NO_QUOTA) quota.fix('m', 1);
    if (answer === NO_ROOM) dispatch(router, 0, 1);
    const asked = attempt({ region: answer === NO_MATCH ? 7 : -1 });
    expect([router.decide(asked), router.next(asked)]).toEqual([answer, delayMs]);
  });

  test('once the client has read of the answer nothing is tried again', () => {
    const { router, clock } = routerOf([{ id: 'm', replicas: 2 }]);
    const sent = attempt();
    router.started(0, sent);
    router.refused(sent, UPSTREAM_ERROR);
    expect(router.next(sent)).toBe(100);
    clock.cell[0] = 100;
    router.started(1, sent);
    clock.cell[0] = 150;
    router.firstToken(sent);
    expect(sent.firstTokenMs).toBe(150);
    router.refused(sent, UPSTREAM_ERROR);
    expect(router.next(sent)).toBe(GIVE_UP);
  });

  test('a wait that is not a number counts as none', () => {
    const { router } = routerOf([{ id: 'm' }]);
    expect(router.next(Object.assign(attempt(), { retryAfterMs: NaN }))).toBe(100);
  });

  test('a request that was refused by its whole preferred model goes to another', () => {
    const { router } = routerOf([{ id: 'wished', replicas: 2 }, { id: 'other' }]);
    expect(chosenOf(router, { preferredModel: 0, tried: [0] })).toEqual(['wished/1']);
    expect(router.route(attempt({ preferredModel: 0, tried: [0, 1] }))).toMatchObject({
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
    expect(router.route(attempt(tried))).toMatchObject({ reason: 'preferred model', fallbackUsed: false });
  });

  test('a request remembers as many refusals as it can have attempts', () => {
    const { router } = routerOf([{ id: 'm' }], 'random', { maxRetries: 15 });
    const sent = attempt();
    for (let i = 0; i < 20; i++) {
      router.started(0, sent);
      router.refused(sent);
    }
    expect(sent.triedCount).toBe(16);
    expect(router.decide(sent)).toBe(0);
  });
});

describe('accounts', () => {
  test('what is started is in flight until it is completed, refused or abandoned', () => {
    const { router, table, clock } = routerOf([{ id: 'm' }]);
    const [served, refused, abandoned] = [attempt(), attempt(), attempt()];
    clock.cell[0] = 1000;
    for (const sent of [served, refused, abandoned]) router.started(0, sent);
    expect(table.inFlight[0]).toBe(3);
    clock.cell[0] = 1250;
    router.completed(served);
    expect(table.inFlight[0]).toBe(2);
    router.refused(refused);
    router.abandoned(abandoned);
    expect(table.inFlight[0]).toBe(0);
    expect(router.loadTracker.getCurrentLoad('m')).toMatchObject({ avgLatencyMs: 250, lastUpdatedMs: 1250 });
  });

  test('only the refused request counts the endpoint as tried', () => {
    const { router } = routerOf([{ id: 'm' }]);
    const [refused, abandoned] = [attempt(), attempt()];
    router.started(0, refused);
    router.started(0, abandoned);
    router.refused(refused);
    router.abandoned(abandoned);
    expect([refused.triedCount, abandoned.triedCount]).toEqual([1, 0]);
  });

  test('the latency of a retry counts from its own start', () => {
    const { router, clock } = routerOf([{ id: 'm' }]);
    const sent = attempt();
    router.started(0, sent);
    clock.cell[0] = 40;
    router.refused(sent);
    clock.cell[0] = 140;
    router.started(0, sent);
    clock.cell[0] = 150;
    router.completed(sent);
    expect(router.loadTracker.getCurrentLoad('m')?.avgLatencyMs).toBe(10);
  });
});

describe('an attempt that is not under way', () => {
  test.each(['completed', 'refused', 'abandoned'] as const)(
    'cannot be %s, before its start or after its end, and nothing is counted',
    (ended) => {
      const { router, table, clock } = routerOf([{ id: 'm' }]);
      const ends: Attempt[] = [];
      router.listen({ ended: (sent) => ends.push(sent) });
      const sent = attempt();
      const message = 'an attempt ended that was not started, or had ended before';
      expect(() => {
        router[ended](sent);
      }).toThrow(message);
      router.decide(sent);
      expect(() => {
        router[ended](sent);
      }).toThrow(message);
      expect(router.loadTracker.fleetLatencyMs[0]).toBeNaN();
      router.started(0, sent);
      dispatch(router, 0, 1);
      clock.cell[0] = 100;
      router.completed(sent);
      clock.cell[0] = 500;
      expect(() => {
        router[ended](sent);
      }).toThrow(message);
      expect([table.inFlight[0], ends, sent.outcome, sent.triedCount]).toEqual([1, [sent], COMPLETED, 0]);
      expect(router.loadTracker.getCurrentLoad('m')?.avgLatencyMs).toBe(100);
    },
  );
});

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
