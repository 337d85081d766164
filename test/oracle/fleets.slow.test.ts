import { expect, test } from 'vitest';
import { fleets, SLOW_LOAD } from './cases.js';
import { meanWaiting } from './formulas.js';
import { holdAgainstTheory } from './hold-against-theory.js';
import { measured } from './replicated.js';

holdAgainstTheory(fleets.filter(({ load }) => load >= SLOW_LOAD));

test('least_loaded over 16 servers at load 0.9: between M/M/16 and a random split, 1.5788 as long runs have it', () => {
  const experiment = {
    requests: 400_000,
    ratePerMs: 14.4,
    models: [{ id: 'm', replicas: 16, maxConcurrent: 1, maxQueue: Infinity }],
    policy: 'least_loaded' as const,
    warmUpMs: 1000,
  };
  const reference = 1.5788; // ± 0.003, from 8 runs of 10 million requests of another program
  const [mean] = measured({ model: 'JSQ(16)', load: 0.9, experiment, theory: { mean_response: reference } });
  expect(mean.value).toBeGreaterThan(1 + meanWaiting(16, 14.4));
  expect(mean.value).toBeLessThan(10);
  expect(Math.abs(mean.value - reference)).toBeLessThanOrEqual(mean.halfWidth + 0.003);
  expect(mean.halfWidth / mean.value).toBeLessThan(0.01);
});
