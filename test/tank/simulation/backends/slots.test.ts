import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../support/runs.js';
import { simulated } from '../../../support/simulations.js';
import { countsOf, naiveStation, simulatedStation, stationCases, timesOf } from '../station-cases.js';

const integers = stationCases('slots', (whole) => whole); // ties are frequent, sums are exact
const fractions = stationCases('slots', (whole, salt) => whole + salt / 7);

test('every outcome, time and account is what a naive simulation on paper gives, exactly', () => {
  fc.assert(
    fc.property(integers, (station) => {
      const simulation = simulatedStation(station);
      const naive = naiveStation(station);
      const counts = countsOf(simulation, naive);
      expect(counts.simulated).toEqual(counts.expected);
      const times = timesOf(simulation, naive, station);
      const { occupied, ...exact } = times.simulated;
      const { occupied: expected, ...others } = times.expected;
      expect(exact).toEqual(others);
      expect(occupied).toBeCloseTo(expected, 9); // a sum of thirds
    }),
    runs(600),
  );
});

test('response times agree to the last bit where no number is whole', () => {
  fc.assert(
    fc.property(fractions, (station) => {
      const simulation = simulatedStation(station);
      const naive = naiveStation(station);
      const counts = countsOf(simulation, naive);
      expect(counts.simulated).toEqual(counts.expected);
      const { simulated: found, expected } = timesOf(simulation, naive, station);
      expect(found.response).toEqual(expected.response);
      expect(found.waiting).toEqual(expected.waiting);
      expect(found.busy).toBeCloseTo(expected.busy, 9);
      expect(found.capacity).toBeCloseTo(expected.capacity, 9);
      expect(found.overTarget).toBeCloseTo(expected.overTarget, 9);
    }),
    runs(300),
  );
});

test('two slots serve four requests first come, first served', () => {
  const { outcomes } = simulated({
    models: [{ id: 'm', maxConcurrent: 2 }],
    arrivalMs: [0, 0, 1, 2],
    demandMs: [10, 4, 3, 1],
  });
  expect([...outcomes.responseMs]).toEqual([10, 4, 6, 6]);
  expect([...outcomes.waitingMs]).toEqual([0, 0, 3, 5]);
});

test('a new speed acts on service that starts afterwards', () => {
  const { outcomes } = simulated({
    models: [{ id: 'm', maxConcurrent: 1 }],
    arrivalMs: [0, 1],
    demandMs: [10, 10],
    events: [{ timeMs: 5, endpoint: 'm', field: 'speed', value: 2 }],
  });
  expect([...outcomes.responseMs]).toEqual([10, 14]);
});
