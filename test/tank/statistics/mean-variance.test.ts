import { describe, expect, test } from 'vitest';
import { batchedColumn } from '../../../src/core/index.js';
import { byBatches, meanVariance, spreadOf } from '../../../src/tank/statistics/mean-variance.js';

/** x_rj = 1 + 0.5 sin(r + 0.7 j) + 0.3 cos(2.1 r), by replication and batch. */
const waves = (replications: number) =>
  Array.from({ length: replications }, (_, r) =>
    Array.from({ length: 20 }, (_b, j) => 1 + 0.5 * Math.sin(r + 0.7 * j) + 0.3 * Math.cos(2.1 * r)),
  );

describe('numbers that were computed elsewhere', () => {
  test('ten replications', () => {
    const { mean, varianceOfMean, degreesOfFreedom } = byBatches(waves(10));
    expect(mean).toBeCloseTo(1.0398814114, 10);
    expect(varianceOfMean).toBeCloseTo(8.1569034296e-3, 12);
    expect(degreesOfFreedom).toBe(28);
  });

  test('one', () => {
    const { mean, varianceOfMean, degreesOfFreedom } = byBatches(waves(1));
    expect(mean).toBeCloseTo(1.3171788941, 10);
    expect(varianceOfMean).toBeCloseTo(4.7572134813e-2, 11);
    expect(degreesOfFreedom).toBe(19);
  });
});

test('batches that alternate are taken for independent: a negative correlation narrows nothing', () => {
  const alternating = [Array.from({ length: 20 }, (_, j) => (j % 2 === 0 ? 0 : 2))];
  expect(byBatches(alternating).varianceOfMean).toBeCloseTo(20 / 19 / 20, 12);
});

test('batches that do not vary have no variance', () => {
  expect(byBatches([new Array<number>(20).fill(3)])).toEqual({ mean: 3, varianceOfMean: 0, degreesOfFreedom: 19 });
});

describe('where the spread is to be seen', () => {
  const columns = (count: number, length: number) =>
    Array.from({ length: count }, () => batchedColumn(new Float64Array(length)));

  test.each([
    { count: 1, length: 40, isTerminating: false, spread: 'batches' },
    { count: 10, length: 40, isTerminating: true, spread: 'batches' },
    { count: 30, length: 40, isTerminating: true, spread: 'replications' },
    { count: 30, length: 40, isTerminating: false, spread: 'batches' },
    { count: 29, length: 39, isTerminating: false, spread: undefined },
    { count: 30, length: 39, isTerminating: false, spread: 'replications' },
  ] as const)('$count of $length, terminating $isTerminating: $spread', ({ count, length, isTerminating, spread }) => {
    expect(spreadOf(columns(count, length), isTerminating)).toBe(spread);
  });

  test('replications count by their length: of 30 with 1 to 30 values that are all 2 the mean does not vary', () => {
    const all = Array.from({ length: 30 }, (_, r) => batchedColumn(new Float64Array(r + 1).fill(2)));
    const found = meanVariance(
      all,
      all.map(({ sums }) => sums),
      'replications',
    );
    expect(found.mean).toBe(2);
    expect(found.varianceOfMean).toBe(0);
    expect(found.degreesOfFreedom).toBe(29);
  });

  test('by replications it is the variance of their means over their number, where they are equally long', () => {
    const values = Array.from({ length: 30 }, (_, r) => r % 2);
    const all = values.map((value) => batchedColumn(Float64Array.of(value, value)));
    const { varianceOfMean } = meanVariance(
      all,
      all.map(({ sums }) => sums),
      'replications',
    );
    expect(varianceOfMean).toBeCloseTo((30 * 0.25) / 29 / 30, 12);
  });
});
