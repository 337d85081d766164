import { describe, expect, test } from 'vitest';
import { attempt, dispatch, routerOf } from '../../support/routers.js';

const models = [
  { id: 'a', maxConcurrent: 10 },
  { id: 'b', maxConcurrent: 10 },
];
const report = (activeRequests: number, ownInFlight?: number) => ({
  activeRequests,
  queueDepth: 0,
  ...(ownInFlight !== undefined && { ownInFlight }),
});

describe('the load that choices go by', () => {
  test('is what the router counted itself, where that is the signal', () => {
    const { router, table } = routerOf(models);
    router.setStrategy('least_loaded', undefined, { loadSignal: 'own' });
    dispatch(router, 0, 3);
    router.loadTracker.reportLoad('a', report(9));
    expect([...table.load]).toEqual([3, 0]);
  });

  test('is the last report as it came, own counts where there is none', () => {
    const { router, table } = routerOf(models);
    router.setStrategy('least_loaded', undefined, { loadSignal: 'reported' });
    router.loadTracker.reportLoad('a', report(9));
    dispatch(router, 0, 3);
    dispatch(router, 1, 2);
    expect([...table.load]).toEqual([9, 2]);
  });

  test('is the report with what the router did since it was taken, by default', () => {
    const { router, table } = routerOf(models);
    const [first] = dispatch(router, 0, 3);
    router.loadTracker.reportLoad('a', report(5)); // two of another router
    dispatch(router, 0, 2);
    expect(table.load[0]).toBe(7);
    router.completed(first);
    expect(table.load[0]).toBe(6);
  });

  test('is corrected back to the time when a late report was taken', () => {
    const { router, table } = routerOf(models);
    dispatch(router, 0, 1); // then the report is taken
    dispatch(router, 0, 2);
    router.loadTracker.reportLoad('a', report(4, 1));
    expect(table.load[0]).toBe(6);
  });

  test('is never below nothing', () => {
    const { router, table } = routerOf(models);
    const [first] = dispatch(router, 0, 3);
    router.loadTracker.reportLoad('a', report(0));
    router.completed(first);
    expect(table.load[0]).toBe(0);
  });

  test('is the own count again when the report is over 60 s old', () => {
    const { router, table, clock } = routerOf(models);
    dispatch(router, 0, 1);
    router.loadTracker.reportLoad('a', report(8));
    clock.cell[0] = 60_000;
    router.decide(attempt());
    expect(table.load[0]).toBe(8);
    clock.cell[0] = 60_002;
    router.decide(attempt());
    expect(table.load[0]).toBe(1);
  });

  test('is the own count again 60 s after the clock was set back, whenever the report was', () => {
    const { router, clock, table } = routerOf(models);
    clock.cell[0] = 10_000_000;
    router.loadTracker.reportLoad('a', report(9));
    router.decide(attempt());
    clock.cell[0] -= 7_200_000;
    router.decide(attempt());
    expect(table.load[0]).toBe(9);
    clock.cell[0] += 60_001;
    router.decide(attempt());
    expect(table.load[0]).toBe(0);
  });

  test('bears on the load threshold and on room', () => {
    const { router } = routerOf(models);
    router.loadTracker.reportLoad('a', report(10));
    expect(router.route(attempt()).endpointId).toBe('b');
    router.loadTracker.reportLoad('b', report(15));
    for (let i = 0; i < 5; i++) expect(router.route(attempt()).endpointId).toBe('a');
  });
});

test('a report of what cannot be is refused', () => {
  const { router } = routerOf(models);
  const { loadTracker } = router;
  expect(() => {
    loadTracker.reportLoad('a', report(-1));
  }).toThrow('activeRequests of "a" is -1');
  expect(() => {
    loadTracker.reportLoad('a', report(1, 0.5));
  }).toThrow('ownInFlight of "a" is 0.5');
  expect(() => {
    loadTracker.reportLoad('x', report(1));
  }).toThrow('unknown model or endpoint "x"');
});

test('endpoints that are added later report as well', () => {
  const { router, fleet, table } = routerOf(models);
  router.loadTracker.reportLoad('a', report(4));
  fleet.addModel({ id: 'late', maxConcurrent: 10 });
  router.loadTracker.reportLoad('late', report(6));
  expect([...table.load]).toEqual([4, 0, 6]);
});
