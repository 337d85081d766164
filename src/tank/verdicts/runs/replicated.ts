import { mean } from 'simple-statistics';
import type { ReplicatedMeasure } from '../../statistics/index.js';
import { isCount, measureAt } from '../stored-values.js';
import type { Side } from './side.js';

/** Replications, or sections of them, in pairs. */
export interface ReplicatedPair {
  readonly ours: ReplicatedMeasure;
  readonly theirs: ReplicatedMeasure;
  /** Whether they are all that both runs have. */
  readonly areAll: boolean;
}

/**
 * The replications that both sides have, in pairs: the first ones, where one has more; then their mean stands for the whole. A
 * count is the mean of a replication. Undefined below two, and where sections are of other lengths.
 */
export function replicatedPair(measure: string, ours: Side, theirs: Side): ReplicatedPair | undefined {
  const [has, had] = [ours, theirs].map(({ values }) => values?.[measure]);
  if (has === undefined || had === undefined) return undefined;
  const [now, then] = [ours, theirs].map(({ run }) => run.summary.scenario.replications);
  const count = Math.min(has.length, had.length);
  if (count < 2 || !haveSameSections([has.length, now], [had.length, then])) return undefined;
  const areAll = has.length === had.length;
  const replicated = (side: Side, values: typeof has): ReplicatedMeasure => {
    const replications = values.slice(0, count).map((value) => value ?? NaN);
    const whole = areAll && !isCount(measure) ? measureAt(side.strategy, measure)?.value : undefined;
    return { pooled: whole ?? mean(replications), replications };
  };
  return { ours: replicated(ours, has), theirs: replicated(theirs, had), areAll };
}

type Sections = readonly [count: number, replications: number];

/** Whether sections may be of as many replications each: n of R are of ⌊R / (n + 1)⌋ + 1 to ⌊R / n⌋. */
function haveSameSections(a: Sections, b: Sections): boolean {
  const [least, most] = [a, b].reduce(
    ([low, high], [count, replications]) => [
      Math.max(low, Math.floor(replications / (count + 1)) + 1),
      Math.min(high, Math.floor(replications / count)),
    ],
    [1, Infinity],
  );
  return least <= most;
}
