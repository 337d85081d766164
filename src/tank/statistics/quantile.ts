/**
 * Exact quantiles of a column: sort once, then every quantile is O(1).
 * Definition (simple-statistics 7.12; type 7 of Hyndman and Fan, the default of R and numpy): with h = (n − 1)p, the
 * value x_(⌊h⌋+1) of x_(1) ≤ … ≤ x_(n), moved towards the next one by the fraction of h. Both ends are attained.
 * Source: Hyndman and Fan (1996), Sample Quantiles in Statistical Packages, The American Statistician 50(4).
 */
import { quantileSorted } from 'simple-statistics';
import { asNumbers } from './column.js';

/**
 * Observations wanted beyond a quantile before it gets an interval, in one run or in each replication: the number of
 * independent observations beyond it then varies by a tenth; with a few, the estimate is little more than the maximum.
 */
export const OBSERVATIONS_BEYOND_QUANTILE = 100;

/**
 * @param p probability in (0, 1)
 * @returns the number of observations that puts `OBSERVATIONS_BEYOND_QUANTILE` on the rarer side of the quantile
 * @example minimumObservations(0.99) // 10000
 */
export function minimumObservations(p: number): number {
  return Math.round(OBSERVATIONS_BEYOND_QUANTILE / Math.min(p, 1 - p));
}

/** @returns a sorted copy, smallest first (0.1 s for 1e6 numbers) */
export function sortedColumn(values: ArrayLike<number>): Float64Array {
  return new Float64Array(values).sort();
}

/**
 * @param parts each sorted, smallest first
 * @returns their values in one column, sorted; the part itself where there is only one. Cost: O(n log parts)
 */
export function mergedColumns(parts: readonly Float64Array[]): Float64Array {
  if (parts.length < 2) return parts.length === 0 ? new Float64Array(0) : parts[0];
  const half = parts.length >> 1;
  const a = mergedColumns(parts.slice(0, half));
  const b = mergedColumns(parts.slice(half));
  const merged = new Float64Array(a.length + b.length);
  for (let i = 0, j = 0, k = 0; k < merged.length; k++) {
    merged[k] = j === b.length || (i < a.length && a[i] <= b[j]) ? a[i++] : b[j++];
  }
  return merged;
}

/**
 * @param sorted finite numbers, smallest first
 * @param p probability in [0, 1]
 * @returns the quantile, NaN for an empty column
 * @example quantileOfSorted(sortedColumn([40, 10, 30, 20]), 0.25) // 17.5
 */
export function quantileOfSorted(sorted: Float64Array, p: number): number {
  return sorted.length === 0 ? NaN : quantileSorted(asNumbers(sorted), p);
}
