import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { BackendEntry } from '../../../../src/tank/simulation/backends/backend.js';
import { measures } from '../../../../src/tank/measures/index.js';
import {
  type BackendKind,
  backends,
  COMPLETED,
  OVERLOAD_FAILED,
  TIMED_OUT,
} from '../../../../src/tank/simulation/index.js';
import { type Setup, simulated } from '../../../support/simulations.js';
import { backendRows } from './backend-rows.js';

const kinds = Object.keys(backends) as BackendKind[];

describe.each(kinds)('backend %s', (kind) => {
  const { backend, responseMs } = backendRows[kind];
  const run = (setup: Partial<Setup>) =>
    simulated({
      models: [{ id: 'm', maxConcurrent: 2, maxQueue: Infinity }],
      backends: [backend],
      router: { maxRetries: 0, maxLoadThreshold: 'off' },
      arrivalMs: [0, 0, 0],
      demandMs: [4, 4, 4],
      ...setup,
    });

  test('three requests of 4 ms at once take what its row says', () => {
    const { outcomes } = run({});
    expect([...outcomes.responseMs]).toEqual(responseMs);
  });

  test('twice the speed takes half the time', () => {
    const { outcomes } = run({ backends: [{ ...backend, speed: 2 }] });
    expect([...outcomes.responseMs]).toEqual(responseMs.map((ms) => ms / 2));
  });

  test('what it declares is sound: its measures are in the registry, its limits are as believed by default', () => {
    const entry: BackendEntry<z.ZodObject> = backends[kind];
    expect(Object.keys(measures)).toEqual(expect.arrayContaining([...entry.measures]));
    const believed = { maxConcurrent: 3, maxQueue: 5 };
    expect(entry.limits(entry.options.parse({}), believed)).toEqual(believed);
    expect(entry.sources(3)).toBeGreaterThanOrEqual(1);
    expect(entry.summary).not.toBe('');
  });

  test('every option has a description for the schema of scenarios', () => {
    for (const option of Object.values(backends[kind].options.shape)) expect(option.description).toBeTruthy();
  });

  test('what exceeds its limits is refused, and counted', () => {
    const { outcomes, stations } = run({
      models: [{ id: 'm', maxConcurrent: 2, maxQueue: 0 }],
      events: [{ timeMs: 0, endpoint: 'm', field: 'max_queue', value: 0 }],
      arrivalMs: [0, 0, 0],
    });
    expect([...outcomes.status]).toEqual([COMPLETED, COMPLETED, OVERLOAD_FAILED]);
    expect(stations.accepted[0] + stations.refused[0]).toBeLessThanOrEqual(3);
  });

  test('an attempt that is cancelled in service, and one that waits, leave their place to others', () => {
    const { outcomes, stations } = run({
      models: [{ id: 'm', maxConcurrent: 1, maxQueue: Infinity }],
      timeoutMs: 10,
      arrivalMs: [0, 1, 2, 11],
      demandMs: [100, 100, 2, 3],
    });
    // 0 is cancelled in service at 10, 1 starts then and is cancelled at 11, 2 runs from 11 to 12 at most and times out
    expect([...outcomes.status]).toEqual([TIMED_OUT, TIMED_OUT, TIMED_OUT, COMPLETED]);
    expect(outcomes.responseMs[3]).toBe(12 + 3 - 11);
    expect([...stations.active]).toEqual([0]);
  });

  test('an endpoint that goes at once fails what it has in the order of arrival', () => {
    const others = ['b/0', 'b/1', 'b/2'];
    const health = (timeMs: number, value: 'healthy' | 'unhealthy') =>
      others.map((endpoint) => ({ timeMs, endpoint, field: 'health', value }) as const);
    const { outcomes, stations } = run({
      models: [
        { id: 'a', maxConcurrent: 2, maxQueue: Infinity },
        { id: 'b', replicas: 3 },
      ],
      backends: [backend, backend],
      router: { maxRetries: 1, maxLoadThreshold: 'off' },
      events: [
        ...health(0, 'unhealthy'),
        ...health(4, 'healthy'),
        { timeMs: 4, endpoint: 'a', field: 'remove', value: 'at_once' },
      ],
      arrivalMs: [1, 1.5, 3, 3.25],
      demandMs: [1, 60, 50, 40], // the third has the place that the first one had, and would end before the second
    });
    expect([...outcomes.attempts]).toEqual([1, 2, 2, 2]);
    expect([...outcomes.endpoint]).toEqual([0, 1, 2, 3]); // they are tried again in turn
    expect([stations.failed[0], stations.active[0]]).toEqual([3, 0]);
  });

  test('raised limits let those that wait start at once; lowered ones let what runs finish', () => {
    const one = { models: [{ id: 'm', maxConcurrent: 1, maxQueue: Infinity }] };
    const raised = run({ ...one, events: [{ timeMs: 1, endpoint: 'm', field: 'max_concurrent', value: 3 }] });
    expect([...raised.outcomes.waitingMs]).toEqual([0, 1, 1]);
    const lowered = run({ events: [{ timeMs: 1, endpoint: 'm', field: 'max_concurrent', value: 1 }] });
    expect([...lowered.outcomes.waitingMs.subarray(0, 2)]).toEqual([0, 0]);
    expect([...lowered.outcomes.responseMs]).toEqual(responseMs); // two run on, the third starts when both are done or one is
  });
});
