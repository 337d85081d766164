import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_ROUTER_OPTIONS } from '../../src/router/index.js';
import { COMPLETED, type Simulation, TIMED_OUT } from '../../src/tank/simulation/index.js';
import { brokenLaws } from '../../src/tank/simulation/flow-check.js';
import { runs } from '../support/runs.js';
import { type Setup, simulationOf } from '../support/simulations.js';
import { setups, setupsWithoutFailures } from './simulations.js';

/** Runs to the end. @returns by endpoint, the area under the number of attempts that it holds: ∫ N dt */
function areaUnderActive(simulation: Simulation): Float64Array {
  const { stations, calendar } = simulation;
  const area = new Float64Array(stations.count);
  for (let beforeMs = 0; ;) {
    const active = stations.active.slice();
    if (!simulation.step()) return area;
    const elapsedMs = calendar.clock.nowMs() - beforeMs;
    active.forEach((count, endpoint) => (area[endpoint] += count * elapsedMs));
    beforeMs = calendar.clock.nowMs();
  }
}

/** By endpoint, the time that its requests spent there: from their acceptance, after every retry delay, to their end. */
function timeAtEndpoints(setup: Setup, { outcomes, stations }: Simulation): Float64Array {
  const { retryDelayMs = DEFAULT_ROUTER_OPTIONS.retryDelayMs } = setup.router ?? {};
  const time = new Float64Array(stations.count);
  outcomes.endpoint.forEach((endpoint, request) => {
    if (endpoint < 0) return; // never accepted
    const acceptedAfterMs = retryDelayMs * (2 ** (outcomes.attempts[request] - 1) - 1);
    const completed = outcomes.status[request] === COMPLETED;
    const endedAfterMs = completed ? outcomes.responseMs[request] : (setup.timeoutMs ?? NaN);
    time[endpoint] += endedAfterMs - acceptedAfterMs;
  });
  return time;
}

test("Little's law at every endpoint: the area under its requests is the sum of their times there", () => {
  fc.assert(
    fc.property(setupsWithoutFailures, (setup) => {
      const simulation = simulationOf(setup);
      const area = areaUnderActive(simulation);
      timeAtEndpoints(setup, simulation).forEach((time, endpoint) => {
        expect(Math.abs(area[endpoint] - time)).toBeLessThanOrEqual(1e-9 * Math.max(1, time));
      });
    }),
    runs(600),
  );
});

test('the stations keep the same area by themselves', () => {
  fc.assert(
    fc.property(setups, (setup) => {
      const simulation = simulationOf(setup);
      const area = areaUnderActive(simulation);
      simulation.stations.areasAt(simulation.calendar.clock.nowMs()).activeMs.forEach((ms, endpoint) => {
        expect(Math.abs(area[endpoint] - ms)).toBeLessThanOrEqual(1e-9 * Math.max(1, ms));
      });
    }),
    runs(300),
  );
});

test('flow balance at every endpoint: what was accepted was completed there or timed out there', () => {
  fc.assert(
    fc.property(setupsWithoutFailures, (setup) => {
      const { outcomes, stations } = simulationOf(setup).run();
      const ended = new Int32Array(stations.count);
      outcomes.endpoint.forEach((endpoint, request) => {
        if (endpoint < 0) return;
        expect([COMPLETED, TIMED_OUT]).toContain(outcomes.status[request]);
        ended[endpoint]++;
      });
      expect(stations.accepted).toEqual(ended);
      expect(Math.max(...stations.active)).toBe(0);
    }),
    runs(600),
  );
});

test('the check that runs carry with them finds all laws kept', () => {
  const settings = runs(600);
  let checked = 0;
  fc.assert(
    fc.property(setups, (setup) => {
      const simulation = simulationOf(setup).run();
      if (simulation.retries === 0) checked++;
      expect(brokenLaws(simulation, setup.timeoutMs)).toEqual([]);
    }),
    settings,
  );
  expect(checked).toBeGreaterThan(settings.numRuns / 6);
});

test('a request that is counted twice, or served in no time, breaks a law', () => {
  const simulation = simulationOf({
    models: [{ id: 'm', maxConcurrent: 1, maxQueue: Infinity }],
    arrivalMs: [0, 1],
    demandMs: [4, 4],
  }).run();
  const { outcomes, stations } = simulation;
  expect(brokenLaws(simulation, undefined)).toEqual([]);
  stations.accepted[0]++;
  expect(brokenLaws(simulation, undefined)).toEqual([
    'flow balance: endpoint 0 accepted 3 attempts, and 2 ended there',
  ]);
  stations.accepted[0]--;
  outcomes.responseMs[1] = 0;
  const message = "Little's law: the area under the requests is 11 ms, their times sum to 4 ms";
  expect(brokenLaws(simulation, undefined)).toEqual([message]);
  outcomes.responseMs[1] = 7;
  outcomes.waitingMs[1] = 0;
  const idle = 'work conservation: the area under those waiting is 3 ms, they waited 0 ms';
  expect(brokenLaws(simulation, undefined)).toEqual([idle]);
});
