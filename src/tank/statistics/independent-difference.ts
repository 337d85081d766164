/**
 * The interval of a difference of two estimates from their own intervals, where nothing pairs them: from
 * D − √((x − x_low)² + (y_high − y)²) to D + √((x_high − x)² + (y − y_low)²). What is common to both would make it shorter.
 * Another level stretches both by t: that of the fewest degrees of freedom that intervals of times have, so that it is rather
 * too long.
 * Source: Zou and Donner (2008), Construction of Confidence Limits About Effect Measures, Statistics in Medicine 27(10).
 */
import { BATCH_COUNT } from '../../core/index.js';
import { type Interval, intervalAround } from './interval.js';
import { tQuantile } from './student-t.js';

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
