import { expect, test } from 'vitest';
import { UNEQUAL } from '../runs/tiny.js';
import { runScenario } from '../../support/unchecked.js';

const measure = 'response_time_ms.mean';
const MEANS = { ...UNEQUAL, compare: [measure], replications: 10 };

test('the strategy that leads by more than chance explains is the best, whatever the baseline', async () => {
  for (const baseline of ['round_robin', 'least_loaded']) {
    const { screening } = await runScenario({ ...MEANS, baseline });
    expect(screening).toEqual([{ measure, level: 0.95, survivors: ['least_loaded'] }]);
  }
});

test('more is better of a throughput, a share or a utilization', async () => {
  const { screening, strategies } = await runScenario({
    ...MEANS,
    compare: ['completed_share'],
    workload: { arrivals: { kind: 'poisson', rate: '45/s' }, requests: 1000 },
  });
  const [roundRobin, leastLoaded] = strategies.map(({ measures }) => measures.completed_share?.value ?? NaN);
  expect(leastLoaded).toBeGreaterThan(roundRobin);
  expect(screening?.[0].survivors).toEqual(['least_loaded']);
});

test('equal strategies both may be the best', async () => {
  const strategies = ['round_robin', 'least_loaded', { name: 'again', policy: 'least_loaded' }];
  const { screening } = await runScenario({ ...MEANS, strategies });
  expect(screening).toEqual([{ measure, level: 0.95, survivors: ['least_loaded', 'again'], equal: ['again'] }]);
});

test.each([
  ['one strategy', { strategies: ['random'] }],
  ['one replication', { replications: 1 }],
  ['comparisons that are invalid', { compare: ['response_time_ms.p999'] }], // 10,000 requests are too few
  ['a measure that `select` decides', { select: { indifference: 0.05, max_replications: 10 } }],
])('nothing is said of %s', async (_case, changes) => {
  const summary = await runScenario({ ...MEANS, ...changes });
  expect(summary).not.toHaveProperty('screening');
});

test('how many replications would tell is said, and that many do', async () => {
  const short = {
    ...MEANS,
    workload: { ...MEANS.workload, requests: 200 },
    strategies: ['round_robin', 'least_loaded'],
  };
  const { screening: [found] = [] } = await runScenario({ ...short, replications: 4 });
  expect(found).toMatchObject({ survivors: ['least_loaded', 'round_robin'], replications_needed: 30 });
  const { screening: [told] = [] } = await runScenario({ ...short, replications: 30 });
  expect(told).toEqual({ measure, level: 0.95, survivors: ['least_loaded'] });
});
