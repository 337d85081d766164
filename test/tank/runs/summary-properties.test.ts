import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Measure, StrategySummary, Summary } from '../../../src/index.js';
import { runs } from '../../support/runs.js';
import { TINY } from './tiny.js';
import { runScenario } from '../../support/unchecked.js';

/** What holds of the summary of any scenario that can run, however small, empty, overloaded or broken. */

const ms = (min: number, max: number) => fc.integer({ min, max }).map((value) => `${value}ms`);
const queue = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant('unlimited'));

const slots = fc.record({
  kind: fc.constant('slots'),
  speed: fc.double({ min: 0.1, max: 4, noNaN: true }),
  slots: fc.integer({ min: 1, max: 4 }),
  queue,
});
const sharing = fc.record({ kind: fc.constant('processor_sharing'), cores: fc.integer({ min: 1, max: 3 }) });
const model = fc.record({
  replicas: fc.integer({ min: 1, max: 3 }),
  max_concurrent: fc.integer({ min: 1, max: 4 }),
  max_queue: queue,
  backend: fc.oneof(slots, sharing),
});

const arrivals = fc.record({
  kind: fc.constantFrom('poisson', 'deterministic'),
  rate: fc.integer({ min: 1, max: 200 }).map((rate) => `${rate}/s`),
});
const workload = fc.oneof(
  fc.record({ arrivals, requests: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ arrivals, duration: ms(1, 2000) }),
);
const service = fc.record({ kind: fc.constantFrom('exponential', 'constant'), time: ms(1, 200) });

const MEASURES = [
  'response_time_ms.mean',
  'waiting_time_ms.p95',
  'throughput_per_s',
  'completed_share',
  'overload.over_target_share',
];

const scenario = fc
  .record({
    models: fc.array(model, { minLength: 1, maxLength: 3 }),
    workload,
    service,
    timeout: fc.option(ms(1, 500)),
    warmUp: ms(0, 1500),
    replications: fc.integer({ min: 1, max: 4 }),
    strategies: fc.uniqueArray(fc.constantFrom('round_robin', 'random', 'least_loaded'), { minLength: 1 }),
    compare: fc.uniqueArray(fc.constantFrom(...MEASURES), { minLength: 1 }),
    retries: fc.integer({ min: 0, max: 3 }),
    health: fc.constantFrom('unhealthy', 'degraded'),
    eventMs: ms(0, 1000),
    seed: fc.string({ minLength: 1, maxLength: 20 }),
  })
  .map((s) => {
    const models = s.models.map((of, m) => ({ id: `m${m}`, ...of }));
    const time = s.service.kind === 'constant' ? { value: s.service.time } : { mean: s.service.time };
    return {
      ...TINY,
      seed: s.seed,
      fleet: { models },
      workload: s.workload,
      service: { kind: s.service.kind, ...time },
      ...(s.timeout !== null && { client: { timeout: s.timeout } }),
      router: { max_retries: s.retries, retry_delay_ms: 20 },
      strategies: s.strategies,
      compare: s.compare,
      replications: s.replications,
      slo: { response_time: '100ms' },
      // with a duration it would be a mistake to warm up beyond its end
      ...('requests' in s.workload && { warm_up: s.warmUp }),
      events: [{ at: s.eventMs, endpoint: models[0].replicas > 1 ? 'm0/0' : 'm0', health: s.health }],
    };
  });

test('the summary of any small scenario is whole: no gaps, every request accounted for, measures consistent', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (input) => {
      const summary = await runScenario(input);
      expect(JSON.parse(JSON.stringify(summary))).toEqual(summary); // neither NaN nor Infinity nor undefined
      expect(JSON.stringify(summary)).not.toContain('null');
      for (const strategy of summary.strategies) {
        expectAccounts(strategy);
        expectConsistentMeasures(strategy, input.client?.timeout);
      }
      expectSoundComparisons(summary);
    }),
    runs(150, 15),
  );
});

function expectAccounts({ requests, overload, endpoints }: StrategySummary): void {
  const { arrived, completed, overload_failed, timed_out, failed, in_flight } = requests;
  expect(completed + overload_failed + timed_out + failed).toBe(arrived);
  expect(in_flight).toBe(0);
  const sum = (value: (endpoint: (typeof endpoints)[number]) => number) =>
    endpoints.reduce((total, endpoint) => total + value(endpoint), 0);
  const accepted = sum((endpoint) => endpoint.requests);
  expect(accepted).toBeGreaterThanOrEqual(completed);
  expect(accepted).toBeLessThanOrEqual(arrived); // what was accepted is not retried
  if (accepted > 0) expect(sum(({ share }) => share?.value ?? NaN)).toBeCloseTo(1, 12);
  expect(sum(({ refusals }) => refusals)).toBe(overload.refusals);
  expect(sum(({ overload_episodes }) => overload_episodes)).toBe(overload.episodes);
  expect(arrived + overload.retries).toBeGreaterThanOrEqual(accepted + overload.refusals + overload.rejections);
}

function expectConsistentMeasures({ measures: m }: StrategySummary, timeout: string | undefined): void {
  for (const column of [m.response_time_ms, m.waiting_time_ms, m.response_time_with_unserved_ms]) {
    if (column === undefined) continue;
    const { mean, ...quantiles } = column;
    const all = Object.values<Measure | undefined>(quantiles).filter((each) => each !== undefined);
    expect(all).toHaveLength(5);
    expectAscending(0, ...all.map(({ value }) => value));
    expectAscending(0, mean.value, timeout === undefined ? Infinity : parseFloat(timeout));
    [mean, ...all].forEach(expectSoundInterval);
  }
  expectAscending(m.waiting_time_ms?.mean.value ?? 0, m.response_time_ms?.mean.value ?? 0);
  expectAscending(0, m.slo_attainment?.value ?? 0, m.completed_share?.value ?? 0, 1);
  expectAscending(0, m.goodput_per_s?.value ?? 0, m.throughput_per_s?.value ?? 0);
  expectAscending(0, m.utilization?.value ?? 0, 1);
  expectAscending(0, m.imbalance?.jain?.value ?? 0, 1);
  expectAscending(1, m.imbalance?.max_over_mean?.value ?? 1);
}

function expectSoundInterval({ value, ci95, ci_method, ci_absent }: Measure): void {
  expect([ci95, ci_method].map((part) => part === undefined)).toEqual([
    ci_absent !== undefined,
    ci_absent !== undefined,
  ]);
  if (ci95 === undefined) return;
  expect(ci95[0]).toBeLessThan(ci95[1]);
  expectAscending(ci95[0], value, ci95[1]);
}

function expectSoundComparisons({ strategies, comparisons }: Summary): void {
  expect(comparisons.map(({ strategy }) => strategy)).not.toContain(strategies[0].name);
  for (const { verdict, reason, p_value, difference, ci95 } of comparisons) {
    expect(reason === undefined).toBe(verdict !== 'invalid');
    if (p_value !== undefined) expectAscending(0, p_value, 1);
    if (ci95 !== undefined) expectAscending(ci95[0], difference ?? NaN, ci95[1]);
    if (verdict === 'better' || verdict === 'worse') expect(p_value).toBeLessThanOrEqual(0.05);
  }
}

/** In order, but for the rounding of sums. */
function expectAscending(...values: readonly number[]): void {
  for (let i = 1; i < values.length; i++) {
    expect(values[i], `of ${values.join(', ')}`).toBeGreaterThanOrEqual(values[i - 1] * (1 - 1e-12) - 1e-12);
  }
}
