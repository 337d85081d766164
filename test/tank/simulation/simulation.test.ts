import { describe, expect, test } from 'vitest';
import {
  COMPLETED,
  FAILED,
  type FleetEvent,
  OVERLOAD_FAILED,
  type Simulation,
  TIMED_OUT,
} from '../../../src/tank/simulation/index.js';
import { areasOf, simulated, simulationOf } from '../../support/simulations.js';

/** One slot, `maxQueue` places. */
const single = (maxQueue: number) => [{ id: 'm', maxConcurrent: 1, maxQueue }];
const statuses = ({ outcomes }: Simulation) => [...outcomes.status];

describe('a run', () => {
  test('without requests ends before it begins', () => {
    const simulation = simulationOf({ models: single(5), arrivalMs: [], demandMs: [] });
    expect(simulation.step()).toBe(false);
    expect([...simulation.run().outcomes.counts]).toEqual([0, 0, 0, 0, 0]);
  });

  test('ends when every request is settled: later events of the fleet do not happen', () => {
    const late: FleetEvent = { timeMs: 1000, endpoint: 'm', field: 'speed', value: 2 };
    const simulation = simulated({ models: single(5), arrivalMs: [0], demandMs: [3], events: [late] });
    expect(simulation.calendar.clock.nowMs()).toBe(3);
    expect(simulation.step()).toBe(false);
  });

  test('in steps is the same as a run in one go', () => {
    const setup = { models: single(2), arrivalMs: [0, 1, 2, 3, 4, 9], demandMs: [3, 3, 3, 3, 3, 3] };
    const inSteps = simulationOf(setup);
    while (inSteps.step());
    expect(inSteps.outcomes).toEqual(simulated(setup).outcomes);
  });

  test('with a request that never ends and nothing else to come is an error, not an endless loop', () => {
    const simulation = simulationOf({ models: single(5), arrivalMs: [0], demandMs: [Infinity] });
    expect(() => simulation.run()).toThrow('the run has no event left, but 1 requests are not settled');
  });

  test('a request without work completes at the instant of its arrival', () => {
    const { outcomes } = simulated({
      models: single(0),
      arrivalMs: [5, 5],
      demandMs: [0, 0],
      router: { maxRetries: 0 },
    });
    // both arrivals come before the completion of the first: the second meets a busy slot
    expect([...outcomes.status]).toEqual([COMPLETED, OVERLOAD_FAILED]);
    expect(outcomes.responseMs[0]).toBe(0);
  });
});

describe('refusals and retries', () => {
  test('a full endpoint that the router believes to have room refuses, and the request tries again', () => {
    const simulation = simulated({
      models: single(10),
      backends: [{ kind: 'slots', speed: 1, queue: 0 }],
      router: { maxRetries: 3, retryDelayMs: 2 },
      arrivalMs: [0, 1],
      demandMs: [5, 4],
    });
    // tries at 1, 3 and 7
    expect(statuses(simulation)).toEqual([COMPLETED, COMPLETED]);
    expect([...simulation.outcomes.attempts]).toEqual([1, 3]);
    expect([...simulation.outcomes.responseMs]).toEqual([5, 10]);
    expect([...simulation.outcomes.waitingMs]).toEqual([0, 6]);
    expect([simulation.retries, simulation.rejections, simulation.stations.refused[0]]).toEqual([2, 0, 2]);
    expect(simulation.routers[0].fleet.endpoints.inFlight[0]).toBe(0);
  });

  test('where the router knows that there is no room it rejects, and no endpoint sees the attempt', () => {
    const simulation = simulated({
      models: single(0),
      router: { maxRetries: 1, retryDelayMs: 2 },
      arrivalMs: [0, 1],
      demandMs: [5, 4],
    });
    expect(statuses(simulation)).toEqual([COMPLETED, OVERLOAD_FAILED]);
    expect([simulation.retries, simulation.rejections, simulation.stations.refused[0]]).toEqual([1, 2, 0]);
    expect([...simulation.outcomes.endpoint]).toEqual([0, -1]);
  });

  test('a refused request goes to an endpoint that did not refuse it yet', () => {
    const simulation = simulated({
      models: [
        { id: 'full', maxConcurrent: 1, maxQueue: 10 },
        { id: 'free', maxConcurrent: 1, maxQueue: 10 },
      ],
      backends: [
        { kind: 'slots', speed: 1, queue: 0 },
        { kind: 'slots', speed: 1 },
      ],
      policy: 'round_robin',
      router: { retryDelayMs: 1, maxLoadThreshold: 'off' },
      arrivalMs: [0, 1, 2],
      demandMs: [100, 1, 1],
    });
    expect([...simulation.outcomes.endpoint]).toEqual([0, 1, 1]);
    expect([...simulation.outcomes.attempts]).toEqual([1, 1, 2]);
  });

  test('a retry at the instant of a completion finds the place free', () => {
    const simulation = simulated({
      models: single(0),
      router: { maxRetries: 1, retryDelayMs: 4 },
      arrivalMs: [0, 1],
      demandMs: [5, 1],
    });
    expect(statuses(simulation)).toEqual([COMPLETED, COMPLETED]);
    expect(simulation.outcomes.responseMs[1]).toBe(5);
  });

  test('a request that meets only unhealthy endpoints fails at once, without a retry', () => {
    const simulation = simulated({
      models: single(5),
      events: [{ timeMs: 1, endpoint: 'm', field: 'health', value: 'unhealthy' }],
      arrivalMs: [0, 2],
      demandMs: [5, 4],
    });
    expect(statuses(simulation)).toEqual([COMPLETED, FAILED]);
    expect([simulation.rejections, simulation.retries]).toEqual([0, 0]);
  });

  test('a request that waits for its retry when the last endpoint turns unhealthy fails then', () => {
    const simulation = simulated({
      models: single(0),
      events: [{ timeMs: 2, endpoint: 'm', field: 'health', value: 'unhealthy' }],
      router: { retryDelayMs: 4 },
      arrivalMs: [0, 1],
      demandMs: [9, 4],
    });
    expect(statuses(simulation)).toEqual([COMPLETED, FAILED]);
    expect([...simulation.outcomes.attempts]).toEqual([1, 2]);
  });
});

describe('the client timeout', () => {
  test('a completion at the same instant wins', () => {
    const simulation = simulated({ models: single(5), timeoutMs: 4, arrivalMs: [0, 10], demandMs: [4, 4.5] });
    expect(statuses(simulation)).toEqual([COMPLETED, TIMED_OUT]);
  });

  test('in service: the slot goes to the first in line at once', () => {
    const simulation = simulated({ models: single(5), timeoutMs: 6, arrivalMs: [0, 4], demandMs: [100, 3] });
    expect(statuses(simulation)).toEqual([TIMED_OUT, COMPLETED]);
    expect(simulation.outcomes.waitingMs[1]).toBe(2);
    expect(simulation.routers[0].fleet.endpoints.inFlight[0]).toBe(0);
  });

  test('while waiting: the place in the queue is free again, and those behind move up', () => {
    const simulation = simulated({
      models: single(2),
      router: { maxRetries: 0 },
      timeoutMs: 6,
      arrivalMs: [0, 1, 5, 7.5],
      demandMs: [5.5, 100, 3, 2], // the second starts at 5.5 and gives up at 7, the third starts then
    });
    expect(statuses(simulation)).toEqual([COMPLETED, TIMED_OUT, COMPLETED, COMPLETED]);
    expect([simulation.outcomes.responseMs[2], simulation.outcomes.responseMs[3]]).toEqual([5, 4.5]);

    const queued = simulated({
      models: single(1),
      router: { maxRetries: 0 },
      timeoutMs: 6,
      arrivalMs: [0, 0, 6.5],
      demandMs: [6, 100, 1],
      events: [{ timeMs: 1, endpoint: 'm', field: 'speed', value: 1 }],
    });
    expect(statuses(queued)).toEqual([COMPLETED, TIMED_OUT, COMPLETED]);
  });

  test('several that give up in the queue leave gaps that are stepped over', () => {
    const simulation = simulated({
      models: single(Infinity),
      timeoutMs: 10,
      arrivalMs: [0, 1, 2, 3, 4, 5, 9],
      demandMs: [9.5, 20, 20, 20, 20, 20, 3],
    });
    // the second runs from 9.5 to its timeout at 11, the others give up one after the other, never served for long
    expect(statuses(simulation)).toEqual([COMPLETED, ...new Array<number>(5).fill(TIMED_OUT), COMPLETED]);
    expect(simulation.outcomes.waitingMs[6]).toBe(6);
  });

  test('while the request waits for a retry: the retry is not made', () => {
    const simulation = simulated({
      models: single(0),
      router: { maxRetries: 3, retryDelayMs: 10 },
      timeoutMs: 5,
      arrivalMs: [0, 1],
      demandMs: [4, 1],
    });
    expect(statuses(simulation)).toEqual([COMPLETED, TIMED_OUT]);
    expect([...simulation.outcomes.attempts]).toEqual([1, 1]);
    expect(simulation.retries).toBe(0);
  });

  test('runs from arrival, over all attempts', () => {
    const simulation = simulated({
      models: single(0),
      router: { maxRetries: 3, retryDelayMs: 4 },
      timeoutMs: 8,
      arrivalMs: [0, 1],
      demandMs: [5, 4], // the retry at 5 is accepted; service would end at 9, as the timeout falls
    });
    expect(statuses(simulation)).toEqual([COMPLETED, COMPLETED]);
    expect(simulation.outcomes.responseMs[1]).toBe(8);
  });
});

describe('an event', () => {
  const event = (timeMs: number, field: 'speed' | 'max_concurrent' | 'max_queue', value: number): FleetEvent => ({
    timeMs,
    endpoint: 'm',
    field,
    value,
  });

  test('of health leaves running and waiting work alone', () => {
    const simulation = simulated({
      models: [...single(5), { id: 'other' }],
      events: [{ timeMs: 1, endpoint: 'm', field: 'health', value: 'unhealthy' }],
      policy: 'round_robin',
      router: { maxLoadThreshold: 'off' },
      arrivalMs: [0, 0, 0.5, 2],
      demandMs: [4, 1, 4, 1],
    });
    expect([...simulation.outcomes.endpoint]).toEqual([0, 1, 0, 1]);
    expect([...simulation.outcomes.responseMs]).toEqual([4, 1, 7.5, 1]);
  });

  test('that raises max_concurrent starts those who wait, and the router believes it', () => {
    const simulation = simulated({
      models: single(1),
      events: [event(2, 'max_concurrent', 3)],
      router: { maxRetries: 0 },
      arrivalMs: [0, 1, 3, 3, 3],
      demandMs: [10, 10, 1, 10, 1],
    });
    expect(statuses(simulation)).toEqual([COMPLETED, COMPLETED, COMPLETED, COMPLETED, OVERLOAD_FAILED]);
    expect([...simulation.outcomes.waitingMs]).toEqual([0, 1, 0, 1, 0]);
  });

  test('that lowers max_concurrent lets running work finish', () => {
    const { outcomes } = simulated({
      models: [{ id: 'm', maxConcurrent: 3, maxQueue: 5 }],
      events: [event(1, 'max_concurrent', 1)],
      arrivalMs: [0, 0, 0, 2],
      demandMs: [5, 5, 8, 1],
    });
    expect([...outcomes.responseMs]).toEqual([5, 5, 8, 7]);
  });

  test('of max_queue lets more wait, or fewer: those who wait stay', () => {
    const simulation = simulated({
      models: single(2),
      events: [event(1, 'max_queue', 0), event(8, 'max_queue', Infinity)],
      router: { maxRetries: 0 },
      arrivalMs: [0, 0, 0, 2, 9, 9, 9],
      demandMs: [5, 5, 5, 5, 5, 5, 5],
    });
    expect(statuses(simulation)).toEqual([1, 1, 1, OVERLOAD_FAILED, 1, 1, 1]);
  });

  test('and an arrival at the same instant: the arrival comes first', () => {
    const simulation = simulated({
      models: single(5),
      events: [event(3, 'speed', 2), { timeMs: 3, endpoint: 'm', field: 'health', value: 'unhealthy' }],
      arrivalMs: [3],
      demandMs: [8],
    });
    expect(statuses(simulation)).toEqual([COMPLETED]);
    expect(simulation.outcomes.responseMs[0]).toBe(8);
  });
});

describe('accounts', () => {
  test('utilization counts the time inside the window, and slot time follows max_concurrent', () => {
    const { window } = simulated({
      models: [{ id: 'm', maxConcurrent: 2 }],
      events: [{ timeMs: 12, endpoint: 'm', field: 'max_concurrent', value: 4 }],
      warmUpMs: 10,
      arrivalMs: [0, 11, 20],
      demandMs: [15, 30, 5],
    });
    expect([window.startMs, window.endMs]).toEqual([10, 20]);
    expect(window.areas.busyMs[0]).toBe(5 + 9);
    expect(window.areas.capacityMs[0]).toBe(2 * 2 + 8 * 4);
  });

  test('more work than slots after these became fewer is all slots at work, not more', () => {
    const { window } = simulated({
      models: [{ id: 'm', maxConcurrent: 4 }],
      events: [{ timeMs: 1, endpoint: 'm', field: 'max_concurrent', value: 1 }],
      arrivalMs: [0, 0, 0, 0, 11],
      demandMs: [10, 10, 10, 10, 1],
    });
    expect([window.areas.busyMs[0], window.areas.capacityMs[0]]).toEqual([4 + 9, 4 + 10]);
  });

  test('a warm-up longer than the run leaves an empty window, with every backend', () => {
    for (const kind of ['slots', 'processor_sharing'] as const) {
      const setup = { models: single(5), backends: [{ kind, speed: 1 }], arrivalMs: [0, 1], demandMs: [5, 5] };
      const { window } = simulated({ ...setup, warmUpMs: 10 });
      expect([window.startMs, window.endMs]).toEqual([10, 10]);
      expect([window.areas.busyMs[0], window.areas.capacityMs[0]]).toEqual([0, 0]);
    }
  });

  test('work that is cancelled counts as busy until then', () => {
    const { window } = simulated({
      models: single(5),
      timeoutMs: 4,
      arrivalMs: [0, 10, 20],
      demandMs: [100, 2, 1],
    });
    expect(window.areas.busyMs[0]).toBe(4 + 2);
  });

  test('time over target goes on while the last requests drain', () => {
    const simulation = simulated({ models: single(5), arrivalMs: [0, 1], demandMs: [5, 5] });
    expect(areasOf(simulation).whole.overTargetMs[0]).toBe(10);
    expect(simulation.stations.overloadEpisodes[0]).toBe(1);
  });

  test('two kinds of backend serve side by side', () => {
    const { outcomes, stations } = simulated({
      models: [
        { id: 'fifo', maxConcurrent: 1 },
        { id: 'shared', maxConcurrent: 4 },
      ],
      backends: [
        { kind: 'slots', speed: 2 },
        { kind: 'processor_sharing', speed: 1 },
      ],
      policy: 'round_robin',
      router: { maxLoadThreshold: 'off' },
      arrivalMs: [0, 0, 0, 0],
      demandMs: [4, 4, 4, 4],
    });
    expect([...outcomes.endpoint]).toEqual([0, 1, 0, 1]);
    expect([...outcomes.responseMs]).toEqual([2, 8, 4, 8]);
    expect([...stations.accepted]).toEqual([2, 2]);
  });
});
