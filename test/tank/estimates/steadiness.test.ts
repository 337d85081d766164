import { describe, expect, test } from 'vitest';
import { runScenario } from '../../../src/index.js';
import { repetitions } from '../../support/runs.js';

/** One server with an endless queue and one strategy: nothing is compared with it. */
function server(rate: number, requests: number, seed: string, changes: object = {}) {
  return runScenario({
    schema: 'wavetank.scenario/1',
    name: 'server',
    fleet: { models: [{ id: 'm', max_concurrent: 1, max_queue: 'unlimited' }] },
    workload: { arrivals: { kind: 'poisson', rate: `${rate}/s` }, requests },
    service: { kind: 'exponential', mean: '100ms' },
    router: { max_load_threshold: 'off' },
    strategies: ['round_robin'],
    replications: 10,
    seed,
    ...changes,
  });
}

test('an overloaded strategy alone is warned of, and none of its times has an interval', async () => {
  const { strategies, warnings } = await server(12, 3000, 'over');
  expect(warnings).toEqual([
    expect.stringMatching(/^round_robin: its queues grow to the end of the runs.*enlarge the fleet$/),
  ]);
  const { response_time_ms, waiting_time_ms, throughput_per_s } = strategies[0].measures;
  for (const measure of Object.values({ ...response_time_ms, ...waiting_time_ms })) {
    expect(measure).toMatchObject({ ci_absent: 'queue_grows' });
  }
  expect(throughput_per_s?.ci95).toBeDefined();
});

describe('growth is looked for in all replications together', () => {
  const seeds = Array.from({ length: repetitions(2, 15) }, (_, i) => `seed ${i}`);

  test('at a load of 1.02 it is found', async () => {
    for (const seed of seeds) {
      const { warnings } = await server(10.2, 11_000, seed);
      expect(
        warnings.some((text) => text.includes('queues grow')),
        seed,
      ).toBe(true);
    }
  });

  test('at a load of 0.9 there is none', async () => {
    for (const seed of seeds) {
      const { warnings } = await server(9, 11_000, seed);
      expect(
        warnings.some((text) => text.includes('queues grow')),
        seed,
      ).toBe(false);
    }
  });
});

test('a strategy whose warm-up is longer than the runs is warned of, and its times have no interval', async () => {
  const { strategies, warnings, scenario } = await server(9.9, 300, 'cold', { warm_up: 'auto' });
  expect(scenario.warm_up?.is_too_short).toBe(true);
  expect(warnings.join()).toMatch(/round_robin: its warm-up is longer than the runs/);
  expect(strategies[0].measures.response_time_ms?.mean.ci_absent).toBe('not_steady_state');
});

test('the interval of a quality leaves 0 to 100 no more than the quality does', async () => {
  const { strategies } = await runScenario({
    schema: 'wavetank.scenario/1',
    name: 'scores',
    fleet: {
      models: [
        { id: 'a', max_concurrent: 1, max_queue: 0, capabilities: { code: 100 } },
        { id: 'b', max_concurrent: 2, max_queue: 0, capabilities: { code: 40 } },
      ],
    },
    workload: {
      agents: [{ name: 'coder', count: 3, needs: { code: 1 }, arrivals: { kind: 'poisson', rate: '0.3/s' } }],
      requests: 20,
    },
    service: { kind: 'exponential', mean: '1s' },
    strategies: [{ policy: 'least_loaded', assign: 'greedy' }],
    replications: 2,
  });
  const { value, ci95 } = strategies[0].measures.quality ?? {};
  expect(value).toBeGreaterThan(40);
  expect(ci95?.[1]).toBeLessThanOrEqual(100);
});

test('no interval leaves what is possible', async () => {
  const { strategies } = await server(1, 60, 'few', { replications: 2, slo: { response_time: '300ms' } });
  const { measures, endpoints } = strategies[0];
  for (const { ci95, value } of [measures.utilization, measures.slo_attainment, endpoints[0].utilization].flatMap(
    (m) => m ?? [],
  )) {
    expect(value).toBeLessThanOrEqual(1);
    expect(ci95?.[0] ?? 0).toBeGreaterThanOrEqual(0);
    expect(ci95?.[1] ?? 1).toBeLessThanOrEqual(1);
  }
  const { mean } = measures.response_time_ms ?? {};
  expect(mean?.ci95?.[0] ?? 0).toBeGreaterThanOrEqual(0);
});
