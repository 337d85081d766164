/**
 * The sum from left to right, and the mean by it. Published numbers rest on its last digits: a compensated sum, as of
 * simple-statistics, has others.
 * @returns 0 for no values
 */
export function plainSum(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

/** @returns NaN for no values */
export function plainMean(values: ArrayLike<number>): number {
  return plainSum(values) / values.length;
}
