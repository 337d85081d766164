import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../src/core/clock.js';
import { Streams } from '../../src/core/streams.js';
import {
  Attempt,
  CacheManager,
  Fleet,
  HealthMonitor,
  LoadTracker,
  ModelRegistry,
  QuotaManager,
  RequestRouter,
  RequestView,
} from '../../src/router/index.js';
import { attempt, request, routerOf } from '../support/routers.js';

/** As plain JavaScript would call it. */
const loose = (value: unknown) => value as never;

const clock = new ManualClock();
const random = new Streams('arguments', 0).named('router');
const fleetOf = (...models: readonly unknown[]) => new Fleet(loose({ models, clock }));
const made = () => routerOf([{ id: 'm', replicas: 2 }]);
const routerWith = (more: object) => new RequestRouter(loose({ fleet: fleetOf({ id: 'm' }), random, ...more }));
const tracker = () => new LoadTracker(fleetOf({ id: 'm' }));

const CASES: Readonly<Record<string, readonly (readonly [use: () => unknown, told: string])[]>> = {
  'keys that there are not': [
    [
      () => fleetOf({ id: 'm', max_concurrent: 5 }),
      'the model "m" has no option "max_concurrent": did you mean "maxConcurrent"?',
    ],
    [
      () => fleetOf({ id: 'm', endpoints: [{ url: 'x' }] }),
      'the endpoint "m" has no option "url": expected one of maxConcurrent',
    ],
    [() => fleetOf({ id: 'm', price: { prompt: 1, ouput: 2 } }), 'the price of "m" has no option "ouput"'],
    [() => made().fleet.addEndpoint('m', loose({ max_queue: 1 })), 'the endpoint "m/2" has no option "max_queue"'],
    [() => new Fleet(loose({ models: [{ id: 'm' }], clock, region: 'eu' })), 'a fleet has no option "region"'],
    [() => routerWith({ option: {} }), 'a router has no option "option": did you mean "options"?'],
    [() => routerWith({ strategyOption: {} }), 'did you mean "strategyOptions"?'],
    [
      () => {
        made().router.setStrategy('random', undefined, loose({ loadsignal: 'own' }));
      },
      'did you mean "loadSignal"?',
    ],
    [
      () => {
        tracker().setCapacity('m', loose({ max_queue: 1 }));
      },
      'the capacity of "m" has no option "max_queue"',
    ],
    [
      () => {
        tracker().reportLoad('m', loose({ activeRequests: 1, queueDepth: 0, own: 1 }));
      },
      'has no option "own"',
    ],
    [
      () => new CacheManager(fleetOf({ id: 'm' }), loose({ timeConstant: 5 })),
      'CacheManager has no option "timeConstant"',
    ],
  ],
  'values that cannot be': [
    [() => fleetOf({}), 'id of a model is undefined: expected text'],
    [() => fleetOf({ id: 5 }), 'id of a model is 5: expected text'],
    [() => fleetOf('m'), 'a model of the fleet is "m": expected an object with an id'],
    [() => fleetOf({ id: 'm', weight: Infinity }), 'weight of "m" is Infinity: expected a number above 0'],
    [() => fleetOf({ id: 'm', weight: '5' }), 'weight of "m" is "5": expected a number above 0'],
    [() => fleetOf({ id: 'm', targetUtilization: '0.5' }), 'targetUtilization of "m" is "0.5"'],
    [() => fleetOf({ id: 'm', region: 5 }), 'region of "m" is 5: expected text'],
    [() => fleetOf({ id: 'm', capabilities: 'vision' }), 'capabilities of "m" is "vision": expected a list of texts'],
    ...[null, [], true].map(
      (endpoint) => [() => fleetOf({ id: 'm', endpoints: [endpoint] }), 'the endpoint "m" is '] as const,
    ),
    [() => made().fleet.addEndpoint('m', loose(5)), 'the endpoint "m/2" is 5: expected an object with maxConcurrent'],
    [
      () => {
        made().fleet.setHealth(1.5, 'healthy');
      },
      'there is no endpoint of index 1.5: expected 0 to 1',
    ],
    [
      () => {
        made().fleet.setHealth(0, loose(0));
      },
      'health is 0: expected one of healthy',
    ],
    [
      () => routerWith({ loadSignal: 'repotred' }),
      'loadSignal is "repotred": expected one of own, reported, corrected',
    ],
    [() => routerWith({ affinity: 'yes' }), 'affinity is "yes": expected true or false'],
    [() => routerWith({ options: 5 }), 'options of a router is 5: expected an object with enableHealthChecks'],
    [() => routerWith({ abRandom: 5 }), 'abRandom is 5: expected a stream'],
    [() => routerWith({ stopwatch: {} }), 'elapsedMs of the stopwatch is missing: expected a function'],
    [
      () => {
        tracker().setSignal(loose('x'));
      },
      'loadSignal is "x"',
    ],
    [
      () => {
        tracker().updateLoad('m', 1e20);
      },
      'would leave 100000000000000000000 active requests: expected a whole number',
    ],
    [
      () => {
        tracker().report(99, 1, 0, 0);
      },
      'there is no endpoint of index 99',
    ],
    [
      () => {
        tracker().reportLoad('m', loose(null));
      },
      'the report of "m" is null: expected an object with activeRequests',
    ],
    [
      () => new HealthMonitor(fleetOf({ id: 'm' }), loose(5)),
      'options of HealthMonitor is 5: expected an object with errorsInRow',
    ],
    [() => new HealthMonitor(fleetOf({ id: 'm' }), { errorShare: 0 }), 'errorShare is 0: expected a number above 0'],
    [() => new HealthMonitor(fleetOf({ id: 'm' })).reportOf(99), 'there is no endpoint of index 99: expected 0 to 0'],
    [
      () => new QuotaManager(fleetOf({ id: 'm' }), { m: loose({ requestsPerMinute: '5' }) }),
      'requestsPerMinute of "m" is "5"',
    ],
    [
      () => new QuotaManager(fleetOf({ id: 'm' }), { m: loose({ mayExceed: 1 }) }),
      'mayExceed of "m" is 1: expected true',
    ],
    [
      () => {
        new QuotaManager(fleetOf({ id: 'm' }), {}).fix('m', loose(true));
      },
      'used is true: expected a number from 0 to 1',
    ],
    [
      () => {
        new CacheManager(fleetOf({ id: 'm' })).fix('m', loose(true));
      },
      'hitRate is true: expected a number from 0 to 1',
    ],
    [
      () => {
        new CacheManager(fleetOf({ id: 'm' })).fix('n', 1);
      },
      'unknown model or endpoint "n"',
    ],
    [() => new CacheManager(fleetOf({ id: 'm' }), { timeConstantMs: Infinity }), 'timeConstantMs is Infinity'],
    [
      () => {
        new ModelRegistry(fleetOf({ id: 'm' })).noteUse(9);
      },
      'there is no endpoint of index 9',
    ],
  ],
  'what is missing, or is something else': [
    [
      () => new Fleet(loose(undefined)),
      'the configuration of a fleet is undefined: expected an object with models, clock',
    ],
    [() => new Fleet(loose({ clock })), 'models is undefined: expected a list'],
    [() => new RequestRouter(loose(undefined)), 'the configuration of a router is undefined'],
    [() => new HealthMonitor(loose(undefined)), 'fleet is missing: expected new Fleet'],
    [() => new CacheManager(loose(null)), 'fleet is null: expected new Fleet'],
    [() => new QuotaManager(fleetOf({ id: 'm' }), loose(undefined)), 'limits of a QuotaManager is undefined'],
    [() => new Attempt(loose(undefined)), 'request is missing: expected new RequestView()'],
    [() => made().router.decide(loose(undefined)), 'attempt is missing: expected new Attempt(request)'],
    [() => made().router.decide(loose({})), 'attempt is an object: expected new Attempt(request)'],
    [
      () => {
        made().router.started(0, loose({}));
      },
      'attempt is an object: expected new Attempt(request)',
    ],
    [
      () => {
        made().router.completed(loose(null));
      },
      'attempt is null: expected new Attempt(request)',
    ],
    [
      () => {
        made().router.firstToken(loose(5));
      },
      'attempt is 5: expected new Attempt(request)',
    ],
    [() => made().router.next(loose(null)), 'attempt is null: expected new Attempt(request)'],
    [
      () => {
        made().router.setStrategy(loose(null));
      },
      'strategy is null: expected one of round_robin',
    ],
    [
      () => {
        made().router.setStrategy(loose({ name: 'x', create: () => ({}) }));
      },
      'pick of the policy of "x" is missing',
    ],
    [
      () => {
        made().router.setQuotaManager(loose(null));
      },
      'the quota manager is null: expected a manager',
    ],
    [() => made().router.listen(loose(null)), 'listener is null: expected an object with started'],
  ],
};

for (const [kind, cases] of Object.entries(CASES)) {
  describe(kind, () => {
    test.each(cases.map(([use, told]) => [told, use] as const))('%s', (told, use) => {
      expect(use).toThrow(told);
    });
  });
}

test.each([
  [null, () => Promise.resolve(), {}, 'request is null: expected new RequestView()'],
  [request(), null, {}, 'work is missing'],
  [request(), () => Promise.resolve(), null, 'options of run is null: expected an object with signal'],
  [
    request(),
    () => Promise.resolve(),
    { timeout: 5 },
    'options of run has no option "timeout": expected one of signal',
  ],
  [request(), () => Promise.resolve(), { signal: 5 }, 'signal is 5: expected an AbortSignal'],
])('run is refused: %j, %j, %j', async (view, work, options, told) => {
  await expect(made().router.run(loose(view), loose(work), loose(options))).rejects.toThrow(told);
});

test('a strategy with a wrong signal changes nothing', () => {
  const { router } = made();
  expect(() => {
    router.setStrategy('random', undefined, loose({ loadSignal: 'x' }));
  }).toThrow('loadSignal is "x"');
  expect(router.strategy).toBe('least_loaded');
});

test.each([NaN, loose('m')])(
  'a preferred model that is no index is a wish that cannot be met: %s',
  (preferredModel) => {
    const { router } = made();
    const decision = router.route(new Attempt(Object.assign(new RequestView(), { preferredModel })));
    expect(decision.fallbackUsed).toBe(true);
    expect(decision.reason).toContain('the preferred model cannot take the request');
    expect(router.explain(attempt({ preferredModel })).wishes).toEqual([
      { layer: 'preferred_model', wish: 'a model that the fleet does not have' },
    ]);
  },
);
