import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMPLETED, FAILED, OVERLOAD_FAILED, type Simulation, TIMED_OUT } from '../../src/tank/simulation/index.js';
import { PENDING } from '../../src/tank/simulation/outcomes.js';
import { runs } from '../support/runs.js';
import { areasOf, simulationOf } from '../support/simulations.js';
import { setups, setupsWithoutFailures } from './simulations.js';

/** Requests that are in the house, counted where they are: at an endpoint, or on their way back to the router. */
function inFlight({ outcomes, stations, calendar }: Simulation): number {
  const atEndpoints = stations.active.reduce((sum, active) => sum + active, 0);
  let between = 0;
  for (let request = 0; request < calendar.arrivedCount; request++) {
    if (outcomes.status[request] === PENDING && outcomes.endpoint[request] < 0) between++;
  }
  return atEndpoints + between;
}

test('after every event: arrived = completed + overload_failed + timed_out + failed + in flight', () => {
  fc.assert(
    fc.property(setupsWithoutFailures, (setup) => {
      const simulation = simulationOf(setup);
      const { outcomes, calendar } = simulation;
      while (simulation.step()) {
        const settled = [COMPLETED, OVERLOAD_FAILED, TIMED_OUT, FAILED].map((status) => outcomes.counts[status]);
        expect(calendar.arrivedCount).toBe(settled.reduce((sum, count) => sum + count) + inFlight(simulation));
      }
      const statuses = [...outcomes.status];
      expect([...outcomes.counts]).toEqual([0, 1, 2, 3, 4].map((code) => statuses.filter((s) => s === code).length));
      expect(outcomes.counts[PENDING]).toBe(0);
    }),
    runs(600),
  );
});

test('after every event the routers count in flight what is at each endpoint, and nothing else', () => {
  fc.assert(
    fc.property(setups, (setup) => {
      const simulation = simulationOf(setup);
      while (simulation.step()) {
        const counted = simulation.routers.map(({ fleet }) => fleet.endpoints.inFlight);
        const byId = simulation.endpoints.map(({ id }) =>
          simulation.routers
            .flatMap(({ fleet }) => [...fleet.endpoints.inFlight].filter((_, place) => fleet.endpointIds[place] === id))
            .reduce((sum, count) => sum + count, 0),
        );
        expect(byId).toEqual([...simulation.stations.active]);
        expect(Math.min(...counted.map((column) => Math.min(...column)))).toBeGreaterThanOrEqual(0);
      }
      expect(Math.max(...simulation.stations.active)).toBe(0);
    }),
    runs(600),
  );
});

test('the clock never moves back, and a request that is settled stays as it is', () => {
  fc.assert(
    fc.property(setups, (setup) => {
      const simulation = simulationOf(setup);
      const { status, responseMs } = simulation.outcomes;
      const ended = new Map<number, { readonly status: number; readonly responseMs: number }>();
      let before = 0;
      while (simulation.step()) {
        const nowMs = simulation.calendar.clock.nowMs();
        expect(nowMs).toBeGreaterThanOrEqual(before);
        before = nowMs;
        for (let request = 0; request < status.length; request++) {
          if (status[request] === PENDING || ended.has(request)) continue;
          ended.set(request, { status: status[request], responseMs: responseMs[request] });
        }
      }
      for (const [request, ending] of ended) {
        expect({ status: status[request], responseMs: responseMs[request] }).toEqual(ending);
      }
    }),
    runs(300),
  );
});

test('every attempt is accounted for: accepted, refused by an endpoint, rejected by the router, or failed', () => {
  fc.assert(
    fc.property(setupsWithoutFailures, (setup) => {
      const { outcomes, stations, rejections, retries } = simulationOf(setup).run();
      const sum = (column: ArrayLike<number>) => Array.from(column).reduce((total, value) => total + value, 0);
      const attempts = sum(outcomes.attempts);
      expect(attempts).toBe(outcomes.status.length + retries);
      expect(attempts).toBe(sum(stations.accepted) + sum(stations.refused) + rejections + outcomes.counts[FAILED]);
    }),
    runs(600),
  );
});

test('no request waits or is served for less than nothing, and none longer than its timeout', () => {
  fc.assert(
    fc.property(setups, (setup) => {
      const simulation = simulationOf(setup).run();
      const { outcomes } = simulation;
      outcomes.status.forEach((status, request) => {
        if (status !== COMPLETED) return;
        expect(outcomes.waitingMs[request]).toBeGreaterThanOrEqual(0);
        expect(outcomes.responseMs[request]).toBeGreaterThanOrEqual(outcomes.waitingMs[request]);
        if (setup.timeoutMs === undefined) return;
        const endMs = setup.arrivalMs[request] + outcomes.responseMs[request];
        expect(endMs).toBeLessThanOrEqual((setup.arrivalMs[request] + setup.timeoutMs) * (1 + 1e-15));
      });
      for (const areas of Object.values(areasOf(simulation))) {
        const { busyMs, capacityMs } = areas;
        for (const column of Object.values(areas) as Float64Array[]) expect(Math.min(0, ...column)).toBe(0);
        busyMs.forEach((ms, endpoint) => {
          expect(ms).toBeLessThanOrEqual(capacityMs[endpoint] * (1 + 1e-12));
        });
      }
    }),
    runs(300),
  );
});

test('the simulations of these properties reach every ending, refusals, rejections and retries', () => {
  const reached = { completed: 0, overloadFailed: 0, timedOut: 0, failed: 0, refused: 0, rejected: 0, retried: 0 };
  const settings = runs(400);
  for (const setup of fc.sample(setups, settings)) {
    const { outcomes, stations, rejections, retries } = simulationOf(setup).run();
    reached.completed += outcomes.counts[COMPLETED];
    reached.overloadFailed += outcomes.counts[OVERLOAD_FAILED];
    reached.timedOut += outcomes.counts[TIMED_OUT];
    reached.failed += outcomes.counts[FAILED];
    reached.refused += stations.refused.reduce((sum, refused) => sum + refused, 0);
    reached.rejected += rejections;
    reached.retried += retries;
  }
  for (const [what, count] of Object.entries(reached)) expect(count, what).toBeGreaterThan(settings.numRuns / 4);
});
