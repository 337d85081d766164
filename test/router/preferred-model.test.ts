import { describe, expect, test } from 'vitest';
import { attempt, chosenOf, dispatch, routerOf } from '../support/routers.js';

describe('the preferred model', () => {
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
