/**
 * How much to simulate, planned before the experiment: replications from a pilot. Half-widths fall with the root of the
 * number of replications, and K grows with it, so both can be told from what the pilot reached. Its interval is an estimate
 * itself, and so is the plan: look at the end at what was reached, or let sequential.ts decide.
 * Source: Law, Simulation Modeling and Analysis, 9.4.1.
 */
import type { Interval } from './interval.js';
import { ADVISED_REPLICATIONS } from './sectioning.js';

/** K that is planned for: at twice the least, nine of ten experiments get an interval. */
export const ADVISED_EFFECTIVE = 24;

/**
 * How many times as much is to be run for an interval in nine of ten cases, rounded up to one digit.
 * @param effective K, 0 where the runs are too short to tell
 * @example longerBy(4.2) // 6
 */
export function longerBy(effective: number): number {
  const factor = ADVISED_EFFECTIVE / Math.max(effective, LEAST_TOLD);
  const unit = 10 ** Math.floor(Math.log10(factor));
  return Number((Math.ceil(factor / unit - 1e-9) * unit).toPrecision(3));
}

/** Smaller K are not known: what is advised is then a least. */
const LEAST_TOLD = 0.24;

/** What a pilot of R replications reached. */
export interface PilotEstimate {
  readonly value: number;
  /** Undefined where there was none. */
  readonly interval: Interval | undefined;
  /** K of a quantile; undefined where the estimate needs none. */
  readonly effective: number | undefined;
}

/**
 * @param pilot replications of the pilot
 * @param relativeHalfWidth γ > 0, wanted: half of the width is at most |X| γ / (1 + γ)
 * @returns replications in all, at least 10, until the interval is there in nine of ten cases and, as far as the pilot had
 * one to tell by, as narrow as wanted; Infinity where the value is 0, NaN where the pilot tells nothing
 * @example replicationsNeeded({ value: 10, interval: { low: 9, high: 11 }, effective: undefined }, 10, 0.05) // 45
 */
export function replicationsNeeded(
  { value, interval, effective }: PilotEstimate,
  pilot: number,
  relativeHalfWidth: number,
): number {
  if (!(relativeHalfWidth > 0)) throw new Error(`a half-width is positive, not ${relativeHalfWidth}`);
  const allowed = (Math.abs(value) * relativeHalfWidth) / (1 + relativeHalfWidth);
  const factors = [
    ...(effective === undefined ? [] : [ADVISED_EFFECTIVE / effective]),
    ...(interval === undefined ? [] : [((interval.high - interval.low) / 2 / allowed) ** 2]),
  ];
  if (factors.length === 0) return NaN;
  return Math.max(ADVISED_REPLICATIONS, ...factors.map((factor) => Math.ceil(pilot * factor - 1e-9)));
}
