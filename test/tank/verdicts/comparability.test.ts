import { describe, expect, test } from 'vitest';
import { runScenario } from '../../../src/index.js';
import { incomparable } from '../../../src/tank/verdicts/comparability.js';
import { UNEQUAL } from '../runs/tiny.js';

const sound = { completed: 1e6, completedShare: 1, queueGrows: false };

describe('times of two strategies are not compared', () => {
  test('where the queues of one grow without bound', () => {
    expect(incomparable('response_time_ms.p50', sound, { ...sound, queueGrows: true })).toBe('queue_grows');
    expect(incomparable('waiting_time_ms.mean', { ...sound, queueGrows: true }, sound)).toBe('queue_grows');
  });

  test('where they complete shares that differ by more than one point', () => {
    expect(incomparable('response_time_ms.mean', sound, { ...sound, completedShare: 0.985 })).toBe(
      'completions_differ',
    );
    expect(incomparable('response_time_ms.mean', sound, { ...sound, completedShare: 0.995 })).toBeUndefined();
  });

  test('where a quantile has fewer than 100 / (1 − p) requests', () => {
    expect(incomparable('response_time_ms.p99', sound, { ...sound, completed: 9_999 })).toBe('too_few_requests');
    expect(incomparable('response_time_ms.p99', sound, { ...sound, completed: 10_000 })).toBeUndefined();
    expect(incomparable('response_time_ms.mean', sound, { ...sound, completed: 10 })).toBeUndefined();
  });

  test('means, where the variance of waiting is as good as infinite; quantiles are', () => {
    const wild = { ...sound, hasInfiniteVariance: true };
    expect(incomparable('response_time_ms.mean', wild, wild)).toBe('infinite_third_moment');
    expect(incomparable('response_time_ms.p99', wild, wild)).toBeUndefined();
    expect(incomparable('throughput_per_s', wild, wild)).toBeUndefined();
  });

  test('rates and shares count every request, and are', () => {
    const unsound = { completed: 1, completedShare: 0, queueGrows: true };
    expect(incomparable('throughput_per_s', sound, unsound)).toBeUndefined();
    expect(incomparable('completed_share', sound, unsound)).toBeUndefined();
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
