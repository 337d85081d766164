import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pooledQuantile, pooledQuantiles } from '../../../src/tank/statistics/pooled.js';
import { quantileOfSorted, sortedColumn } from '../../../src/tank/statistics/quantile.js';

const value = fc.oneof(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.integer({ min: 0, max: 3 })); // with ties
const columns = fc.array(fc.array(value, { maxLength: 30 }), { minLength: 1, maxLength: 9 });

test('quantiles of several sorted columns are those of all their values sorted, to the last digit', () => {
  fc.assert(
    fc.property(columns, fc.double({ min: 0, max: 1, noNaN: true }), (parts, p) => {
      const expected = quantileOfSorted(sortedColumn(parts.flat()), p);
      expect(pooledQuantile(parts.map(sortedColumn), p)).toBe(expected);
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test('both ends and the middle are attained', () => {
  const parts = [Float64Array.of(1, 4), new Float64Array(0), Float64Array.of(2, 3, 9)];
  expect([0, 0.5, 1].map((p) => pooledQuantile(parts, p))).toEqual([1, 3, 9]);
});

test('quantiles of ascending shares, one after another, are those of each by itself', () => {
  const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
  fc.assert(
    fc.property(columns, shares, (parts, unordered) => {
      const runs = parts.map(sortedColumn);
      const ascending = [...unordered].sort((a, b) => a - b);
      expect(pooledQuantiles(runs, ascending)).toEqual(ascending.map((p) => pooledQuantile(runs, p)));
    }),
    { seed: 3, numRuns: 500 },
  );
});

test('without values there is none', () => {
  expect(pooledQuantile([], 0.5)).toBeNaN();
  expect(pooledQuantiles([new Float64Array(0)], [0, 1])).toEqual([NaN, NaN]);
});
