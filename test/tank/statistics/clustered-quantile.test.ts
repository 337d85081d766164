import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { clusteredQuantileInterval } from '../../../src/tank/statistics/clustered-quantile.js';
import { sortedColumn } from '../../../src/tank/statistics/quantile.js';

/** Runs of exponential values that share a factor of their run, so that those of one run depend on each other. */
function runsOf(experiment: number, runs: number, length: number): Float64Array[] {
  const random = new Streams('clustered', experiment).named('sample');
  return Array.from({ length: runs }, () => {
    const factor = 0.5 + random.uniform();
    return sortedColumn(Float64Array.from({ length }, () => factor * random.exponential()));
  });
}

test('intervals of P95 over 100 runs of 50 dependent requests cover the true value as often as they say', () => {
  // P(X > x) = ∫ exp(−x / f) df over f in [0.5, 1.5] = 0.05, solved by halving
  const beyond = (x: number) => {
    let sum = 0;
    for (let i = 0; i < 20_000; i++) sum += Math.exp(-x / (0.5 + (i + 0.5) / 20_000)) / 20_000;
    return sum;
  };
  let [low, high] = [1, 10];
  while (high - low > 1e-6)
    [low, high] = beyond((low + high) / 2) > 0.05 ? [(low + high) / 2, high] : [low, (low + high) / 2];
  let covered = 0;
  for (let experiment = 0; experiment < 300; experiment++) {
    const columns = runsOf(experiment, 100, 50);
    const interval = clusteredQuantileInterval(columns, 0.95, 0.95);
    if (interval !== undefined && interval.low <= low && low <= interval.high) covered++;
  }
  expect(covered).toBeGreaterThanOrEqual(272); // 95 % of 300 less 3.29 standard deviations
  expect(covered).toBeLessThanOrEqual(297);
});

test('there is none below 100 runs, below 100 / (1 − p) values, and beyond the sample', () => {
  const columns = runsOf(0, 99, 50);
  expect(clusteredQuantileInterval(columns, 0.9, 0.95)).toBeUndefined();
  const few = runsOf(0, 100, 50);
  expect(clusteredQuantileInterval(few, 0.99, 0.95)).toBeUndefined();
  const same = Array.from({ length: 100 }, () => new Float64Array(200).fill(7));
  expect(clusteredQuantileInterval(same, 0.99, 0.95)).toBeUndefined();
});
