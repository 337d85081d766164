import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMPLETED, TIMED_OUT } from '../../../../src/tank/simulation/index.js';
import { runs } from '../../../support/runs.js';
import { type Setup, simulated } from '../../../support/simulations.js';
import { countsOf, naiveStation, simulatedStation, stationCases, timesOf } from '../station-cases.js';

// Fractions without a common measure: shares of a core round differently on paper and in the tank, so instants must differ.
const cases = stationCases('processor_sharing', (whole, salt) => whole * 1.0137 + 0.0213 + salt / 7);

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 8);
  });
}

test('every outcome, time and account is what a naive simulation on paper gives', () => {
  fc.assert(
    fc.property(cases, (station) => {
      const simulation = simulatedStation(station);
      const naive = naiveStation(station);
      const counts = countsOf(simulation, naive);
      expect(counts.simulated).toEqual(counts.expected);
      const { simulated: found, expected } = timesOf(simulation, naive, station);
      expectClose(found.response, expected.response);
      expectClose(found.waiting, expected.waiting);
      expectClose(
        [found.busy, found.capacity, found.overTarget, found.occupied, found.overCapacity, found.overTargetInWindow],
        [
          expected.busy,
          expected.capacity,
          expected.overTarget,
          expected.occupied,
          expected.overCapacity,
          expected.overTargetInWindow,
        ],
      );
    }),
    runs(600),
  );
});

const sharing = (cores: number, setup: Omit<Setup, 'models'>, maxConcurrent = 10) =>
  simulated({
    ...setup,
    models: [{ id: 'm', maxConcurrent, maxQueue: 10 }],
    backends: [{ kind: 'processor_sharing', speed: 1, cores }],
  });

test('requests share one core: each runs at the speed of one nth', () => {
  // alone until 2 (2 done), by halves until 6 (4 and 2 done): the second ends; the first needs 4 more
  const { outcomes } = sharing(1, { arrivalMs: [0, 2], demandMs: [8, 2] });
  expect([...outcomes.responseMs]).toEqual([10, 4]);
  expect([...outcomes.waitingMs]).toEqual([0, 0]);
});

test('nobody runs on more than one core', () => {
  const { outcomes } = sharing(3, { arrivalMs: [0, 0, 0], demandMs: [5, 6, 7] });
  expect([...outcomes.responseMs]).toEqual([5, 6, 7]);
});

test('beyond max_concurrent requests wait in order, and get nothing while they wait', () => {
  const { outcomes } = sharing(1, { arrivalMs: [0, 0, 0, 0], demandMs: [1, 1, 1, 2] }, 2);
  expect([...outcomes.responseMs]).toEqual([2, 2, 4, 5]);
  expect([...outcomes.waitingMs]).toEqual([0, 0, 2, 2]);
});

test('a new speed acts at once', () => {
  const events = [{ timeMs: 5, endpoint: 'm', field: 'speed', value: 2 } as const];
  const { outcomes } = sharing(1, { arrivalMs: [0], demandMs: [10], events });
  expect([...outcomes.responseMs]).toEqual([7.5]);
});

test('work that was cancelled is lost, and the others have its share from then on', () => {
  // halves from 0.5 to 7.5, where the first gives up: the second, with 0.25 left, has the core for itself
  const { outcomes } = sharing(1, { arrivalMs: [0, 0.5], demandMs: [9, 3.75], timeoutMs: 7.5 });
  expect([...outcomes.status]).toEqual([TIMED_OUT, COMPLETED]);
  expect(outcomes.responseMs[1]).toBe(7.25);
});

test('a window that ends before it begins has no capacity', () => {
  const { areas } = sharing(1, { arrivalMs: [0, 4], demandMs: [1, 1], warmUpMs: 1000 }).window;
  expect([...areas.capacityMs]).toEqual([0]);
  expect([...areas.busyMs]).toEqual([0]);
});
