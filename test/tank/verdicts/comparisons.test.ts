import { expect, test } from 'vitest';
import type { Comparison } from '../../../src/index.js';
import { TINY, UNEQUAL } from '../runs/tiny.js';
import { runScenario } from '../../support/unchecked.js';

async function comparisons(changes: object): Promise<readonly Comparison[]> {
  return (await runScenario({ ...UNEQUAL, replications: 10, ...changes })).comparisons;
}

const TWINS = ['round_robin', { name: 'twin', policy: 'round_robin' }];

test('strategies that decide alike: no difference shown, p-value 1, and no interval of width zero', async () => {
  expect(await comparisons({ strategies: TWINS })).toEqual([
    {
      baseline: 'round_robin',
      strategy: 'twin',
      measure: 'response_time_ms.p99',
      difference: 0,
      relative: 0,
      variance_reduction: 1,
      p_value: 1,
      verdict: 'no_difference_shown',
    },
  ]);
});

test('one replication shows a difference, but no verdict', async () => {
  const [comparison] = await comparisons({ replications: 1 });
  expect(comparison).toMatchObject({ verdict: 'invalid', reason: 'single_replication' });
  expect(comparison.difference).toBeLessThan(0);
  expect(Object.keys(comparison)).not.toEqual(expect.arrayContaining(['p_value']));
  expect(Object.keys(comparison)).not.toEqual(expect.arrayContaining(['ci95']));
});

test('least_loaded is better than round_robin on unequal endpoints, and round_robin worse by the same', async () => {
  const compare = { compare: ['response_time_ms.mean'] };
  const [forward] = await comparisons(compare);
  const [backward] = await comparisons({ ...compare, baseline: 'least_loaded' });
  expect(forward).toMatchObject({ baseline: 'round_robin', strategy: 'least_loaded', verdict: 'better' });
  expect(backward).toMatchObject({ baseline: 'least_loaded', strategy: 'round_robin', verdict: 'worse' });
  expect(backward.difference).toBe(-(forward.difference ?? NaN));
  expect(backward.p_value).toBe(forward.p_value);
  expect(forward.ci95?.[1]).toBeLessThan(0);
});

test('a difference is that of the two values in the table, and relative to the baseline', async () => {
  const {
    strategies,
    comparisons: [comparison],
  } = await runScenario(UNEQUAL);
  const [baseline, strategy] = strategies.map(({ measures }) => measures.response_time_ms?.p99?.value ?? NaN);
  expect(comparison.difference).toBe(strategy - baseline);
  expect(comparison.relative).toBe((strategy - baseline) / baseline);
});

test('more is better of completed requests and throughput', async () => {
  const models = UNEQUAL.fleet.models.map((model) => ({ ...model, max_queue: 1 }));
  const higher = await comparisons({
    fleet: { models },
    router: { ...UNEQUAL.router, max_retries: 0 },
    replications: 20,
    compare: ['completed_share', 'throughput_per_s'],
  });
  expect(higher.map(({ measure, verdict }) => [measure, verdict])).toEqual([
    ['completed_share', 'better'],
    ['throughput_per_s', 'better'],
  ]);
  for (const { difference } of higher) expect(difference).toBeGreaterThan(0);
});

test("p-values carry Holm's correction over all strategies and measures of the summary", async () => {
  const measures = ['response_time_ms.mean', 'response_time_ms.p50', 'waiting_time_ms.p90'];
  const third = { name: 'near_twin', policy: 'round_robin', max_retries: 0 };
  const strategies = ['round_robin', 'least_loaded', 'random', third];
  const together = await comparisons({ strategies, compare: measures });
  expect(together).toHaveLength(9);

  const alone: number[] = [];
  for (const { measure, strategy } of together) {
    const pair = strategies.filter(
      (of) => of === 'round_robin' || (typeof of === 'string' ? of : of.name) === strategy,
    );
    const [{ p_value }] = await comparisons({ strategies: pair, compare: [measure] });
    alone.push(p_value ?? NaN);
  }
  // the smallest times 9, the next times 8, … never falling, at most 1
  const order = [...alone.keys()].sort((a, b) => alone[a] - alone[b]);
  let highest = 0;
  order.forEach((i, rank) => {
    highest = Math.min(1, Math.max(highest, alone[i] * (order.length - rank)));
    expect(together[i].p_value).toBeCloseTo(highest, 12);
  });
  expect(new Set(together.map(({ verdict }) => verdict))).toContain('better');
  expect(new Set(together.map(({ verdict }) => verdict))).toContain('no_difference_shown');
});

test('a measure without a value makes the comparison invalid', async () => {
  expect(await comparisons({ warm_up: '1h' })).toEqual([
    {
      baseline: 'round_robin',
      strategy: 'least_loaded',
      measure: 'response_time_ms.p99',
      verdict: 'invalid',
      reason: 'no_value',
    },
  ]);
});

test('differences that do not vary are no evidence', async () => {
  const {
    comparisons: [comparison],
  } = await runScenario({
    ...TINY,
    fleet: { models: [{ id: 'only', max_concurrent: 1, max_queue: 0 }] },
    service: { kind: 'constant', value: '250ms' },
    router: { retry_delay_ms: 60 },
    strategies: [{ name: 'impatient', policy: 'round_robin', max_retries: 0 }, 'round_robin'],
    compare: ['completed_share'],
    replications: 3,
  });
  expect(comparison).toMatchObject({
    difference: expect.closeTo(0.1) as number,
    verdict: 'invalid',
    reason: 'no_spread',
  });
  expect(comparison).not.toHaveProperty('p_value');
});
