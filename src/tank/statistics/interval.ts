/**
 * What an estimate with an interval is, and when there is none: an interval is absent where there is no spread to
 * estimate, never of width zero.
 */

/** A two-sided confidence interval in the unit of its estimate: low < high, both finite. */
export type Interval = { readonly low: number; readonly high: number };

/** Why there is none: the runs are too short for it, or their values do not vary. */
export type IntervalRefusal = 'too_short' | 'no_spread';

/**
 * Relative size below which a difference is the rounding of sums, not a variation: a sum of n terms in another order
 * moves by about √n · 1e-16 of itself, 1e-12 for 1e8 terms. Without this limit two strategies that do the same work in
 * another order would differ significantly, by one part in 1e15.
 */
const ROUNDING = 1e-10;

/**
 * @param difference of two numbers, or the range of several
 * @param scale magnitude of these numbers
 */
export function isRounding(difference: number, scale: number): boolean {
  return difference === 0 || Math.abs(difference) < ROUNDING * scale;
}

/** @returns the largest absolute value, 0 for none, NaN if one of them is NaN */
export function magnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  return largest;
}

/**
 * Whether values differ by more than rounding; false also for none and when one is NaN or infinite.
 * @param scale magnitude of the numbers that the values were computed from, at least that of the values
 */
export function hasSpread(values: ArrayLike<number>, scale: number = magnitude(values)): boolean {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return Number.isFinite(high - low) && !isRounding(high - low, scale);
}

/** @returns from centre − below to centre + above, or undefined where that is not finite or has no width */
export function intervalAround(centre: number, below: number, above = below): Interval | undefined {
  const low = centre - below;
  const high = centre + above;
  return Number.isFinite(high - low) && low < high ? { low, high } : undefined;
}
