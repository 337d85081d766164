import { expect, test } from 'vitest';
import { planPrecision } from '../../../src/tank/verdicts/plan-precision.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { UNEQUAL } from '../runs/tiny.js';

const plan = planFromObject({ ...UNEQUAL, compare: ['response_time_ms.mean'] });
const replicationsOf = (baseline: (number | null)[], strategy: (number | null)[]) => ({
  schema: 'wavetank.replications/1' as const,
  scenario: 'unequal',
  compared: ['response_time_ms.mean'],
  strategies: [
    { name: 'round_robin', values: { 'response_time_ms.mean': baseline } },
    { name: 'least_loaded', values: { 'response_time_ms.mean': strategy } },
  ],
});
const JOBS = [
  { strategy: 'round_robin', replication: 0, requests: 1000, wall_ms: 30 },
  { strategy: 'least_loaded', replication: 0, requests: 1000, wall_ms: 50 },
];

test('values that vary take many replications, and their differences on common traffic few', () => {
  const baseline = [90, 100, 110, 95, 105, 100, 92, 108, 97, 103];
  const found = planPrecision(
    plan,
    replicationsOf(
      baseline,
      baseline.map((ms) => ms - 10 + (ms % 2)),
    ),
    JOBS,
    1000,
    0.01,
  );
  expect(found).toMatchObject({ pilot: 10, requestsPerReplication: 1000, replicationMs: 80 });
  const [first, second, difference] = found.needs;
  expect(first).toMatchObject({ strategy: 'round_robin', of: 'value', found: 100 });
  expect(first.replications).toBeGreaterThan(100); // deviation 6.5: (1.98 × 6.5 / 0.99)²
  expect(first.replications).toBeLessThan(200);
  expect(first.requests).toBe(Math.ceil((1000 * first.replications) / 10));
  expect(second).toMatchObject({ strategy: 'least_loaded', of: 'value' });
  expect(difference).toMatchObject({ strategy: 'least_loaded', of: 'difference' });
  expect(difference.replications).toBeLessThan(10);
  expect(difference.requests).toBe(1000);
  expect(found.replications).toBe(Math.max(first.replications, second.replications));
});

test('where a replication has no value nothing can be told', () => {
  const found = planPrecision(plan, replicationsOf([1, 2, null], [1, 2, 3]), [], 1000, 0.05);
  expect(found.replications).toBeNaN();
  expect(found.replicationMs).toBeNaN();
});
