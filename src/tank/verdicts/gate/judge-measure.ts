/**
 * The rule of judgment. How much worse a measure got is the paired difference to the baseline on the same traffic, turned so
 * that worse is positive, with its interval over the replications. It fails when the lower end of that interval is above
 * the tolerance: worse than is tolerated, and not by chance. A quantile of replications too short to be compared one by one
 * has the interval of two independent runs, from those of both. One run, and differences that do not vary, stand for
 * both ends themselves; where an interval is missing for any other reason, the difference may be chance.
 */
import type { Tolerance } from '../../plan/index.js';
import { LEVEL } from '../../estimates/index.js';
import {
  independentDifference,
  type Interval,
  NO_STRETCH,
  pairedDifference,
  type ReplicatedMeasure,
} from '../../statistics/index.js';

/**
 * `worse` alone fails. `within_tolerance` is shown to be worse, not to be worse than the tolerance; `changed` may be chance
 * either way.
 */
export type Outcome = 'equal' | 'better' | 'changed' | 'within_tolerance' | 'worse';

export interface Judgement {
  readonly outcome: Outcome;
  /** Absent where there is no value. */
  readonly from?: number;
  readonly to?: number;
  /** How much worse, in the unit of the measure: negative where it got better; absent where one has no value. */
  readonly worseBy?: number;
  /** Of `worseBy`. */
  readonly interval?: Interval;
  /** The tolerance in the unit of the measure; absent where the baseline has no value. */
  readonly limit?: number;
}

/** One side of what is judged. */
export interface Judged extends ReplicatedMeasure {
  /** Of the whole, where there are replications, and none of them can be compared. */
  readonly whole?: Interval | 'too_short';
}

/**
 * @param before undefined, as `now`, where the measure has no value; at least one has
 * @param level coverage probability of the interval
 * @param stretch of the interval of a difference
 */
export function judgeMeasure(
  before: Judged | undefined,
  now: Judged | undefined,
  better: 'lower' | 'higher',
  tolerance: Tolerance,
  level: number,
  stretch = NO_STRETCH,
): Judgement {
  if (before === undefined) return { outcome: 'changed', ...(now && { to: now.pooled }) };
  const limit = 'amount' in tolerance ? tolerance.amount : tolerance.share * Math.abs(before.pooled);
  if (now === undefined) return { outcome: 'worse', from: before.pooled, limit };

  const values = { from: before.pooled, to: now.pooled, limit };
  if (isEqual(before, now)) return { outcome: 'equal', ...values, worseBy: 0 };
  const { difference, interval } =
    before.whole === undefined && now.whole === undefined
      ? pairedDifference(now, before, level, stretch)
      : { difference: now.pooled - before.pooled, interval: differenceOfWholes(now, before, level) };
  const worseBy = better === 'lower' ? difference : 0 - difference;
  const turned = interval && (better === 'lower' ? interval : { low: -interval.high, high: -interval.low });
  const outcome =
    turned === undefined && mayBeChance(before, now)
      ? 'changed'
      : outcomeOf(turned ?? { low: worseBy, high: worseBy }, limit);
  return { outcome, ...values, worseBy, ...(turned && { interval: turned }) };
}

function differenceOfWholes(now: Judged, before: Judged, level: number): Interval | undefined {
  const [x, y] = [now, before].map(({ pooled: value, whole }) =>
    typeof whole === 'object' ? { value, interval: whole } : undefined,
  );
  return x && y && independentDifference(x, y, level, LEVEL);
}

/** Whether a difference without an interval is more than one of two runs, or than one that is the same in every replication. */
function mayBeChance(...sides: readonly Judged[]): boolean {
  return sides.some(({ whole, replications }) => whole !== undefined || replications.some(Number.isNaN));
}

function outcomeOf({ low, high }: Interval, limit: number): Outcome {
  if (low > limit) return 'worse';
  if (low > 0) return 'within_tolerance';
  return high < 0 ? 'better' : 'changed';
}

/** To the last digit, in every replication. */
export function isEqual(before: ReplicatedMeasure, now: ReplicatedMeasure): boolean {
  const values = [now.pooled, ...now.replications];
  return [before.pooled, ...before.replications].every((value, i) => Object.is(value, values[i]));
}
