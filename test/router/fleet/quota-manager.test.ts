import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  NO_QUOTA,
  NO_ROOM,
  type QuotaLimits,
  QuotaManager,
  RATE_LIMITED,
  UPSTREAM_ERROR,
} from '../../../src/router/index.js';
import { attempt, dispatch, routerOf } from '../../support/routers.js';
import { runs } from '../../support/runs.js';

function limited(limits: QuotaLimits, models = [{ id: 'm', maxConcurrent: 1000 }]) {
  const made = routerOf(models, 'quota_aware');
  const quota = new QuotaManager(made.fleet, { m: limits });
  made.router.setQuotaManager(quota);
  const send = (estimatedTokens = 0) => {
    const sent = attempt({ estimatedTokens });
    const endpoint = made.router.decide(sent);
    if (endpoint >= 0) made.router.started(endpoint, sent);
    return { sent, endpoint };
  };
  return { ...made, quota, send, report: () => quota.getModelReport('m') };
}

describe('requests per minute', () => {
  test('are a bucket of one minute that fills evenly; without any left the model is closed', () => {
    const { send, report, quota, clock } = limited({ requestsPerMinute: 6 });
    for (let i = 0; i < 6; i++) expect(send().endpoint).toBe(0);
    expect(send().endpoint).toBe(NO_QUOTA);
    expect(report()).toMatchObject({ used: 1, requests: { limitPerMinute: 6, left: 0 } });
    expect(quota.checkQuota('m')).toBe(false);
    clock.cell[0] = 9_900;
    expect(send().endpoint).toBe(NO_QUOTA);
    clock.cell[0] = 10_100;
    expect(send().endpoint).toBe(0);
  });

  test('are not exceeded in any stretch of time by more than the bucket', () => {
    const times = fc.array(fc.nat(4000), { minLength: 20, maxLength: 200 });
    fc.assert(
      fc.property(times, (gaps) => {
        const { send, clock } = limited({ requestsPerMinute: 12 });
        const sent: number[] = [];
        for (const gap of gaps) {
          clock.cell[0] += gap;
          if (send().endpoint >= 0) sent.push(clock.cell[0]);
        }
        sent.forEach((from, i) => {
          sent.slice(i).forEach((to, more) => {
            expect(more + 1).toBeLessThanOrEqual(12 + (12 * (to - from)) / 60_000 + 1e-9);
          });
        });
      }),
      runs(50),
    );
  });
});

describe('tokens per minute', () => {
  test('are reserved as estimated and settled as used', () => {
    const { send, report, router } = limited({ tokensPerMinute: 1000 });
    const { sent } = send(400);
    expect(report().tokens.left).toBe(600);
    sent.usedTokens = 150;
    router.completed(sent);
    expect(report().tokens.left).toBe(850);
  });

  test('are exceeded by at most one reservation, which later refills pay back', () => {
    const { send, report, clock } = limited({ tokensPerMinute: 1000 });
    expect(send(900).endpoint).toBe(0);
    expect(send(900).endpoint).toBe(0); // 100 were left
    expect(report()).toMatchObject({ used: 1, tokens: { left: 0 } });
    expect(send(1).endpoint).toBe(NO_QUOTA);
    clock.cell[0] = 47_000; // 800 of debt take 48 s
    expect(send(1).endpoint).toBe(NO_QUOTA);
    clock.cell[0] = 48_200;
    expect(send(1).endpoint).toBe(0);
  });

  test('never show less than nothing, whatever is used', () => {
    const step = fc.record({ estimate: fc.nat(500), used: fc.nat(2000), ms: fc.nat(20_000) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { send, report, router, clock } = limited({ tokensPerMinute: 1000, concurrency: 5 });
        for (const { estimate, used, ms } of steps) {
          clock.cell[0] += ms;
          const { sent, endpoint } = send(estimate);
          const { tokens, used: share, concurrency } = report();
          expect(tokens.left).toBeGreaterThanOrEqual(0);
          expect(tokens.left).toBeLessThanOrEqual(1000);
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
          expect(concurrency.inFlight).toBe(endpoint < 0 ? 0 : 1);
          if (endpoint < 0) continue;
          sent.usedTokens = used;
          router.completed(sent);
        }
      }),
      runs(100),
    );
  });
});

test('concurrency closes the model at its limit, and opens it when one is done', () => {
  const { send, router } = limited({ concurrency: 2 });
  const first = send();
  send();
  expect(send().endpoint).toBe(NO_ROOM); // it will soon have some
  router.completed(first.sent);
  expect(send().endpoint).toBe(0);
});

test('what a refused attempt reserved is given back, an abandoned one keeps it', () => {
  const { send, report, router } = limited({ requestsPerMinute: 10, tokensPerMinute: 1000 });
  const refused = send(300);
  router.refused(refused.sent);
  expect(report()).toMatchObject({ requests: { left: 10 }, tokens: { left: 1000 } });
  const abandoned = send(300);
  router.abandoned(abandoned.sent);
  expect(report()).toMatchObject({ requests: { left: 9 }, tokens: { left: 700 }, concurrency: { inFlight: 0 } });
});

test('a provider that says "rate limited" is believed', () => {
  const { send, report, router } = limited({ requestsPerMinute: 10 });
  router.refused(send().sent, RATE_LIMITED);
  expect(report()).toMatchObject({ used: 1, requests: { left: 0 } });
  expect(send().endpoint).toBe(NO_QUOTA);
});

test('"rate limited" forgives no debt: more tokens than were left are paid back first', () => {
  const { send, router, clock } = limited({ tokensPerMinute: 1000 });
  const refused = send(0);
  send(2000); // 1000 more than there are
  expect(send(0).endpoint).toBe(NO_QUOTA);
  router.refused(refused.sent, RATE_LIMITED);
  clock.cell[0] = 59_900;
  expect(send().endpoint).toBe(NO_QUOTA);
  clock.cell[0] = 60_200;
  expect(send().endpoint).toBe(0);
});

test('a manager that is set while attempts are under way counts those that start from then on', () => {
  const { router, fleet } = routerOf([{ id: 'm' }]);
  const before = dispatch(router, 0, 2);
  const quota = new QuotaManager(fleet, { m: { requestsPerMinute: 10, concurrency: 2 } });
  router.setQuotaManager(quota);
  dispatch(router, 0, 1);
  router.completed(before[0]);
  router.refused(before[1]);
  expect(quota.getModelReport('m')).toMatchObject({ requests: { left: 9 }, concurrency: { inFlight: 1 } });
});

test('used tokens that are not a number count as not said', () => {
  const { send, report, router } = limited({ tokensPerMinute: 1000 });
  const { sent } = send(400);
  sent.usedTokens = NaN;
  router.completed(sent);
  expect(report().tokens.left).toBe(600);
});

test('tokens that are no number of tokens count as not said, estimated or used, and no quota is lost by them', () => {
  for (const tokens of [NaN, Infinity, -Infinity, -5]) {
    const { send, report, router, clock } = limited({ tokensPerMinute: 1000, concurrency: 2 });
    router.completed(send(tokens).sent);
    expect(report()).toMatchObject({ used: 0, tokens: { left: 1000 }, concurrency: { inFlight: 0 } });
    const { sent } = send(400);
    sent.usedTokens = tokens;
    router.completed(sent);
    expect(report().tokens.left).toBe(600);
    clock.cell[0] += 60_000;
    expect(report().tokens.left).toBe(1000);
  }
});

test('a model that was added later has no quota, and its attempts change none', () => {
  const { router, fleet, report } = limited({ requestsPerMinute: 10, concurrency: 1 });
  fleet.addModel({ id: 'later' });
  const [sent] = dispatch(router, 1, 1);
  expect(sent.reservedTokens).toBe(-1);
  router.refused(sent, RATE_LIMITED);
  expect(report()).toMatchObject({ used: 0, requests: { left: 10 }, concurrency: { inFlight: 0 } });
  expect(router.decide(attempt({ preferredModel: 1 }))).toBe(1);
});

test('after an upstream error the request counts, its tokens do not', () => {
  const { send, report, router } = limited({ requestsPerMinute: 10, tokensPerMinute: 1000, concurrency: 3 });
  const { sent } = send(300);
  expect(report()).toMatchObject({ requests: { left: 9 }, tokens: { left: 700 }, concurrency: { inFlight: 1 } });
  router.refused(sent, UPSTREAM_ERROR);
  expect(report()).toMatchObject({ requests: { left: 9 }, tokens: { left: 1000 }, concurrency: { inFlight: 0 } });
});

test('buckets are never fuller than a minute fills them', () => {
  const { report, clock } = limited({ requestsPerMinute: 6, tokensPerMinute: 1000 });
  clock.cell[0] = 150_000;
  expect(report()).toMatchObject({ used: 0, requests: { left: 6 }, tokens: { left: 1000 } });
});

test('where no model can be chosen, used-up quota is named before ill health, in whatever order', () => {
  const models = ['ill', 'm', 'ill too'].map((id) => ({ id, maxConcurrent: 1000 }));
  const { fleet, send } = limited({ requestsPerMinute: 1 }, models);
  fleet.setHealth(0, 'unhealthy');
  fleet.setHealth(2, 'unhealthy');
  expect(send().endpoint).toBe(1);
  expect(send().endpoint).toBe(NO_QUOTA);
});

test('a quota that may be exceeded leaves its model open, at the end of the line', () => {
  const made = routerOf(
    [
      { id: 'm', maxConcurrent: 1000 },
      { id: 'other', maxConcurrent: 1000 },
    ],
    'quota_aware',
  );
  const quota = new QuotaManager(made.fleet, { m: { concurrency: 1, mayExceed: true } });
  made.router.setQuotaManager(quota);
  quota.fix('m', 1);
  for (let i = 0; i < 30; i++) expect(made.router.route(attempt()).modelId).toBe('other');
  made.fleet.setHealth(1, 'unhealthy');
  expect(made.router.route(attempt()).modelId).toBe('m');
});

test('without quota checks a quota that is used up is no obstacle', () => {
  const made = routerOf([{ id: 'm' }], 'random', { enableQuotaChecks: false });
  const quota = new QuotaManager(made.fleet, {});
  made.router.setQuotaManager(quota);
  quota.fix('m', 1);
  expect(made.router.decide(attempt())).toBe(0);
});

test('the scores of a decision show what is left', () => {
  const { router, quota } = limited({});
  quota.fix('m', 0.4);
  expect(router.route(attempt())).toMatchObject({ quotaScore: 0.6, totalScore: (1 + 1 + 0.6) / 3 });
});

test('limits that cannot be, unknown models and managers of another fleet are refused', () => {
  const { fleet } = routerOf([{ id: 'm' }]);
  const { router } = routerOf([{ id: 'm' }]);
  expect(() => new QuotaManager(fleet, { m: { requestsPerMinute: 0 } })).toThrow('requestsPerMinute of "m" is 0');
  expect(() => new QuotaManager(fleet, { m: { concurrency: 1.5 } })).toThrow('concurrency of "m" is 1.5');
  expect(() => new QuotaManager(fleet, { m: { requests_per_minute: 5 } as QuotaLimits })).toThrow(
    'the quota of "m" has no option "requests_per_minute": did you mean "requestsPerMinute"?',
  );
  expect(() => new QuotaManager(fleet, { x: {} })).toThrow('no quota is kept for a model "x"');
  const quota = new QuotaManager(fleet, {});
  expect(() => {
    quota.fix('m', 2);
  }).toThrow('used is 2');
  expect(() => quota.getModelReport('x')).toThrow('no quota is kept for a model "x"');
  expect(quota.checkQuota('x')).toBe(false);
  expect(() => {
    router.setQuotaManager(quota);
  }).toThrow('the quota manager is of another fleet than the router');
});
