import { expect, test } from 'vitest';
import { UNEQUAL } from '../runs/tiny.js';
import { runScenario, run } from '../../support/unchecked.js';

const MEANS = { ...UNEQUAL, compare: ['response_time_ms.mean'], replications: 10 };

test('replications go on in whole batches until every estimate is precise, and the summary says so', async () => {
  const { scenario, precision } = await runScenario({ ...MEANS, precision: { relative: 0.1, batch: 7 } });
  expect(precision).toMatchObject({ relative_half_width: 0.1, is_met: true, missed: [] });
  expect(scenario.replications).toBeGreaterThan(10);
  expect((scenario.replications - 10) % 7).toBe(0);
  expect(precision?.replications).toBe(scenario.replications);
});

test('at the limit it stops, and names what is less precise and by how much', async () => {
  const { scenario, precision } = await runScenario({ ...MEANS, precision: { relative: 0.001, max_replications: 15 } });
  expect(scenario.replications).toBe(15);
  expect(precision?.is_met).toBe(false);
  expect(precision?.missed.map(({ strategy }) => strategy)).toEqual(['round_robin', 'least_loaded']);
  for (const { relative_half_width } of precision?.missed ?? []) expect(relative_half_width).toBeGreaterThan(0.001);
});

test('an estimate is precise when the interval beside it is: runs too short for one are not', async () => {
  const precision = { relative: 0.15, batch: 5, max_replications: 40 };
  const short = { ...MEANS, workload: { ...UNEQUAL.workload, requests: 200 }, compare: ['response_time_ms.p99'] };
  const { precision: found, strategies } = await runScenario({ ...short, precision });
  expect(strategies[0].measures.response_time_ms?.p99?.ci_absent).toBe('too_short');
  expect(found).toMatchObject({ is_met: false, replications: 40 });
  expect(found?.missed[0]?.strategy).toBe('round_robin');
});

test('a measure without a value is not precise', async () => {
  const shut = ['fast', 'slow'].map((endpoint) => ({ at: '0s', endpoint, health: 'unhealthy' }));
  const { precision } = await runScenario({ ...MEANS, events: shut, precision: { relative: 0.1 } });
  expect(precision).toMatchObject({ is_met: false, replications: 10 });
});

test('after more replications than a fixed number, the differences that ended a selection get no verdict', async () => {
  const strategies = ['random', { name: 'other', policy: 'random', routers: 2 }];
  const run = (max_replications: number) =>
    runScenario({ ...MEANS, strategies, select: { indifference: 0.01, batch: 2, max_replications } });
  expect((await run(10)).comparisons).toMatchObject([{ verdict: 'no_difference_shown' }]);
  expect((await run(12)).comparisons).toMatchObject([{ verdict: 'invalid', reason: 'stopped_by_select' }]);
});

test('times that go with the selected one get none either; rates do', async () => {
  const strategies = ['random', { name: 'other', policy: 'random', routers: 2 }];
  const select = { measure: 'response_time_ms.mean', indifference: 0.01, batch: 2, max_replications: 12 };
  const compare = ['response_time_ms.mean', 'waiting_time_ms.mean', 'throughput_per_s'];
  const { comparisons } = await runScenario({ ...MEANS, strategies, compare, select });
  expect(comparisons.map(({ reason }) => reason)).toEqual(['stopped_by_select', 'stopped_by_select', undefined]);
});

test('no number depends on the number of workers, nor on how often it was looked', async () => {
  const run = (workers: number, batch: number) =>
    runScenario({ ...MEANS, precision: { relative: 0.001, batch, max_replications: 20 } }, { workers });
  expect((await run(2, 5)).strategies).toEqual((await run(1, 10)).strategies);
});

test('the best strategy is selected where it leads by more than what counts', async () => {
  const { selection } = await runScenario({ ...MEANS, select: { indifference: 0.05 } });
  expect(selection).toMatchObject({ measure: 'response_time_ms.mean', level: 0.95, best: 'least_loaded' });
  expect(selection?.survivors).toEqual(['least_loaded']);
});

test('twins cannot be told apart: at the limit both may be the best', async () => {
  const strategies = ['random', { name: 'other', policy: 'random', routers: 2 }];
  const select = { indifference: 0.0001, batch: 2, max_replications: 12 };
  const models = ['a', 'b'].map((id) => ({ id, max_concurrent: 1, max_queue: 20 }));
  const { selection } = await runScenario({ ...MEANS, fleet: { models }, strategies, select });
  expect(selection?.survivors).toEqual(['random', 'other']);
  expect(selection).not.toHaveProperty('best');
});

test('an automatic warm-up is the same for all strategies, and what it was found in is kept for a chart', async () => {
  const { summary, series, replications } = await run({
    ...MEANS,
    fleet: { models: [{ id: 'a', replicas: 2, max_concurrent: 1, max_queue: 'unlimited' }] },
    workload: { arrivals: { kind: 'poisson', rate: '18/s' }, requests: 4000 },
    service: { kind: 'exponential', mean: '100ms' },
    warm_up: 'auto',
  });
  expect(summary.scenario.warm_up).toMatchObject({ method: 'mser5' });
  expect(summary.scenario.warm_up_ms).toBeGreaterThanOrEqual(0);
  expect(summary.scenario.warm_up_ms).toBeLessThan(112_000); // half of the run
  expect(series.warm_up?.cut_ms).toBe(summary.scenario.warm_up_ms);
  expect(series.warm_up?.strategies.map(({ name }) => name)).toEqual(['round_robin', 'least_loaded']);
  const lengths = replications.strategies.flatMap(({ values }) => Object.values(values).map(({ length }) => length));
  expect(new Set(lengths)).toEqual(new Set([10]));
});

test('runs too short for a warm-up make every verdict on times invalid', async () => {
  const workload = { arrivals: { kind: 'poisson', rate: '20/s' }, requests: 90 };
  const { comparisons } = await runScenario({ ...MEANS, workload, warm_up: 'auto' });
  expect(comparisons).toMatchObject([{ verdict: 'invalid', reason: 'not_steady_state' }]);
});
