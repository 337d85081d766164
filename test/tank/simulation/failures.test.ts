import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RATE_LIMITED, UPSTREAM_ERROR } from '../../../src/router/index.js';
import {
  COMPLETED,
  FAILED,
  FAILURE_KINDS,
  type FailureRule,
  type FleetEvent,
  OVERLOAD_FAILED,
  TIMED_OUT,
} from '../../../src/tank/simulation/index.js';
import { brokenLaws } from '../../../src/tank/simulation/flow-check.js';
import { runs } from '../../support/runs.js';
import { type Setup, simulated, simulationOf } from '../../support/simulations.js';

const ALWAYS = { fromMs: 0, toMs: Infinity, afterMs: 3, retryAfterMs: 0, share: 1 };
const error = (of: string, rule: Partial<FailureRule> = {}) =>
  ({ ...ALWAYS, kind: 'error', of, ...rule }) as FailureRule;
const crash = (timeMs: number, endpoint: string, value: number): FleetEvent => ({
  timeMs,
  endpoint,
  field: 'crash',
  value,
});

/** A model `m` with two endpoints of one slot and ten places each, chosen in turn; a retry after 5 ms. */
const pair = (setup: Partial<Setup>) =>
  simulated({
    models: [{ id: 'm', replicas: 2, maxConcurrent: 1, maxQueue: 10 }],
    router: { maxLoadThreshold: 'off', maxRetries: 1, retryDelayMs: 5 },
    arrivalMs: [],
    demandMs: [],
    ...setup,
  });

describe.each(['slots', 'processor_sharing'] as const)('with %s', (kind) => {
  const backends = [{ kind, speed: 1 }];

  test('an error takes its place from an attempt a while after it was accepted, in service or waiting', () => {
    const { outcomes, stations, failures } = pair({
      backends,
      arrivalMs: [0, 1, 2],
      demandMs: [10, 10, 10],
      failures: [error('m/0')],
    });
    // 0 fails at m/0 at 3 and is served at m/1 from 11 on, where 1 is; 2 waits at m/0, fails at 5 and comes third
    expect([...outcomes.endpoint]).toEqual([1, 1, 1]);
    expect([...outcomes.responseMs]).toEqual([21, 10, 29]);
    expect([...outcomes.attempts]).toEqual([2, 1, 2]);
    expect([[...stations.failed], [...(failures?.errors ?? [])]]).toEqual([
      [2, 0],
      [2, 0],
    ]);
  });

  test('an error that does not come before the timeout, or a crash, is none', () => {
    const late = { backends, arrivalMs: [0], demandMs: [10], failures: [error('m/0', { afterMs: 50 })] };
    const timedOut = pair({ ...late, timeoutMs: 20 });
    expect([timedOut.outcomes.status[0], timedOut.failures?.errors[0]]).toEqual([TIMED_OUT, 0]);
    const { outcomes, failures } = pair({ ...late, events: [crash(20, 'm/0', 1)] });
    expect([outcomes.status[0], failures?.errors[0], failures?.crashed[0]]).toEqual([COMPLETED, 0, 1]);
  });

  test('a request whose last attempt ended in an error has failed, of a rate limit it is lost to overload', () => {
    const of = (rule: FailureRule) =>
      pair({ backends, arrivalMs: [0], demandMs: [10], failures: [rule] }).outcomes.status[0];
    expect(of(error('m'))).toBe(FAILED);
    expect(of(error('m', { kind: 'rate_limited' }))).toBe(OVERLOAD_FAILED);
  });

  test('a hung attempt keeps its place, before which others wait, until the client gives up', () => {
    const simulation = pair({
      backends,
      arrivalMs: [0, 1, 2],
      demandMs: [10, 10, 10],
      timeoutMs: 50,
      failures: [error('m/0', { kind: 'hang', toMs: 1 })],
    });
    const { outcomes, failures, stations } = simulation;
    expect([...outcomes.status]).toEqual([TIMED_OUT, COMPLETED, TIMED_OUT]);
    expect([failures?.hung[0], stations.cancelled[0], stations.active[0]]).toEqual([1, 2, 0]);
    expect(brokenLaws(simulation, 50)).toEqual([]);
  });

  test('a rate limit answers at the door, and takes no place', () => {
    const { outcomes, stations, failures } = pair({
      backends,
      arrivalMs: [0, 0],
      demandMs: [10, 10],
      failures: [error('m/0', { kind: 'rate_limited' })],
    });
    expect([...outcomes.responseMs]).toEqual([20, 10]);
    expect([stations.accepted[0], failures?.rateLimited[0]]).toEqual([0, 1]);
  });

  test('a crash fails all that is there, takes nothing for its time, and says so of what is sent meanwhile', () => {
    const simulation = pair({
      backends,
      router: { maxLoadThreshold: 'off', maxRetries: 3, retryDelayMs: 5 },
      arrivalMs: [0, 1, 2, 10, 11, 40, 41],
      demandMs: [30, 1, 30, 1, 1, 1, 1],
      events: [crash(5, 'm/0', 30)],
    });
    const { outcomes, stations, failures } = simulation;
    // 0 and 2 are at m/0 at 5; 10 comes to m/0 in turn and is turned away; at 40 m/0 takes requests again
    expect([...outcomes.endpoint]).toEqual([1, 1, 1, 1, 1, 0, 1]);
    expect([...outcomes.status]).toEqual(new Array(7).fill(COMPLETED));
    expect(failures?.crashed[0]).toBe(2 + 1);
    expect(stations.failed[0]).toBe(2);
    expect(brokenLaws(simulation, undefined)).toEqual([]);
  });

  test('a crash while an endpoint is down makes it no shorter', () => {
    for (const [second, downUntilMs] of [
      [crash(20, 'm', 5), 60],
      [crash(20, 'm', 90), 110],
    ] as const) {
      const { failures, outcomes } = pair({
        backends,
        models: [{ id: 'm' }],
        router: { maxRetries: 0 },
        arrivalMs: [15, 30, downUntilMs - 1, downUntilMs],
        demandMs: [1, 1, 1, 1],
        events: [crash(10, 'm', 50), second],
      });
      expect([failures?.crashed[0], ...outcomes.status]).toEqual([3, FAILED, FAILED, FAILED, COMPLETED]);
    }
  });

  test('after a crash caches are cold', () => {
    const setup = (events: readonly FleetEvent[]): Partial<Setup> => ({
      backends,
      models: [{ id: 'm', maxConcurrent: 1, maxQueue: 10 }],
      caches: [{ entries: 4, hitFactor: 0.5 }],
      session: [7, 7],
      arrivalMs: [0, 100],
      demandMs: [10, 10],
      events,
    });
    expect(pair(setup([])).outcomes.responseMs[1]).toBe(5);
    expect(pair(setup([crash(50, 'm', 1)])).outcomes.responseMs[1]).toBe(10);
  });
});

test('a sequence goes on with each attempt of an endpoint, over and over, inside its time', () => {
  const rule: FailureRule = {
    ...ALWAYS,
    of: undefined,
    kind: 'sequence',
    sequence: ['error', 'rate_limited', 'ok'],
    fromMs: 10,
    toMs: 60,
  };
  const { failures, outcomes } = pair({
    models: [{ id: 'm', maxConcurrent: 100 }],
    router: { maxRetries: 0 },
    arrivalMs: [0, 10, 20, 30, 40, 50, 60],
    demandMs: new Array(7).fill(1),
    failures: [rule],
  });
  const { status } = outcomes;
  expect([...status]).toEqual([COMPLETED, FAILED, OVERLOAD_FAILED, COMPLETED, FAILED, OVERLOAD_FAILED, COMPLETED]);
  expect([failures?.errors[0], failures?.rateLimited[0]]).toEqual([2, 2]);
});

test('of several rules the first that hits decides', () => {
  const of = (rules: readonly FailureRule[]) => {
    const { failures } = pair({ arrivalMs: [0], demandMs: [1], router: { maxRetries: 0 }, failures: rules });
    return [failures?.errors[0], failures?.rateLimited[0]];
  };
  const [first, second] = [error('m'), error('m/0', { kind: 'rate_limited' })];
  expect([of([first, second]), of([second, first])]).toEqual([
    [1, 0],
    [0, 1],
  ]);
});

test('shares are drawn by request, try and endpoint: in the long run as often as said, and alike for every strategy', () => {
  const count = 20_000;
  const outcomesOf = (policy: 'round_robin' | 'random') =>
    pair({
      policy,
      models: [{ id: 'm', maxConcurrent: 100 }],
      router: { maxRetries: 0 },
      arrivalMs: Array.from({ length: count }, (_, i) => i),
      demandMs: new Array(count).fill(0.5),
      failures: [error('m', { share: 0.2 }), error('m', { kind: 'rate_limited', share: 0.1 })],
    });
  const { failures, outcomes } = outcomesOf('round_robin');
  const [errors, limited] = [failures?.errors[0] ?? NaN, failures?.rateLimited[0] ?? NaN];
  const bound = (share: number) => 4 * Math.sqrt(count * share * (1 - share)); // four standard deviations: 6e-5
  expect(Math.abs(errors - 0.2 * count)).toBeLessThan(bound(0.2));
  expect(Math.abs(limited - 0.08 * count)).toBeLessThan(bound(0.08));
  expect(outcomesOf('random').outcomes.status).toEqual(outcomes.status);
});

test('what a rule does for a while draws nothing from what another one does', () => {
  const statusOf = (rules: readonly FailureRule[]) =>
    pair({
      models: [{ id: 'm', maxConcurrent: 100 }],
      router: { maxRetries: 0 },
      arrivalMs: Array.from({ length: 2000 }, (_, i) => i),
      demandMs: new Array(2000).fill(0.5),
      failures: rules,
    }).outcomes.status.slice(1000);
  const [early, late] = [error('m', { share: 0.5, toMs: 1000 }), error('m', { share: 0.3, fromMs: 1000 })];
  const never = error('m', { share: 0.5, fromMs: 1e9 });
  expect(statusOf([early, late])).toEqual(statusOf([never, late]));
});

test('tokens that failed attempts have read are counted, from the warm-up on', () => {
  const { stations } = pair({
    arrivalMs: [0, 10],
    demandMs: [1, 1],
    promptTokens: [100, 200],
    outputTokens: [1, 1],
    warmUpMs: 5,
    failures: [error('m')],
  });
  expect(stations.wastedTokens[0] + stations.wastedTokens[1]).toBe(2 * 200);
});

test('whatever fails, everything is accounted for and the laws of queues hold', () => {
  const fate = fc.constantFrom(...FAILURE_KINDS, 'ok' as const);
  const rule = fc
    .record({
      of: fc.constantFrom('m', 'm/0', 'm/1', 'n', undefined),
      fromMs: fc.integer({ min: 0, max: 30 }),
      lengthMs: fc.integer({ min: 1, max: 60 }),
      afterMs: fc.integer({ min: 0, max: 20 }),
      retryAfterMs: fc.integer({ min: 0, max: 20 }),
      kind: fc.oneof(fc.constantFrom(...FAILURE_KINDS), fc.array(fate, { minLength: 1, maxLength: 4 })),
      share: fc.constantFrom(0.1, 0.5, 1),
    })
    .map(({ kind, share, lengthMs, ...times }): FailureRule => {
      const common = { ...times, toMs: times.fromMs + lengthMs };
      return typeof kind === 'string' ? { ...common, kind, share } : { ...common, kind: 'sequence', sequence: kind };
    });
  const crashes = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom('m/0', 'm/1', 'n'), fc.integer({ min: 1, max: 30 })),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 4 }),
      crashes,
      fc.constantFrom('slots' as const, 'processor_sharing' as const),
      fc.constantFrom('round_robin' as const, 'least_loaded' as const, 'latency_based' as const),
      fc.integer({ min: 0, max: 3 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 12 })), { maxLength: 40 }),
      (failures, downs, kind, policy, maxRetries, requests) => {
        let nowMs = 0;
        const simulation = simulationOf({
          models: [
            { id: 'm', replicas: 2, maxConcurrent: 1, maxQueue: 2 },
            { id: 'n', maxConcurrent: 2, maxQueue: 0 },
          ],
          backends: [
            { kind, speed: 1 },
            { kind, speed: 2 },
          ],
          policy,
          router: { maxRetries, retryDelayMs: 3 },
          timeoutMs: 40,
          failures,
          events: downs.sort(([a], [b]) => a - b).map(([atMs, id, forMs]) => crash(atMs, id, forMs)),
          arrivalMs: requests.map(([gap]) => (nowMs += gap)),
          demandMs: requests.map(([, demandMs]) => demandMs),
        }).run();
        const { outcomes, stations } = simulation;
        expect(outcomes.counts[0]).toBe(0);
        expect([...stations.active]).toEqual([0, 0, 0]);
        expect([...stations.inService]).toEqual([0, 0, 0]);
        for (const { loadTracker } of simulation.routers) {
          for (const id of ['m/0', 'm/1', 'n']) expect(loadTracker.getCurrentLoad(id)?.activeRequests ?? 0).toBe(0);
        }
        expect(brokenLaws(simulation, 40)).toEqual([]);
      },
    ),
    runs(300),
  );
});

test('the router is told how each attempt ended', () => {
  const outcomes: number[] = [];
  const simulation = simulationOf({
    models: [{ id: 'm', maxConcurrent: 1 }],
    router: { maxRetries: 2, retryDelayMs: 1 },
    arrivalMs: [0],
    demandMs: [1],
    failures: [{ ...ALWAYS, of: 'm', kind: 'sequence', sequence: ['error', 'rate_limited', 'ok'], retryAfterMs: 7 }],
  });
  const asked: number[] = [];
  simulation.routers[0].listen({
    ended: ({ outcome, retryAfterMs }) => {
      outcomes.push(outcome);
      asked.push(retryAfterMs);
    },
  });
  simulation.run();
  expect([outcomes, asked]).toEqual([
    [UPSTREAM_ERROR, RATE_LIMITED, 0],
    [0, 7, 0],
  ]);
});
