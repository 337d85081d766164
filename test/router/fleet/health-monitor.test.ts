import { describe, expect, test } from 'vitest';
import {
  CLIENT_GONE,
  HealthMonitor,
  type HealthMonitorOptions,
  NO_ENDPOINT,
  NO_ROOM,
  RATE_LIMITED,
  REFUSED,
  TIMED_OUT,
  UPSTREAM_ERROR,
} from '../../../src/router/index.js';
import { attempt, dispatch, routerOf } from '../../support/routers.js';

/** A model `m` of some endpoints, and what happens at one of them. */
function monitored(replicas = 2, options: Partial<HealthMonitorOptions> = {}) {
  const made = routerOf([{ id: 'm', replicas }], 'round_robin');
  const monitor = new HealthMonitor(made.fleet, options);
  made.router.setHealthMonitor(monitor);
  const id = (e: number) => made.fleet.endpointIds[e];
  return {
    ...made,
    monitor,
    fail: (times: number, e = 0) => {
      for (let i = 0; i < times; i++) made.router.refused(dispatch(made.router, e, 1)[0], UPSTREAM_ERROR);
    },
    succeed: (times = 1, e = 0) => {
      for (let i = 0; i < times; i++) made.router.completed(dispatch(made.router, e, 1)[0]);
    },
    state: (e = 0) => {
      made.fleet.advance();
      return monitor.report(id(e)).state;
    },
    /** Which endpoints are chosen now. */
    chosen: () => new Set(Array.from({ length: 4 * replicas }, () => made.router.decide(attempt()))),
    waitUntil: (ms: number) => {
      made.clock.cell[0] = ms;
    },
  };
}

describe('an endpoint is ejected', () => {
  test('by five errors in a row, which a success comes not between', () => {
    const { fail, succeed, state, chosen } = monitored(2, { errorShare: 1 });
    for (let i = 0; i < 5; i++) {
      fail(4);
      succeed();
      expect(state()).toBe('serving');
    }
    fail(5);
    expect(state()).toBe('resting');
    expect(chosen()).toEqual(new Set([1]));
  });

  test('by exactly the share, whatever rounding does', () => {
    const { fail, succeed, state } = monitored(2, { errorShare: 0.07, minRequests: 100, errorsInRow: 100 });
    succeed(93);
    fail(6);
    expect(state()).toBe('serving');
    fail(1); // 7 of 100; 0.07 * 100 is 7.000000000000001
    expect(state()).toBe('resting');
  });

  test('by half of its attempts in the last ten seconds, of at least ten', () => {
    const { fail, succeed, state, waitUntil, monitor } = monitored();
    const pair = () => {
      succeed();
      fail(1);
    };
    for (let i = 0; i < 4; i++) pair();
    expect(state()).toBe('serving');
    pair();
    expect(monitor.report('m/0')).toMatchObject({ state: 'resting', errorsInRow: 1 });
    const quiet = monitored();
    quiet.succeed(30);
    quiet.waitUntil(11_000); // they are forgotten by now
    for (let i = 0; i < 5; i++) {
      quiet.succeed();
      quiet.fail(1);
    }
    expect(quiet.state()).toBe('resting');
    waitUntil(0);
    const mostlyWell = monitored();
    mostlyWell.succeed(30);
    for (let i = 0; i < 7; i++) mostlyWell.fail(4 - (i % 2) * 4);
    expect(mostlyWell.monitor.report('m/0')).toMatchObject({ requests: 30 + 5, state: 'resting' }); // five in a row
  });

  test.each([
    ['a timeout of the client', TIMED_OUT, 5],
    ['that the client went away', CLIENT_GONE, 0],
  ])('%s counts as an error, or not', (_, outcome, errors) => {
    const { router, monitor } = monitored();
    for (const sent of dispatch(router, 0, 5)) router.abandoned(sent, outcome);
    expect(monitor.report('m/0').errorsInRow).toBe(errors);
  });

  test.each([REFUSED, RATE_LIMITED])('outcome %i says nothing of its health', (outcome) => {
    const { router, monitor } = monitored();
    for (const sent of dispatch(router, 0, 20)) router.refused(sent, outcome);
    expect(monitor.report('m/0')).toEqual({
      state: 'serving',
      errorsInRow: 0,
      requests: 0,
      errorShare: null,
      ejectionsInRow: 0,
      restsUntilMs: null,
    });
  });
});

describe('after its rest', () => {
  test('one attempt at a time goes there until one succeeds; then it has its share at once', () => {
    const { fail, state, chosen, waitUntil, router } = monitored(3);
    fail(5);
    waitUntil(9999);
    expect(state()).toBe('resting');
    waitUntil(10_000);
    expect(state()).toBe('probing');
    expect(chosen()).toEqual(new Set([0, 1, 2]));
    const [probe] = dispatch(router, 0, 1);
    expect(chosen()).toEqual(new Set([1, 2]));
    router.refused(probe, REFUSED); // says nothing: another one
    expect(chosen()).toEqual(new Set([0, 1, 2]));
    const [second] = dispatch(router, 0, 1);
    router.completed(second);
    expect(state()).toBe('serving');
    const shares = [0, 0, 0];
    for (let i = 0; i < 30; i++) shares[router.decide(attempt())]++;
    expect(shares).toEqual([10, 10, 10]);
  });

  test('an error ejects it again, for twice as long each time, up to the longest rest; a success forgets all that', () => {
    const { fail, succeed, state, waitUntil, monitor } = monitored(2, { restMaxMs: 35_000 });
    fail(5);
    let nowMs = 0;
    for (const restMs of [10_000, 20_000, 35_000, 35_000]) {
      expect(monitor.report('m/0').restsUntilMs).toBe(nowMs + restMs);
      nowMs += restMs;
      waitUntil(nowMs);
      expect(state()).toBe('probing');
      fail(1);
      expect(state()).toBe('resting');
    }
    waitUntil(nowMs + 35_000);
    expect(state()).toBe('probing');
    succeed();
    fail(5);
    expect(monitor.report('m/0')).toMatchObject({ ejectionsInRow: 1, restsUntilMs: nowMs + 45_000 });
  });

  test('attempts from before say nothing of how it fares now', () => {
    const { fail, state, waitUntil, router } = monitored();
    const early = dispatch(router, 0, 3);
    waitUntil(1);
    fail(5);
    router.completed(early[0]);
    expect(state()).toBe('resting');
    waitUntil(10_001);
    expect(state()).toBe('probing');
    router.completed(early[1]);
    router.refused(early[2], UPSTREAM_ERROR);
    expect(state()).toBe('probing');
  });
});

describe('an endpoint that is probed is not lost', () => {
  test('where the clock is set back before the probe, or between its decision and its start', () => {
    for (const isLate of [false, true]) {
      const { fail, state, waitUntil, router } = monitored();
      waitUntil(1e6);
      fail(5);
      waitUntil(1e6 + 10_000);
      expect(state()).toBe('probing');
      if (isLate) router.decide(attempt());
      waitUntil(5e5);
      if (!isLate) router.decide(attempt());
      const [probe] = dispatch(router, 0, 1);
      waitUntil(5e5 + 5);
      router.decide(attempt());
      router.completed(probe);
      expect(state()).toBe('serving');
    }
  });

  test('where it rests for no time, however often it failed', () => {
    const { fail, succeed, state } = monitored(2, { restMs: 0, errorsInRow: 1 });
    for (let i = 0; i < 1100; i++) {
      fail(1);
      expect(state()).toBe('probing');
    }
    succeed();
    expect(state()).toBe('serving');
  });
});

describe('of the endpoints of a model', () => {
  test.each([
    [1, 0.5, 0],
    [1, 1, 0],
    [2, 0.5, 1],
    [2, 1, 1],
    [3, 0.5, 1],
    [4, 0.5, 2],
    [5, 1, 4],
    [50, 0.58, 29], // 50 * 0.58 is 28.999999999999996
    [100, 0.29, 29],
  ])('%i with a cap of %d: %i are ejected', (replicas, maxEjected, out) => {
    const { fail, state, chosen } = monitored(replicas, { maxEjected });
    for (let e = 0; e < replicas; e++) fail(20, e);
    expect(Array.from({ length: replicas }, (_, e) => state(e)).filter((each) => each !== 'serving')).toHaveLength(out);
    expect(chosen().size).toBe(replicas - out);
  });

  test('one that failed while others were out is ejected when one of them is back, if it goes on failing', () => {
    const { fail, succeed, state, waitUntil } = monitored();
    fail(5, 0);
    fail(20, 1);
    expect([state(0), state(1)]).toEqual(['resting', 'serving']);
    waitUntil(10_000);
    expect(state(0)).toBe('probing');
    succeed(1, 0);
    fail(1, 1);
    expect([state(0), state(1)]).toEqual(['serving', 'resting']);
  });

  test('what is left when others go, or are unhealthy, is not kept out', () => {
    for (const take of ['remove', 'unhealthy']) {
      const { fail, state, fleet, chosen } = monitored();
      fail(5);
      expect(state()).toBe('resting');
      if (take === 'remove') fleet.removeEndpoint('m/1');
      else fleet.setHealth(1, 'unhealthy');
      expect(state()).toBe('serving');
      expect(chosen()).toEqual(new Set([0]));
    }
  });
});

test('health that others say stands beside it: neither overrides the other', () => {
  const { fail, succeed, state, fleet, table, waitUntil, chosen } = monitored();
  fleet.setHealth(0, 'degraded');
  fail(5);
  expect([state(), table.health[0]]).toEqual(['resting', 1]);
  fleet.setHealth(0, 'healthy');
  expect(state()).toBe('resting');
  fleet.setHealth(0, 'unhealthy');
  waitUntil(10_000);
  expect([state(), table.health[0]]).toEqual(['probing', 2]);
  expect(chosen()).toEqual(new Set([1]));
  succeed();
  expect([state(), table.health[0]]).toEqual(['serving', 2]);
  expect(chosen()).toEqual(new Set([1]));
});

test('without health checks what it ejects takes requests all the same', () => {
  const { router, fleet } = routerOf([{ id: 'm', replicas: 2 }], 'round_robin', { enableHealthChecks: false });
  router.setHealthMonitor(new HealthMonitor(fleet, { errorsInRow: 1 }));
  router.refused(dispatch(router, 0, 1)[0], UPSTREAM_ERROR);
  expect(new Set([router.decide(attempt()), router.decide(attempt())])).toEqual(new Set([0, 1]));
});

test('where all that is left rests, a request is retried when the first of them is back', () => {
  const { fail, router, fleet, waitUntil } = monitored(2);
  waitUntil(1000);
  fail(5);
  fleet.setHealth(1, 'healthy');
  dispatch(router, 1, 15); // full: ten in service, five wait
  const asked = attempt();
  expect(router.decide(asked)).toBe(NO_ROOM);
  expect(router.next(asked)).toBe(100);
  router.fleet.setHealth(1, 'unhealthy'); // then the other one is not kept out
  expect(router.decide(asked)).toBe(0);
});

test('a request whose only endpoint asked to be left alone waits for it, and one without hope is given up', () => {
  const { router, fleet, clock } = routerOf([{ id: 'm' }, { id: 'n' }]);
  clock.cell[0] = 500;
  const sent = dispatch(router, 0, 1)[0];
  sent.retryAfterMs = 8000;
  router.refused(sent, RATE_LIMITED);
  expect(router.next(sent)).toBe(100); // elsewhere
  fleet.setHealth(1, 'unhealthy');
  expect(router.decide(sent)).toBe(NO_ROOM);
  expect(router.next(sent)).toBe(8000);
  fleet.setHealth(0, 'unhealthy');
  expect(router.decide(sent)).toBe(NO_ENDPOINT);
  expect(router.next(sent)).toBe(-1);
});

test('explain says what it makes of each endpoint, null without one', () => {
  const { fail, router } = monitored();
  fail(5);
  expect(router.explain(attempt()).endpoints.map(({ monitor, excluded }) => [monitor, excluded])).toEqual([
    ['resting', 'ejected after errors'],
    ['serving', null],
  ]);
  expect(routerOf([{ id: 'm' }]).router.explain(attempt()).endpoints[0].monitor).toBeNull();
});

test('a clock that is set back lets no rest last longer than the longest', () => {
  const { fail, state, waitUntil } = monitored(2, { restMaxMs: 20_000 });
  waitUntil(7_200_000);
  fail(5);
  waitUntil(0);
  expect(state()).toBe('resting');
  waitUntil(20_000);
  expect(state()).toBe('probing');
});

test('options that cannot be are refused, by name', () => {
  const { fleet } = routerOf([{ id: 'm' }]);
  const refused = (options: object) => () => new HealthMonitor(fleet, options);
  expect(refused({ errorsInRow: 0 })).toThrow('errorsInRow is 0: expected a whole number from 1');
  expect(refused({ errorShare: 2 })).toThrow('errorShare is 2: expected a number above 0 and at most 1');
  expect(refused({ errors_in_row: 3 })).toThrow(
    'HealthMonitor has no option "errors_in_row": did you mean "errorsInRow"?',
  );
  expect(refused({ restMs: undefined })).not.toThrow();
  expect(() => new HealthMonitor(fleet).report('x')).toThrow('"x" is not the id of an endpoint');
});
