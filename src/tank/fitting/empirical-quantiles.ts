/**
 * A column's distribution in 201 numbers, for drawing from it by its inverse: value at a uniform share, straight lines
 * between. Shares are half a percent apart (one percent from 0.47 to 0.53, where nothing rare is lost) and denser in
 * both tails, so that the largest value is met once in thousands of draws and not once in two hundred.
 * Cost: a sort.
 */
import { quantileOfSorted, sortedColumn } from '../statistics/index.js';

const TAIL = [0, 0.0005, 0.001, 0.0025];
const MIDDLE = Array.from({ length: 199 }, (_, i) => i + 1) // in half percents
  .filter((i) => i <= 94 || i >= 106 || i % 2 === 0)
  .map((i) => i / 200);

/** 201 shares from 0 to 1, ascending and symmetric: 0, 0.0005, 0.001, 0.0025, 0.005, 0.01 … 0.9975, 0.999, 0.9995, 1. */
export const QUANTILE_SHARES: readonly number[] = [...TAIL, ...MIDDLE, 0.9975, 0.999, 0.9995, 1];

/**
 * @param values finite numbers in any order
 * @returns the quantile at each of `QUANTILE_SHARES`, ascending, interpolated between order statistics; the first and last
 * are the smallest and largest value. NaN throughout for an empty column
 */
export function empiricalQuantiles(values: ArrayLike<number>): Float64Array {
  const sorted = sortedColumn(values);
  return Float64Array.from(QUANTILE_SHARES, (share) => quantileOfSorted(sorted, share));
}
