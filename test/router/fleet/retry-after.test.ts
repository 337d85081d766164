import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLOSED, LONGEST_RETRY_AFTER_MS, QuotaManager, RATE_LIMITED, REFUSED } from '../../../src/router/index.js';
import { attempt, dispatch, routerOf } from '../../support/routers.js';
import { runs } from '../../support/runs.js';

/** Two models of two endpoints; `ask` lets an endpoint answer with Retry-After. */
function fleetOf() {
  const made = routerOf(
    ['a', 'b'].map((id) => ({ id, replicas: 2 })),
    'round_robin',
  );
  const ask = (endpoint: number, retryAfterMs: number, outcome: number = RATE_LIMITED) => {
    const [sent] = dispatch(made.router, endpoint, 1);
    made.router.refused(Object.assign(sent, { retryAfterMs }), outcome);
    return sent;
  };
  const closed = () => {
    made.fleet.advance();
    return [...made.table.closed].map((bits) => (bits & CLOSED.retryAfter) !== 0);
  };
  const chosen = () => new Set(Array.from({ length: 20 }, () => made.router.decide(attempt())));
  return { ...made, ask, closed, chosen };
}

test('the endpoint that asked is left alone by all requests until then, and by nobody longer', () => {
  const { ask, closed, chosen, clock } = fleetOf();
  ask(0, 10_000);
  expect(chosen()).toEqual(new Set([1, 2, 3]));
  clock.cell[0] = 9999;
  expect(closed()).toEqual([true, false, false, false]);
  clock.cell[0] = 10_000;
  expect(closed()).toEqual([false, false, false, false]);
  expect(chosen()).toEqual(new Set([0, 1, 2, 3]));
});

test('a rate limit of a model that has a quota closes all its endpoints; a refusal, or one without a quota, the one', () => {
  const { ask, closed, router, fleet } = fleetOf();
  router.setQuotaManager(new QuotaManager(fleet, { a: { requestsPerMinute: 600 } }));
  ask(0, 10_000, REFUSED);
  expect(closed()).toEqual([true, false, false, false]);
  ask(1, 10_000);
  expect(closed()).toEqual([true, true, false, false]);
  ask(2, 10_000);
  expect(closed()).toEqual([true, true, true, false]);
});

test('of two requests the later time counts, and five minutes at most', () => {
  const { ask, closed, clock } = fleetOf();
  const early = ask(0, 20_000);
  expect(early.retryAfterMs).toBe(20_000);
  ask(0, 5000);
  clock.cell[0] = 19_999;
  expect(closed()[0]).toBe(true);
  ask(0, 1e12);
  clock.cell[0] += LONGEST_RETRY_AFTER_MS - 1;
  expect(closed()[0]).toBe(true);
  clock.cell[0] += 1;
  expect(closed()[0]).toBe(false);
});

test('who gets the place of an endpoint that asked is not left alone', () => {
  const { ask, closed, fleet } = fleetOf();
  ask(0, 60_000);
  fleet.removeEndpoint('a/0');
  expect(fleet.addEndpoint('a', {}, 'new')).toBe('new');
  expect([fleet.endpointIndex('new'), closed()[0]]).toEqual([0, false]);
});

test('a request that waits as long as it is told finds the endpoint open, whatever rounding does', () => {
  const time = fc.double({ min: 0, max: 1e13, noNaN: true });
  fc.assert(
    fc.property(
      time,
      fc.double({ min: 1e-3, max: 3e5, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (t, ms, part) => {
        const { router, clock } = routerOf([{ id: 'only' }], 'round_robin', { retryDelayMs: 0 });
        clock.cell[0] = t;
        const [sent] = dispatch(router, 0, 1);
        router.refused(Object.assign(sent, { retryAfterMs: ms }), RATE_LIMITED);
        clock.cell[0] = t + part * ms;
        const delayMs = router.next(sent);
        clock.cell[0] += delayMs;
        expect(router.decide(sent)).toBe(0);
      },
    ),
    runs(500),
  );
});
