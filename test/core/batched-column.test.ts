import fc from 'fast-check';
import { mean } from 'simple-statistics';
import { expect, test } from 'vitest';
import { ascendingRuns, batchedColumn, batchedMean, runsOf } from '../../src/core/index.js';
import { runs } from '../support/runs.js';

const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { maxLength: 90 });

test('a column is a rest and 20 batches of neighbours, each in order of size', () => {
  const column = batchedColumn(Float64Array.from({ length: 43 }, (_, i) => 43 - i));
  expect(runsOf(column).map((run) => [...run])).toEqual([
    [41, 42, 43],
    ...Array.from({ length: 20 }, (_, b) => [39 - 2 * b, 40 - 2 * b]),
  ]);
});

test('of fewer than 20 values there is a rest alone', () => {
  const column = batchedColumn(Float64Array.of(3, 1, 2));
  expect(ascendingRuns(column)).toEqual([Float64Array.of(1, 2, 3)]);
  expect(column.sums).toEqual(Float64Array.of(6, ...new Array<number>(20).fill(0)));
});

test('no value is lost, and runs ascend', () => {
  fc.assert(
    fc.property(values, (all) => {
      const found = ascendingRuns(batchedColumn(Float64Array.from(all)));
      expect(Float64Array.from(found.flatMap((run) => [...run])).sort()).toEqual(Float64Array.from(all).sort());
      for (const run of found) expect([...run]).toEqual([...run.slice().sort()]);
    }),
    runs(300),
  );
});

test('the mean is that of all values, though sums are rounded', () => {
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 4 }), (parts) => {
      const all = parts.flat();
      const found = batchedMean(parts.map((part) => batchedColumn(Float64Array.from(part))));
      if (all.length === 0) expect(found).toBeNaN();
      else expect(Math.abs(found - mean(all))).toBeLessThanOrEqual(1e-15 * Math.max(...all.map(Math.abs)));
    }),
    runs(300),
  );
});
