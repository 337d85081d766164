import { expect, test } from 'vitest';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { planPrecision } from '../../../src/tank/verdicts/plan-precision.js';
import { UNEQUAL } from '../runs/tiny.js';
import { runScenario } from '../../support/unchecked.js';

const MEANS = { ...UNEQUAL, compare: ['response_time_ms.mean'], replications: 10 };
const JOBS = [
  { strategy: 'round_robin', replication: 0, requests: 1000, wall_ms: 30 },
  { strategy: 'least_loaded', replication: 0, requests: 1000, wall_ms: 50 },
];

/** Two servers and Poisson traffic at a rate. */
const pair = (rate: string, requests: number, service: object, statistic: string) => ({
  ...MEANS,
  fleet: { models: [{ id: 'server', replicas: 2, max_concurrent: 1, max_queue: 'unlimited' }] },
  workload: { arrivals: { kind: 'poisson', rate }, requests },
  service,
  strategies: ['random', 'least_loaded'],
  compare: [`response_time_ms.${statistic}`],
  warm_up: '5s',
});

async function planned(scenario: object, relative: number, requests = 1000) {
  return planPrecision(planFromObject(scenario), await runScenario(scenario), JOBS, requests, relative);
}

test('values that vary take many replications, and each comes with the requests that do as well', async () => {
  const found = await planned({ ...MEANS, workload: { ...MEANS.workload, requests: 4000 } }, 0.005);
  expect(found).toMatchObject({ pilot: 10, requestsPerReplication: 1000, replicationMs: 80 });
  expect(found.needs.map(({ strategy, of }) => [strategy, of])).toEqual([
    ['round_robin', 'value'],
    ['least_loaded', 'value'],
    ['least_loaded', 'difference'],
  ]);
  for (const { replications, requests } of found.needs) {
    expect(replications).toBeGreaterThan(20);
    expect(requests).toBe(Math.ceil((1000 * replications) / 10));
  }
  expect(found.replications).toBe(Math.max(...found.needs.map(({ replications }) => replications)));
});

test('what is advised gets its interval, and one about as narrow as was asked', async () => {
  const scenario = { ...MEANS, compare: ['response_time_ms.p99'] };
  const pilot = await runScenario(scenario);
  expect(pilot.strategies[0].measures.response_time_ms?.p99?.ci_absent).toBe('too_short');
  const { replications } = await planned(scenario, 0.3);
  expect(replications).toBeGreaterThan(10);
  const { strategies } = await runScenario({ ...scenario, replications });
  for (const { measures } of strategies) expect(measures.response_time_ms?.p99?.ci95).toBeDefined();
});

test('of a measure without a value nothing can be told', async () => {
  const found = await planned({ ...MEANS, warm_up: '1h' }, 0.05);
  expect(found.needs).toEqual([]);
});

test('a pilot that is short in correlation times does not tell what longer replications would show', async () => {
  const exponential = { kind: 'exponential', mean: '200ms' };
  const short = await planned(pair('8/s', 1000, exponential, 'mean'), 0.1); // load 0.8, forgotten in 18 s of 125
  for (const { replications, requests } of short.needs) {
    expect(replications).toBeGreaterThan(10);
    expect(requests).toBeNaN();
  }
  const long = await planned(pair('3/s', 4000, exponential, 'mean'), 0.01, 4000);
  for (const { requests } of long.needs) expect(requests).toBeGreaterThan(4000);
});

test('what is advised of a difference in P99 is judged: five sections of replications', async () => {
  const scenario = pair('5/s', 300, { kind: 'constant', value: '100ms' }, 'p99');
  const { needs } = await planned(scenario, 0.5, 300);
  const replications = needs.find(({ of }) => of === 'difference')?.replications ?? NaN;
  expect(replications).toBeGreaterThanOrEqual(20); // 275 requests in each: four make a section
  const { comparisons } = await runScenario({ ...scenario, replications });
  expect(comparisons[0].verdict).not.toBe('invalid');
});

test('where the queue grows there is no number, but the reason', async () => {
  const { needs, replications } = await planned(
    pair('12/s', 1000, { kind: 'exponential', mean: '200ms' }, 'mean'),
    0.05,
  );
  expect(replications).toBeNaN();
  expect(needs).toHaveLength(3);
  for (const need of needs) {
    expect(need).toMatchObject({ found: NaN, replications: NaN, requests: NaN, reason: 'queue_grows' });
  }
});
