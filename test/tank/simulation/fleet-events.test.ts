import { describe, expect, test } from 'vitest';
import { COMPLETED, FAILED, type FleetEvent } from '../../../src/tank/simulation/index.js';
import { brokenLaws } from '../../../src/tank/simulation/flow-check.js';
import { areasOf, type Setup, simulated } from '../../support/simulations.js';

const add = (timeMs: number, endpoint: string): FleetEvent => ({
  timeMs,
  endpoint,
  field: 'add',
  value: endpoint.split('/')[0],
});
const remove = (timeMs: number, endpoint: string, value: 'drain' | 'at_once' = 'drain'): FleetEvent => ({
  timeMs,
  endpoint,
  field: 'remove',
  value,
});

/** A model `m` with two endpoints of one slot each, chosen in turn. */
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

  test('an endpoint that is added takes requests from its time on, as its model says', () => {
    const simulation = pair({
      backends,
      events: [add(10, 'm/2')],
      arrivalMs: [0, 1, 9, 10, 11, 12, 13],
      demandMs: [100, 100, 100, 100, 100, 100, 100],
    });
    // an arrival comes before the event of its instant, and the turn of a new one after those of the others
    expect([...simulation.outcomes.endpoint]).toEqual([0, 1, 0, 1, 0, 1, 2]);
    expect(simulation.endpoints.map(({ id, model }) => [id, model])).toEqual([
      ['m/0', 0],
      ['m/1', 0],
      ['m/2', 0],
    ]);
    const { presentMs, capacityMs } = areasOf(simulation).inside;
    expect([...presentMs]).toEqual([13, 13, 3]);
    expect([...capacityMs]).toEqual([13, 13, 3]);
    expect(brokenLaws(simulation, undefined)).toEqual([]);
  });

  test('one that is drained takes none, serves what it has, and is there until then', () => {
    const simulation = pair({
      backends,
      events: [remove(5, 'm/0')],
      arrivalMs: [0, 1, 2, 6, 7, 40],
      demandMs: [10, 1, 10, 1, 1, 1],
    });
    const { outcomes } = simulation;
    expect([...outcomes.endpoint]).toEqual([0, 1, 0, 1, 1, 1]);
    expect([...outcomes.status]).toEqual(new Array(6).fill(COMPLETED));
    expect([...areasOf(simulation).inside.presentMs]).toEqual([20, 40]);
    expect(brokenLaws(simulation, undefined)).toEqual([]);
  });

  test('one that is removed at once fails what it has: it is tried elsewhere, and fails where nothing is left', () => {
    const simulation = pair({
      backends,
      events: [remove(5, 'm/0', 'at_once')],
      arrivalMs: [0, 1, 2],
      demandMs: [100, 1, 100],
    });
    const { outcomes, stations, retries } = simulation;
    expect([...outcomes.endpoint]).toEqual([1, 1, 1]);
    expect([...outcomes.status]).toEqual([COMPLETED, COMPLETED, COMPLETED]);
    expect([...outcomes.attempts]).toEqual([2, 1, 2]);
    expect([retries, stations.failed[0], stations.active[0]]).toEqual([2, 2, 0]);
    expect([...areasOf(simulation).whole.presentMs.subarray(0, 1)]).toEqual([5]);
    expect(brokenLaws(simulation, undefined)).toEqual([]);
    const alone = pair({
      backends,
      events: [remove(3, 'm/1', 'at_once'), remove(5, 'm/0', 'at_once')],
      arrivalMs: [0, 1, 2, 20],
      demandMs: [100, 100, 100, 1],
    });
    expect([...alone.outcomes.status]).toEqual(new Array(4).fill(FAILED)); // the last one finds no endpoint at all
    expect(brokenLaws(alone, undefined)).toEqual([]);
  });

  test('an attempt that times out at an endpoint that is being drained ends there', () => {
    const simulation = pair({
      backends,
      timeoutMs: 8,
      events: [remove(5, 'm/0')],
      arrivalMs: [0, 1, 6],
      demandMs: [100, 1, 1],
    });
    expect([...simulation.outcomes.endpoint]).toEqual([0, 1, 1]);
    expect(simulation.stations.cancelled[0]).toBe(1);
    expect(areasOf(simulation).whole.presentMs[0]).toBe(8);
    expect(brokenLaws(simulation, 8)).toEqual([]);
  });
});

test('an endpoint that comes takes the place of one that is gone in each router by itself, and its numbers are its own', () => {
  const arrivalMs = Array.from({ length: 400 }, (_, r) => r);
  const simulation = simulated({
    models: [{ id: 'm', replicas: 3, maxConcurrent: 2, maxQueue: 5 }],
    policy: 'least_loaded',
    routers: 3,
    telemetry: { intervalMs: 7, delayMs: 11 },
    events: [
      remove(50, 'm/1'),
      add(60, 'm/3'),
      remove(100, 'm/0'),
      add(101, 'm/4'),
      add(150, 'm/5'),
      remove(200, 'm/3'),
    ],
    arrivalMs,
    demandMs: arrivalMs.map((r) => 1 + (r % 7)),
  });
  const { outcomes, routers, stations } = simulation;
  expect(brokenLaws(simulation, undefined)).toEqual([]);
  expect([...stations.active]).toEqual([0, 0, 0, 0, 0, 0]);
  const times = simulation.endpoints.map((_, e) => arrivalMs.filter((r) => outcomes.endpoint[r] === e));
  const spans = times.map((own) => [own[0], own[own.length - 1]]);
  // by endpoint: within the time that it was there
  for (const [e, [from, to]] of [
    [0, 100],
    [0, 50],
    [0, 400],
    [60, 200],
    [101, 400],
    [150, 400],
  ].entries()) {
    expect(spans[e][0]).toBeGreaterThanOrEqual(from);
    expect(spans[e][1]).toBeLessThanOrEqual(to + 20); // or retried
    expect(times[e].length).toBeGreaterThan(5);
  }
  for (const { fleet } of routers) {
    expect(fleet.endpoints.count).toBeLessThan(6); // places are used again
    expect([...fleet.endpoints.inFlight].every((count) => count === 0)).toBe(true);
    expect(fleet.models.endpoints[0].map((e) => fleet.endpointIds[e]).sort()).toEqual(['m/2', 'm/4', 'm/5']);
  }
});

test('an attempt that fails is tried again as often as any, whatever became of other requests before', () => {
  const { outcomes } = simulated({
    models: [{ id: 'm', replicas: 2, maxConcurrent: 1, maxQueue: 10 }],
    backends: [{ kind: 'slots', speed: 1, queue: 0 }], // refuses what the router believes to fit
    router: { maxLoadThreshold: 'off', maxRetries: 1, retryDelayMs: 5 },
    events: [remove(9, 'm/0', 'at_once')],
    arrivalMs: [0, 1, 2, 8],
    demandMs: [100, 100, 1, 1],
  });
  // 2 is refused twice and gives up, 3 is refused and waits; then 0 fails and has a retry of its own
  expect([...outcomes.attempts]).toEqual([2, 1, 2, 2]);
});

test('a request stays on its side of the A/B test when its attempt fails', () => {
  const arrivalMs = Array.from({ length: 60 }, (_, r) => r / 10);
  const { outcomes, endpoints } = simulated({
    models: ['a', 'b'].map((id) => ({ id, replicas: 2, maxConcurrent: 100 })),
    policy: 'least_loaded',
    router: { abTestEnabled: true, abTestModelA: 'a', abTestModelB: 'b', retryDelayMs: 1, maxLoadThreshold: 'off' },
    events: [remove(7, 'a/0', 'at_once'), remove(7, 'b/0', 'at_once')],
    arrivalMs,
    demandMs: arrivalMs.map(() => 50),
  });
  const again = [...outcomes.attempts.keys()].filter((request) => outcomes.attempts[request] === 2);
  expect(again.length).toBeGreaterThan(20);
  const sideOf = (seen: typeof outcomes, request: number) => endpoints[seen.endpoint[request]].model;
  const undisturbed = simulated({
    models: ['a', 'b'].map((id) => ({ id, replicas: 2, maxConcurrent: 100 })),
    policy: 'least_loaded',
    router: { abTestEnabled: true, abTestModelA: 'a', abTestModelB: 'b', maxLoadThreshold: 'off' },
    arrivalMs,
    demandMs: arrivalMs.map(() => 50),
  }).outcomes;
  for (const request of again) expect(sideOf(outcomes, request)).toBe(sideOf(undisturbed, request));
});

test('an event on an endpoint that is not there is a fault', () => {
  const events: FleetEvent[] = [remove(1, 'm/0'), { timeMs: 2, endpoint: 'm/0', field: 'speed', value: 2 }];
  expect(() => pair({ events, arrivalMs: [0, 5], demandMs: [0.5, 1] })).toThrow('which is not there');
});
