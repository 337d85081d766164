import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantileOfSorted, sortedColumn } from '../../../src/tank/statistics/quantile.js';
import { runs } from '../../support/runs.js';

test('a quantile is interpolated at position (n − 1)p, as numpy and R do', () => {
  const column = sortedColumn([40, 10, 30, 20]);
  const quantiles = [0, 0.25, 0.5, 0.9, 1].map((p) => quantileOfSorted(column, p));
  expect(quantiles).toEqual([10, 17.5, 25, 37, 40]); // numpy.percentile([10, 20, 30, 40], [0, 25, 50, 90, 100])
});

test('a quantile lies between the order statistics of position (n − 1)p, rounded down and up', () => {
  const columns = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(columns, fc.double({ min: 0, max: 1, noNaN: true }), (values, p) => {
      const sorted = [...values].sort((a, b) => a - b);
      const h = (values.length - 1) * p;
      const quantile = quantileOfSorted(sortedColumn(values), p);
      expect(quantile).toBeGreaterThanOrEqual(sorted[Math.floor(h)]);
      expect(quantile).toBeLessThanOrEqual(sorted[Math.ceil(h)] * (1 + 1e-15));
    }),
    runs(500),
  );
});

test('an empty column has no quantile', () => {
  expect(quantileOfSorted(new Float64Array(0), 0.5)).toBeNaN();
});

test('sorting copies: the column in the order of the run stays as it is', () => {
  const column = Float64Array.of(3, 1, 2);
  expect([...sortedColumn(column)]).toEqual([1, 2, 3]);
  expect([...column]).toEqual([3, 1, 2]);
});
