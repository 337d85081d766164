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

/** The sum with what rounding lost added at the end (Kahan and Babuška), of typed arrays too. @returns 0 for no values */
export function compensatedSum(values: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}
