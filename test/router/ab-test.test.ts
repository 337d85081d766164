import { describe, expect, test } from 'vitest';
import { attempt, routerOf } from '../support/routers.js';

const models = [
  { id: 'a', maxConcurrent: 50 },
  { id: 'b', maxConcurrent: 50 },
  { id: 'c', maxConcurrent: 50 },
];
const options = { abTestEnabled: true, abTestSplit: 0.7, abTestModelA: 'a', abTestModelB: 'b' };

/** 99.9 % of binomial counts lie within this of their mean. */
const within = (n: number, p: number) => 3.3 * Math.sqrt(n * p * (1 - p));

function shareOfA(requests: number, session: (i: number) => string | undefined): number {
  const { router } = routerOf(models, 'least_loaded', options);
  let ofA = 0;
  for (let i = 0; i < requests; i++) {
    const id = session(i);
    const { modelId, reason, fallbackUsed } = router.route(attempt(id === undefined ? {} : { session: id }));
    expect([reason, fallbackUsed]).toEqual(['model of the A/B test', false]);
    expect(modelId).not.toBe('c');
    if (modelId === 'a') ofA++;
  }
  return ofA;
}

describe('a split of 0.7', () => {
  test('gives model A 70 % of requests without a session, drawn one by one', () => {
    expect(Math.abs(shareOfA(10_000, () => undefined) - 7000)).toBeLessThan(within(10_000, 0.7));
  });

  test('gives model A 70 % of sessions, by their ids', () => {
    expect(Math.abs(shareOfA(10_000, (i) => `session ${i}`) - 7000)).toBeLessThan(within(10_000, 0.7));
  });

  test('keeps a session on its side for ever, also in another router', () => {
    const sides = Array.from({ length: 50 }, (_, i) => shareOfA(1, () => `session ${i}`));
    expect(Array.from({ length: 50 }, (_, i) => shareOfA(1, () => `session ${i}`))).toEqual(sides);
    expect(new Set(sides)).toEqual(new Set([0, 1]));
  });

  test('is drawn once for all attempts of a request', () => {
    const { router } = routerOf(models, 'least_loaded', options);
    for (let i = 0; i < 50; i++) {
      const asked = attempt();
      const first = router.route(asked).modelId;
      for (let again = 0; again < 5; again++) expect(router.route(asked).modelId).toBe(first);
    }
  });
});

describe('where a model of the test cannot take requests', () => {
  test('the other one does, counted as a fallback', () => {
    const { router, fleet } = routerOf(models, 'least_loaded', options);
    fleet.setHealth(0, 'unhealthy');
    for (let i = 0; i < 100; i++) expect(router.route(attempt()).modelId).toBe('b');
    const { byReason, fallback } = router.statistics();
    expect(byReason['other model of the A/B test: the one drawn cannot take the request']).toBe(fallback);
    expect(Math.abs(fallback - 70)).toBeLessThan(within(100, 0.7));
  });

  test('nor the other one, the strategy chooses', () => {
    const { router, fleet } = routerOf(models, 'least_loaded', options);
    fleet.setHealth(0, 'unhealthy');
    fleet.setHealth(1, 'unhealthy');
    expect(router.route(attempt())).toMatchObject({
      modelId: 'c',
      reason: 'chosen by the strategy: neither model of the A/B test can take the request',
      fallbackUsed: true,
    });
  });

  test('a degraded one is still used, and it is said', () => {
    const { router, fleet } = routerOf(models, 'least_loaded', options);
    fleet.setHealth(0, 'degraded');
    fleet.setHealth(1, 'degraded');
    expect(router.route(attempt()).reason).toBe('model of the A/B test, at a degraded endpoint');
  });
});

test('a preferred model comes before the test', () => {
  const { router } = routerOf(models, 'least_loaded', options);
  expect(router.route(attempt({ preferredModel: 2 }))).toMatchObject({ modelId: 'c', reason: 'preferred model' });
});

test.each([
  [{ abTestModelA: 'x' }, 'the A/B test names an unknown model "x"'],
  [{ abTestModelB: 'a' }, 'the A/B test compares "a" with itself'],
  [{ abTestSplit: 1.5 }, 'abTestSplit is 1.5: expected a number from 0 to 1'],
])('a test that cannot be is refused: %j', (changed, message) => {
  expect(() => routerOf(models, 'least_loaded', { ...options, ...changed })).toThrow(message);
});
