/**
 * The interval of a difference of two estimates from their own intervals, where nothing pairs them: from
 * D − √((x − x_low)² + (y_high − y)²) to D + √((x_high − x)² + (y − y_low)²). What is common to both would make it shorter.
 * Another level stretches both by t: that of the fewest degrees of freedom that intervals of times have, so that it is rather
 * too long.
 * Source: Zou and Donner (2008), Construction of Confidence Limits About Effect Measures, Statistics in Medicine 27(10).
 */
import { BATCH_COUNT } from '../../core/index.js';
import { type Interval, intervalAround } from './interval.js';
import type { PairedDifference } from './paired-difference.js';
import { tQuantile, tTwoSidedPValue } from './student-t.js';

/** A value with its interval. */
export interface Bounded {
  readonly value: number;
  readonly interval: Interval;
}

/**
 * x − y.
 * @param level coverage probability of the difference, in (0, 1)
 * @param levelOfBoth that of the intervals of x and y
 */
export function independentDifference(
  x: Bounded,
  y: Bounded,
  level: number,
  levelOfBoth: number,
): Interval | undefined {
  const [asked, given] = [level, levelOfBoth].map((each) => tQuantile((1 + each) / 2, BATCH_COUNT - 1));
  const below = Math.hypot(x.value - x.interval.low, y.interval.high - y.value);
  const above = Math.hypot(x.interval.high - x.value, y.value - y.interval.low);
  return intervalAround(x.value - y.value, (below * asked) / given, (above * asked) / given);
}

/**
 * x − y as paired-difference.ts tells of pairs: the p-value is that at which the interval reaches 0, so that the interval
 * leaves 0 out exactly when p < 1 − level. The interval of the ratio is that of the difference of logarithms.
 * @param level of both intervals, and of the difference
 * @param degreesOfFreedom of the interval that has fewer: by them half the interval becomes a standard error
 */
export function independentComparison(
  x: Bounded,
  y: Bounded,
  level: number,
  degreesOfFreedom: number,
): Omit<PairedDifference, 'varianceReduction'> {
  const difference = x.value - y.value;
  const interval = independentDifference(x, y, level, level);
  if (interval === undefined) return { difference };
  const towardsZero = difference > 0 ? difference - interval.low : interval.high - difference;
  const t = (tQuantile((1 + level) / 2, degreesOfFreedom) * difference) / towardsZero;
  const ratio = independentRatio(x, y, level);
  return { difference, interval, pValue: tTwoSidedPValue(t, degreesOfFreedom), ...(ratio && { ratio }) };
}

/** Absent where an end is not above 0. */
function independentRatio(x: Bounded, y: Bounded, level: number): Interval | undefined {
  const [over, under] = [x, y].map(({ value, interval: { low, high } }) => ({
    value: Math.log(value),
    interval: { low: Math.log(low), high: Math.log(high) },
  }));
  const found = independentDifference(over, under, level, level);
  return found && { low: Math.exp(found.low), high: Math.exp(found.high) };
}
