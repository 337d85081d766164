import { expect, test } from 'vitest';
import { runScenario } from '../../../src/index.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { planPrecision } from '../../../src/tank/verdicts/plan-precision.js';
import { UNEQUAL } from '../runs/tiny.js';

const MEANS = { ...UNEQUAL, compare: ['response_time_ms.mean'], replications: 10 };
const JOBS = [
  { strategy: 'round_robin', replication: 0, requests: 1000, wall_ms: 30 },
  { strategy: 'least_loaded', replication: 0, requests: 1000, wall_ms: 50 },
];

async function planned(scenario: typeof MEANS, relative: number) {
  return planPrecision(planFromObject(scenario), await runScenario(scenario), JOBS, 1000, relative);
}

test('values that vary take many replications, and each comes with the requests that do as well', async () => {
  const found = await planned(MEANS, 0.01);
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
  const found = await planned({ ...MEANS, warm_up: '1h' } as typeof MEANS, 0.05);
  expect(found.needs).toEqual([]);
});
