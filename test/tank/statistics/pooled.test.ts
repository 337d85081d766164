import fc from 'fast-check';
import { mean } from 'simple-statistics';
import { expect, test } from 'vitest';
import { pooledMean, pooledQuantile } from '../../../src/tank/statistics/pooled.js';
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

test('the mean is that of one column of all values, to the last digit, though sums are rounded', () => {
  fc.assert(
    fc.property(columns, (parts) => {
      const all = parts.flat();
      const found = pooledMean(parts.map((part) => Float64Array.from(part)));
      if (all.length === 0) expect(found).toBeNaN();
      else expect(found).toBe(mean(all) + 0);
    }),
    { seed: 2, numRuns: 500 },
  );
});

test('without values there is neither', () => {
  expect(pooledMean([new Float64Array(0)])).toBeNaN();
  expect(pooledQuantile([], 0.5)).toBeNaN();
});
