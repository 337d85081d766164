import { describe, expect, test } from 'vitest';
import { sectionSize, sectionsOf } from '../../../src/tank/statistics/index.js';

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

describe('sections', () => {
  /** Replication r has two values of its own, and sorting mixes those of neighbours. */
  const replications = (count: number) => Array.from({ length: count }, (_, r) => Float64Array.of(r, 100 - r));
  const merged = (...runs: number[]) => Float64Array.from(runs.flatMap((r) => [r, 100 - r])).sort();

  test('are the sorted values of neighbouring replications', () => {
    expect(sectionsOf(replications(10), 2)).toEqual([
      merged(0, 1),
      merged(2, 3),
      merged(4, 5),
      merged(6, 7),
      merged(8, 9),
    ]);
  });

  test('of one replication are the replications', () => {
    expect(sectionsOf(replications(6), 1)).toEqual(replications(6));
  });

  test('are whole: a rest is left out', () => {
    expect(sectionsOf(replications(17), 3)).toHaveLength(5);
    expect(sectionsOf(replications(17), 3).at(-1)).toEqual(merged(12, 13, 14));
  });

  test('are at least five, for the spread of fewer is not known', () => {
    expect(sectionsOf(replications(15), 3)).toHaveLength(5);
    expect(sectionsOf(replications(14), 3)).toEqual([]);
    expect(sectionsOf(replications(4), 1)).toEqual([]);
    expect(sectionsOf(replications(5), 1)).toHaveLength(5);
  });

  test('are none where the replications are empty', () => {
    expect(sectionsOf([new Float64Array(0), new Float64Array(0)], sectionSize(0, 0.9))).toEqual([]);
  });
});
