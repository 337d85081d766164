import { describe, expect, test } from 'vitest';
import { simulationOf } from '../../support/simulations.js';

/** What routers believe, at the times asked for. */
const twoServers = [{ id: 'm', replicas: 2, maxConcurrent: 1, maxQueue: Infinity }];
const longJobs = { models: twoServers, arrivalMs: [1, 2, 3, 4, 30], demandMs: [100, 100, 100, 100, 1] };

function loadsAt(setup: Parameters<typeof simulationOf>[0], timesMs: readonly number[]): number[][] {
  const simulation = simulationOf(setup);
  return timesMs.map((timeMs) => {
    while (simulation.calendar.clock.nowMs() < timeMs && simulation.step());
    return [...simulation.routers[0].fleet.endpoints.load];
  });
}

const reported = { loadSignal: 'reported' } as const;
const corrected = { loadSignal: 'corrected' } as const;

describe('a report every 10 ms', () => {
  const telemetry = { intervalMs: 10, delayMs: 0 };

  test('is all that a router goes by under the signal "reported"', () => {
    const setup = { ...longJobs, policy: 'round_robin' as const, layers: reported, telemetry };
    expect(loadsAt(setup, [4, 10])).toEqual([
      [0, 0],
      [2, 2],
    ]);
  });

  test('is corrected by what the router did since under the signal "corrected"', () => {
    const setup = { ...longJobs, policy: 'round_robin' as const, layers: corrected, telemetry };
    expect(loadsAt(setup, [4, 10])).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });

  test('that is 15 ms late tells what was 15 ms ago, and the correction reaches back to then', () => {
    const late = { intervalMs: 10, delayMs: 15 };
    const stale = { ...longJobs, policy: 'round_robin' as const, layers: reported, telemetry: late };
    expect(loadsAt(stale, [15, 25])).toEqual([
      [0, 0],
      [2, 2],
    ]);
    expect(loadsAt({ ...stale, layers: corrected }, [15, 25])).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });
});

describe('several routers', () => {
  const setup = { ...longJobs, policy: 'least_loaded' as const, routers: 2, seed: 'several' };

  test('count only what they sent themselves, without reports of others', () => {
    const simulation = simulationOf({ ...setup, layers: { loadSignal: 'own' } });
    while (simulation.calendar.clock.nowMs() < 4 && simulation.step());
    const counts = simulation.routers.map(({ fleet }) => fleet.endpoints.load.reduce((sum, load) => sum + load, 0));
    expect(counts.reduce((sum, count) => sum + count)).toBe(4);
    expect(Math.max(...counts)).toBeLessThan(4);
  });

  test('know of each other at once where every change is reported', () => {
    const simulation = simulationOf({ ...setup, layers: corrected });
    while (simulation.calendar.clock.nowMs() < 4 && simulation.step());
    for (const { fleet } of simulation.routers) expect([...fleet.endpoints.load]).toEqual([2, 2]);
  });

  test('get about equal parts of the requests, each request one for all its attempts', () => {
    const arrivalMs = Array.from({ length: 4000 }, (_, i) => i);
    const simulation = simulationOf({
      models: [{ id: 'm', maxConcurrent: 50 }],
      routers: 4,
      arrivalMs,
      demandMs: arrivalMs.map(() => 1),
    }).run();
    for (const router of simulation.routers) {
      expect(Math.abs(router.statistics().total - 1000)).toBeLessThan(3.5 * Math.sqrt(4000 * 0.25 * 0.75));
    }
  });
});

test('telemetry changes nothing where one router goes by its own counts', () => {
  const arrivalMs = Array.from({ length: 500 }, (_, i) => i * 0.7);
  const setup = { models: twoServers, arrivalMs, demandMs: arrivalMs.map((ms) => 1 + (ms % 3)) };
  const endpoints = (telemetry?: { intervalMs: number; delayMs: number }) => [
    ...simulationOf({
      ...setup,
      policy: 'least_loaded',
      layers: { loadSignal: 'own' },
      ...(telemetry && { telemetry }),
    }).run().outcomes.endpoint,
  ];
  expect(endpoints({ intervalMs: 3, delayMs: 2 })).toEqual(endpoints());
});

test('a corrected report is as good as the own counts of a single router, however old', () => {
  const arrivalMs = Array.from({ length: 500 }, (_, i) => i * 0.7);
  const setup = { models: twoServers, arrivalMs, demandMs: arrivalMs.map((ms) => 1 + (ms % 3)) };
  const of = (extra: object) => [
    ...simulationOf({ ...setup, policy: 'least_loaded', ...extra }).run().outcomes.endpoint,
  ];
  const own = of({ layers: { loadSignal: 'own' } });
  expect(of({ layers: corrected, telemetry: { intervalMs: 40, delayMs: 25 } })).toEqual(own);
  expect(of({ layers: reported, telemetry: { intervalMs: 40, delayMs: 25 } })).not.toEqual(own);
});
