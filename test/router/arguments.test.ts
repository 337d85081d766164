import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../src/core/clock.js';
import { Streams } from '../../src/core/streams.js';
import {
  type Attempt,
  CacheManager,
  COMPLETED,
  DEFAULT_ROUTER_OPTIONS,
  Fleet,
  HealthMonitor,
  NO_ROOM,
  QuotaManager,
  RATE_LIMITED,
  RequestRouter,
  UPSTREAM_ERROR,
} from '../../src/router/index.js';
import { attempt, dispatch, routerOf } from '../support/routers.js';

/** As plain JavaScript would call it. */
const loose = (value: unknown) => value as never;

/** Everything that a router has written of its endpoints. */
const stateOf = ({ fleet, router }: ReturnType<typeof routerOf>) =>
  JSON.stringify([
    ...Object.values(fleet.endpoints).filter((column) => ArrayBuffer.isView(column)),
    router.statistics().total,
  ]);

describe('wrong use is told, and changes nothing', () => {
  test.each<readonly [string, (router: RequestRouter, sent: Attempt) => void, string]>([
    [
      'an outcome as text',
      (r, sent) => {
        r.refused(sent, loose('upstream_error'));
      },
      'outcome is upstream_error: expected REFUSED',
    ],
    [
      'an outcome that is none',
      (r, sent) => {
        r.refused(sent, 99);
      },
      'outcome is 99: expected REFUSED, UPSTREAM_ERROR or RATE_LIMITED',
    ],
    [
      'a refusal that is an end',
      (r, sent) => {
        r.refused(sent, COMPLETED);
      },
      'outcome is 0: expected REFUSED',
    ],
    [
      'a client that is refused',
      (r, sent) => {
        r.abandoned(sent, UPSTREAM_ERROR);
      },
      'expected TIMED_OUT or CLIENT_GONE',
    ],
    [
      'an end without a start',
      (r) => {
        r.completed(attempt());
      },
      'an attempt ended that was not started',
    ],
    [
      'a second start',
      (r, sent) => {
        r.started(0, sent);
      },
      'an attempt was started that is under way',
    ],
    [
      'a start at no endpoint',
      (r) => {
        r.started(-1, attempt());
      },
      'there is no endpoint of index -1: expected 0 to 1',
    ],
    [
      'a start beyond the last',
      (r) => {
        r.started(2, attempt());
      },
      'there is no endpoint of index 2: expected 0 to 1',
    ],
    [
      'a start at a half',
      (r) => {
        r.started(0.5, attempt());
      },
      'there is no endpoint of index 0.5',
    ],
    [
      'a start by a name',
      (r) => {
        r.started(loose('m/0'), attempt());
      },
      'there is no endpoint of index m/0',
    ],
    ['a request that is no attempt', (r) => void r.route(loose({ session: 'u' })), 'expected new Attempt(request)'],
    ['an explanation of nothing', (r) => void r.explain(loose(undefined)), 'expected new Attempt(request)'],
    [
      'an unknown strategy',
      (r) => {
        r.setStrategy(loose('least_loded'));
      },
      'there is no strategy "least_loded": expected one of round_robin',
    ],
    [
      'a strategy of every object',
      (r) => {
        r.setStrategy(loose('constructor'));
      },
      'there is no strategy "constructor"',
    ],
    [
      'a wrong option of a policy',
      (r) => {
        r.setStrategy('power_of_d', { d: 'two' });
      },
      'strategyOptions.d of power_of_d: ',
    ],
    [
      'an unknown option of a policy',
      (r) => {
        r.setStrategy('random', { d: 2 });
      },
      'strategyOptions of random: ',
    ],
  ])('%s', (_, use, message) => {
    const made = routerOf([{ id: 'm', replicas: 2 }]);
    const [sent] = dispatch(made.router, 0, 1);
    const before = stateOf(made);
    expect(() => {
      use(made.router, sent);
    }).toThrow(message);
    expect(stateOf(made)).toBe(before);
    made.router.completed(sent); // it still ends as it would have
    expect(made.table.inFlight[0]).toBe(0);
  });

  test('a router without its parts, or with options that there are not, is not made', () => {
    const clock = new ManualClock();
    const fleet = new Fleet({ models: [{ id: 'm' }], clock });
    const random = new Streams('arguments', 0).named('router');
    expect(() => new Fleet(loose({ models: [{ id: 'm' }] }))).toThrow('clock is missing');
    expect(() => new RequestRouter(loose({ random }))).toThrow('fleet is missing');
    expect(() => new RequestRouter(loose({ fleet }))).toThrow('random is missing');
    const made = (options: object) => () => new RequestRouter({ fleet, random, options: loose(options) });
    expect(made({ maxRetrys: 3 })).toThrow('a router has no option "maxRetrys": expected one of enableHealthChecks');
    expect(made({ max_retries: 3 })).toThrow('a router has no option "max_retries": did you mean "maxRetries"?');
    expect(made({ maxRetries: 99 })).toThrow('maxRetries is 99: expected a whole number from 0 to 15');
    expect(new RequestRouter({ fleet, random, options: { enableHealthChecks: undefined } }).options).toEqual(
      DEFAULT_ROUTER_OPTIONS, // nothing of the above has taken the fleet
    );
  });
});

test('what is not a number is unknown: tokens, hits and Retry-After', () => {
  const { router, fleet, table } = routerOf([{ id: 'm' }]);
  const quota = new QuotaManager(fleet, { m: { tokensPerMinute: 1000, requestsPerMinute: 1000 } });
  router.setQuotaManager(quota);
  router.setCacheManager(new CacheManager(fleet));
  const sent = attempt({ estimatedTokens: 100 });
  router.started(0, sent);
  router.completed(Object.assign(sent, { usedTokens: NaN, sessionHit: NaN, prefixHit: NaN }));
  expect(quota.getModelReport('m').tokens.left).toBe(900); // as estimated
  expect(table.hitRate[0]).toBe(0);
  const limited = attempt();
  router.started(0, limited);
  router.refused(Object.assign(limited, { retryAfterMs: NaN }), UPSTREAM_ERROR);
  expect(table.closed[0]).toBe(0);
  expect(router.decide(attempt())).toBe(0);
});

describe('a quota that is kept from the middle of things on', () => {
  test('counts what is in flight, and lets it end', () => {
    const { router, fleet } = routerOf([{ id: 'm' }]);
    const early = dispatch(router, 0, 3);
    const quota = new QuotaManager(fleet, { m: { concurrency: 3 } });
    router.setQuotaManager(quota);
    expect(quota.getModelReport('m').concurrency.inFlight).toBe(3);
    expect(router.decide(attempt())).toBe(NO_ROOM);
    router.completed(early[0]);
    const [late] = dispatch(router, 0, 1);
    expect(router.decide(attempt())).toBe(NO_ROOM);
    for (const sent of [early[1], early[2], late]) router.completed(sent);
    expect(quota.getModelReport('m').concurrency.inFlight).toBe(0);
    router.setQuotaManager(quota); // once more changes nothing
    expect(quota.getModelReport('m').concurrency.inFlight).toBe(0);
  });

  test('where as many are in flight as it allows there is no room: the request is tried again', () => {
    const { router, fleet } = routerOf([{ id: 'm' }]);
    router.setQuotaManager(new QuotaManager(fleet, { m: { concurrency: 1 } }));
    const [sent] = dispatch(router, 0, 1);
    const waiting = attempt();
    expect(router.route(waiting).reason).toBe('no endpoint has room');
    expect(router.next(waiting)).toBe(100);
    router.completed(sent);
    expect(router.decide(waiting)).toBe(0);
  });
});

test('a clock that is set back does bounded harm: latencies are not negative, refills and reports go on', () => {
  for (const backMs of [1000, 7_200_000]) {
    const { router, fleet, clock, table } = routerOf([{ id: 'm', replicas: 2 }], 'latency_based');
    const quota = new QuotaManager(fleet, { m: { requestsPerMinute: 60 } });
    router.setQuotaManager(quota);
    router.setHealthMonitor(new HealthMonitor(fleet));
    clock.cell[0] = 10_000_000;
    const sent = dispatch(router, 0, 1);
    for (let i = 0; i < 59; i++) router.completed(dispatch(router, 1, 1)[0]);
    clock.cell[0] -= backMs;
    router.completed(sent[0]);
    expect([...table.latencyMs, ...table.expectedMs]).toEqual([0, 0, 0, 0]);
    expect(Math.max(...table.latencyWeight)).toBeLessThan(Infinity);
    expect(router.decide(attempt())).toBeLessThan(0);
    clock.cell[0] += 5000; // five requests' worth, whatever the clock was before
    expect(router.decide(attempt())).toBeGreaterThanOrEqual(0);
    const limited = dispatch(router, 0, 1)[0];
    limited.retryAfterMs = 1000;
    router.refused(limited, RATE_LIMITED);
    clock.cell[0] -= backMs;
    router.decide(attempt());
    clock.cell[0] += 300_001; // the longest that an endpoint is left alone
    expect(new Set([router.decide(attempt()), router.decide(attempt())])).not.toContain(-1);
  }
});
