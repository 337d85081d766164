import { expect, test } from 'vitest';
import { TINY } from '../runs/tiny.js';
import { runScenario } from '../../support/unchecked.js';

/** Sixteen servers and bounded Pareto service: one request can make most of the variance, and be among the few that batches leave out. */
const HEAVY = {
  ...TINY,
  name: 'heavy',
  fleet: { models: [{ id: 'server', replicas: 16, max_concurrent: 1, max_queue: 'unlimited' }] },
  workload: { arrivals: { kind: 'poisson', rate: '24/s' }, requests: 200 },
  service: { kind: 'pareto', shape: 1.2, min: '100ms', max: '100s' },
  warm_up: '1s',
  replications: 2,
};

test('means of two short runs are compared, wherever the largest request lies', async () => {
  const scenario = { ...HEAVY, strategies: ['round_robin', 'least_loaded'], compare: ['response_time_ms.mean'] };
  for (let s = 0; s < 12; s++) {
    const { comparisons } = await runScenario({ ...scenario, seed: `s${s}` });
    const { p_value, ci95 } = comparisons[0];
    expect(p_value, `seed s${s}`).toBeGreaterThanOrEqual(0);
    expect(ci95?.every(Number.isFinite) ?? p_value === 1, `seed s${s}`).toBe(true); // without one where none had to wait
  }
});

test.each(['s5', 's7', 's43', 's1'])(
  'a mean of values that vary has an interval, or is too short: seed %s',
  async (seed) => {
    const { strategies } = await runScenario({
      ...HEAVY,
      workload: { ...HEAVY.workload, requests: 100 },
      seed,
    });
    const {
      value,
      ci95 = [NaN, NaN],
      effective_requests,
    } = strategies[0].measures.response_time_ms?.mean ?? { value: NaN };
    expect(ci95[0]).toBeLessThan(value);
    expect(ci95[1]).toBeGreaterThan(value);
    expect(effective_requests).toBeGreaterThanOrEqual(1);
  },
);

test('the occupancy of a fleet with long queues is above 1, and its interval on both sides of it', async () => {
  const { strategies } = await runScenario({
    ...TINY,
    workload: { arrivals: { kind: 'poisson', rate: '24/s' }, requests: 500 },
    replications: 2,
  });
  const { occupancy, utilization } = strategies[0].measures;
  expect(occupancy?.value).toBeGreaterThan(1);
  expect(occupancy?.ci95?.[1]).toBeGreaterThan(occupancy?.value ?? Infinity);
  expect(utilization?.ci95?.[1]).toBeLessThanOrEqual(1); // a share is cut at all of it
});
