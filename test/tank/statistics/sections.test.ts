import { describe, expect, test } from 'vitest';
import { quantileOfSorted, sectionQuantiles, sectionSize, sortedColumn } from '../../../src/tank/statistics/index.js';

describe('as many replications make a section as have ten observations beyond the quantile', () => {
  test.each([
    { length: 100, p: 0.99, size: 10 },
    { length: 1000, p: 0.99, size: 1 },
    { length: 999, p: 0.99, size: 2 },
    { length: 100, p: 0.5, size: 1 },
    { length: 100, p: 0.01, size: 10 }, // of a low quantile they are below it
    { length: 7, p: 0.95, size: 29 },
    { length: 1_000_000, p: 0.999, size: 1 },
    { length: 0, p: 0.9, size: Infinity },
  ])('$length observations each, p = $p: $size', ({ length, p, size }) => {
    expect(sectionSize(length, p)).toBe(size);
  });
});

describe('quantiles of sections', () => {
  /** Replication r has two values of its own. */
  const replications = (count: number) => Array.from({ length: count }, (_, r) => [Float64Array.of(r, 100 - r).sort()]);
  const medianOf = (...runs: number[]) => quantileOfSorted(sortedColumn(runs.flatMap((r) => [r, 100 - r])), 0.3);
  const quantiles = (count: number, size: number) => sectionQuantiles(replications(count), size, 0.3);

  test('are of all values of neighbouring replications', () => {
    expect(quantiles(10, 2)).toEqual([medianOf(0, 1), medianOf(2, 3), medianOf(4, 5), medianOf(6, 7), medianOf(8, 9)]);
  });

  test('of one replication are those of the replications', () => {
    expect(quantiles(6, 1)).toEqual([0, 1, 2, 3, 4, 5].map((r) => medianOf(r)));
  });

  test('are of whole sections: a rest is left out', () => {
    expect(quantiles(17, 3)).toHaveLength(5);
    expect(quantiles(17, 3).at(-1)).toBe(medianOf(12, 13, 14));
  });

  test('are at least five, for the spread of fewer is not known', () => {
    expect(quantiles(15, 3)).toHaveLength(5);
    expect(quantiles(14, 3)).toEqual([]);
    expect(quantiles(4, 1)).toEqual([]);
    expect(quantiles(5, 1)).toHaveLength(5);
  });

  test('are none where the replications are empty', () => {
    expect(sectionQuantiles([[], []], sectionSize(0, 0.9), 0.9)).toEqual([]);
  });
});
