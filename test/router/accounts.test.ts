import { describe, expect, test } from 'vitest';
import { type Attempt, COMPLETED } from '../../src/router/index.js';
import { attempt, dispatch, routerOf } from '../support/routers.js';

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
      const message = 'an attempt ended that was not started or had already ended';
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
