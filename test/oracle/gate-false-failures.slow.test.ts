import { expect, test } from 'vitest';
import { planFromObject } from '../../src/tank/scenario/index.js';
import { judgeScenario } from '../../src/tank/verdicts/index.js';
import { baselineOf } from '../tank/verdicts/gate/baselines.js';

/**
 * `wavetank check` after a change of nothing but all random draws, in replications that are short: at most one of forty may
 * fail (docs/ci.md). Of 80 that is two; binomial(80, 1/40) is at most 8 with probability 0.9997. By the tolerance alone 18 to 23 of 40
 * failed.
 */
const PAIRS = 40;
const MOST_FALSE_FAILURES = 8;

const SHORT = {
  schema: 'wavetank.scenario/1',
  name: 'short',
  fleet: { models: [{ id: 'server', replicas: 8, max_concurrent: 1, max_queue: 'unlimited' }] },
  strategies: ['round_robin', 'least_loaded'],
  compare: ['response_time_ms.mean', 'response_time_ms.p99'],
};

const at = (rate: string, requests: number) => ({ arrivals: { kind: 'poisson', rate }, requests });

const cases = {
  'exponential, 10 × 20': {
    workload: at('12/s', 20),
    service: { kind: 'exponential', mean: '300ms' },
    replications: 10,
  },
  'exponential, 10 × 300': {
    workload: at('12/s', 300),
    service: { kind: 'exponential', mean: '300ms' },
    replications: 10,
    warm_up: '2s',
  },
  'exponential, 10 × 400': {
    workload: at('12/s', 400),
    service: { kind: 'exponential', mean: '300ms' },
    replications: 10,
    warm_up: '2s',
  },
  'exponential, 2 × 300': {
    workload: at('12/s', 300),
    service: { kind: 'exponential', mean: '300ms' },
    replications: 2,
    warm_up: '2s',
  },
  'lognormal with cv 3, 10 × 200': {
    workload: at('8/s', 200),
    service: { kind: 'lognormal', mean: '300ms', cv: 3 },
    replications: 10,
    warm_up: '1s',
  },
  'hyperexponential with cv 4, 10 × 200': {
    workload: at('8/s', 200),
    service: { kind: 'hyperexponential', mean: '300ms', cv: 4 },
    replications: 10,
    warm_up: '1s',
  },
};

test.each(Object.entries(cases))('new draws seldom fail the gate: %s', async (_name, changes) => {
  let failed = 0;
  for (let i = 0; i < PAIRS; i++) {
    const [a, b] = await Promise.all(
      ['a', 'b'].map((side) => baselineOf({ ...SHORT, ...changes, seed: `${side}${i}` })),
    );
    const { tolerance } = planFromObject({ ...SHORT, ...changes });
    for (const { judged } of [judgeScenario(a, b, tolerance), judgeScenario(b, a, tolerance)]) {
      if (judged.some(({ outcome }) => outcome === 'worse')) failed++;
    }
  }
  expect(failed).toBeLessThanOrEqual(MOST_FALSE_FAILURES);
});

test('what halves the speed of every endpoint does fail it, with 10 × 300', async () => {
  const { 'exponential, 10 × 300': changes } = cases;
  const slow = { ...SHORT, ...changes, service: { kind: 'exponential', mean: '600ms' } };
  const { judged } = judgeScenario(
    await baselineOf({ ...SHORT, ...changes }),
    await baselineOf(slow),
    planFromObject(slow).tolerance,
  );
  const means = judged.filter(({ measure }) => measure === 'response_time_ms.mean');
  expect(means.map(({ outcome }) => outcome)).toEqual(['worse', 'worse']);
});
