/**
 * Mean and quantiles of the values of several columns together, without putting them into one.
 * The mean is one compensated sum over all columns (Kahan and Babuška, as simple-statistics sums one column); a quantile
 * is type 7 (quantile.ts), from two order statistics that are found by halving what is left of each column.
 */
import { lowerBound, upperBound } from '../../core/index.js';

/** @returns NaN without values. Cost: O(n) */
export function pooledMean(columns: readonly Float64Array[]): number {
  let sum = 0;
  let correction = 0;
  let count = 0;
  for (const column of columns) {
    count += column.length;
    for (const value of column) {
      const next = sum + value;
      correction += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
    }
  }
  return count === 0 ? NaN : (sum + correction) / count;
}

/**
 * @param columns each sorted, smallest first
 * @param p probability in [0, 1]
 * @returns NaN without values. Cost: O(columns × log² n)
 */
export function pooledQuantile(columns: readonly Float64Array[], p: number): number {
  const count = columns.reduce((sum, { length }) => sum + length, 0);
  if (count === 0) return NaN;
  const place = (count - 1) * p;
  const below = Math.floor(place);
  const value = orderStatistic(columns, below);
  if (below === place) return value;
  return value + (place - below) * (orderStatistic(columns, below + 1) - value);
}

/**
 * The value of a rank among all columns: pivots are taken from the middle of the column with most candidates left, so
 * each look halves one of them.
 * @param rank from 0
 */
function orderStatistic(columns: readonly Float64Array[], rank: number): number {
  const from = columns.map(() => 0);
  const to = columns.map(({ length }) => length);
  for (;;) {
    let widest = 0;
    for (let c = 1; c < columns.length; c++) if (to[c] - from[c] > to[widest] - from[widest]) widest = c;
    const pivot = columns[widest][(from[widest] + to[widest]) >> 1];
    const starts = columns.map((column) => lowerBound(column, pivot));
    const ends = columns.map((column) => upperBound(column, pivot));
    const less = starts.reduce((sum, start) => sum + start, 0);
    const atMost = ends.reduce((sum, end) => sum + end, 0);
    if (rank >= less && rank < atMost) return pivot;
    for (let c = 0; c < columns.length; c++) {
      if (rank < less) to[c] = Math.min(to[c], starts[c]);
      else from[c] = Math.max(from[c], ends[c]);
    }
  }
}
