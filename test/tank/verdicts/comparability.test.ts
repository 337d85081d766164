import { describe, expect, test } from 'vitest';
import { type Candidate, incomparable } from '../../../src/tank/verdicts/comparability.js';
import { UNEQUAL } from '../runs/tiny.js';
import { runScenario } from '../../support/unchecked.js';

/** A strategy whose P99 or mean rests on 100 independent requests. */
const strategy = (pooled: number, changes: Partial<Candidate['comparability']> = {}): Candidate => ({
  estimate: { pooled, effective: 100 },
  unsteady: undefined,
  comparability: { completedShare: 1, hasInfiniteVariance: false, ...changes },
});
const sound = strategy(100);

describe('times of two strategies are not compared', () => {
  test('where one has no steady state', () => {
    expect(incomparable(undefined, 'response_time_ms.p50', sound, { ...sound, unsteady: 'queue_grows' })).toBe(
      'queue_grows',
    );
    expect(incomparable(undefined, 'waiting_time_ms.mean', { ...sound, unsteady: 'not_steady_state' }, sound)).toBe(
      'not_steady_state',
    );
  });

  test.each([
    { path: 'response_time_ms.p99', least: 0.001 }, // a tenth of what lies beyond
    { path: 'response_time_ms.p90', least: 0.01 },
    { path: 'response_time_ms.p999', least: 0.0001 },
    { path: 'response_time_ms.mean', least: 0.001 },
  ])('$path, where the one that looks better leaves more than $least unserved', ({ path, least }) => {
    const looksBetter = (unserved: number) => strategy(90, { completedShare: 1 - unserved });
    expect(incomparable(undefined, path, looksBetter(1.01 * least), sound)).toBe('completions_differ');
    expect(incomparable(undefined, path, sound, looksBetter(1.01 * least))).toBe('completions_differ');
    expect(incomparable(undefined, path, looksBetter(0.99 * least), sound)).toBeUndefined();
  });

  test('where it looks worse it is worse still: that can be said', () => {
    expect(
      incomparable(undefined, 'response_time_ms.p99', strategy(110, { completedShare: 0.9 }), sound),
    ).toBeUndefined();
  });

  test('means, where counting the unserved at the timeout of the client turns the sign', () => {
    const path = 'response_time_ms.mean'; // 0.998 · 90 + 0.002 · 10,000 = 109.8, and 99.9 with half of that
    expect(incomparable(10_000, path, strategy(90, { completedShare: 0.998 }), sound)).toBe('completions_differ');
    expect(incomparable(10_000, path, strategy(90, { completedShare: 0.999 }), sound)).toBeUndefined();
  });

  test('but not those that count the unserved themselves', () => {
    const path = 'response_time_with_unserved_ms.mean';
    expect(incomparable(10_000, path, strategy(90, { completedShare: 0.5 }), sound)).toBeUndefined();
  });

  test('where a quantile rests on fewer than 12 independent requests', () => {
    const short = { ...sound, estimate: { ...sound.estimate, effective: 11.9 } as Candidate['estimate'] };
    expect(incomparable(undefined, 'response_time_ms.p99', sound, short)).toBe('too_short');
    expect(incomparable(undefined, 'response_time_ms.mean', sound, short)).toBeUndefined();
  });

  test('means, where the variance of waiting is as good as infinite; quantiles are', () => {
    const wild = strategy(100, { hasInfiniteVariance: true });
    expect(incomparable(undefined, 'response_time_ms.mean', wild, wild)).toBe('infinite_third_moment');
    expect(incomparable(undefined, 'response_time_ms.p99', wild, wild)).toBeUndefined();
    expect(incomparable(undefined, 'throughput_per_s', wild, wild)).toBeUndefined();
  });

  test('rates and shares count every request, and are', () => {
    const unsound = { ...strategy(1, { completedShare: 0 }), unsteady: 'queue_grows' as const };
    expect(incomparable(undefined, 'throughput_per_s', sound, unsound)).toBeUndefined();
    expect(incomparable(undefined, 'completed_share', sound, unsound)).toBeUndefined();
  });
});

test('an overloaded fleet with endless queues is told: times depend on how long the run is', async () => {
  const { comparisons } = await runScenario({
    ...UNEQUAL,
    fleet: {
      models: [
        { id: 'a', max_concurrent: 1, max_queue: 'unlimited' },
        { id: 'b', max_queue: 'unlimited' },
      ],
    },
    workload: { arrivals: { kind: 'poisson', rate: '60/s' }, requests: 5000 },
    compare: ['response_time_ms.mean'],
  });
  expect(comparisons).toMatchObject([{ verdict: 'invalid', reason: 'queue_grows' }]);
});

test('a fleet that shares its processors without end is overloaded too: what grows is in service', async () => {
  const backend = { kind: 'processor_sharing' };
  const { comparisons } = await runScenario({
    ...UNEQUAL,
    fleet: { models: ['a', 'b'].map((id) => ({ id, max_concurrent: 100_000, backend })) },
    workload: { arrivals: { kind: 'poisson', rate: '45/s' }, requests: 5000 },
    compare: ['response_time_ms.mean'],
  });
  expect(comparisons).toMatchObject([{ verdict: 'invalid', reason: 'queue_grows' }]);
});

test('a strategy that sheds load is not faster for it: the completions differ', async () => {
  const { comparisons } = await runScenario({
    ...UNEQUAL,
    fleet: {
      models: [
        { id: 'a', max_concurrent: 1, max_queue: 3 },
        { id: 'b', max_concurrent: 2, max_queue: 3 },
      ],
    },
    workload: { arrivals: { kind: 'poisson', rate: '45/s' }, requests: 3000 },
    strategies: ['random', { name: 'gives_up', policy: 'random', max_retries: 0 }],
    compare: ['response_time_ms.mean', 'completed_share'],
  });
  expect(comparisons[0]).toMatchObject({ verdict: 'invalid', reason: 'completions_differ' });
  expect(comparisons[1].verdict).toBe('worse');
});
