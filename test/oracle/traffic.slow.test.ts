import { expect, test } from 'vitest';
import { arrivalRows, distributionRows, FULL, holds, startRows } from './traffic-measures.js';

test('every row of docs/traffic-theory.md holds, and the bounds are narrow enough to show it', () => {
  const rows = [...distributionRows(FULL), ...arrivalRows(FULL), ...startRows(FULL)];
  expect(rows.filter((row) => !holds(row))).toEqual([]);
  const relative = rows.filter(({ theory, bound }) => bound > 0.005 && theory > 0);
  expect(relative.filter(({ theory, bound }) => bound > 0.25 * theory)).toEqual([]);
});
