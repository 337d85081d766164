import { describe, expect, test } from 'vitest';
import { NO_ENDPOINT, NO_ROOM } from '../../src/router/index.js';
import { attempt, chosenOf, dispatch, routerOf } from '../support/routers.js';

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
