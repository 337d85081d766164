import { directionOf } from '../../measures/index.js';
import { mean, sum } from 'simple-statistics';
import type { Baseline, GatedValues, StrategySummary } from '../../results/index.js';
import type { Tolerances } from '../../plan/index.js';
import type { Stretch } from '../../statistics/index.js';
import { stretchFor } from '../pairs.js';
import { isCount, measureAt } from '../stored-values.js';
import { changedNumbers } from './changed-numbers.js';
import type { GateCheck } from './gate-check.js';
import { isEqual, type Judged, judgeMeasure } from './judge-measure.js';
import { oneSided } from './one-sided.js';

/** Coverage of the intervals of all numbers that changed, together: by Bonferroni's inequality. */
const LEVEL = 0.95;

/**
 * Holds a run against the baseline of its scenario. Strategies and measures that only one of them has are
 * not judged, and named in the notes.
 * @param now the run, in the form in which it would be stored
 */
export function judgeScenario(
  before: Baseline,
  now: Baseline,
  tolerances: Tolerances,
): Pick<GateCheck, 'judged' | 'numbers' | 'notes'> {
  const pairs = now.summary.strategies.flatMap((strategy, s) => {
    const b = before.summary.strategies.findIndex(({ name }) => name === strategy.name);
    return b < 0 ? [] : [{ then: sideOf(before, b), since: sideOf(now, s) }];
  });
  const gated = now.gated.filter((measure) => before.gated.includes(measure));
  const numbers = pairs.map(({ then, since }) => changedNumbers(then.strategy, since.strategy));
  const found = pairs.flatMap(({ then, since }) => gated.flatMap((measure) => valuesIn(measure, then, since)));
  const changed = found.filter(({ before, now }) => before && now && !isEqual(before, now)).length;
  const level = 1 - (1 - LEVEL) / Math.max(1, changed);
  return {
    judged: found.map(({ before, now, stretch, ...of }) => {
      const tolerance = tolerances.of[of.measure] ?? tolerances.default;
      return { ...of, tolerance, ...judgeMeasure(before, now, of.better, tolerance, level, stretch) };
    }),
    numbers: { compared: sum(numbers.map((n) => n.compared)), changed: sum(numbers.map((n) => n.changed)) },
    notes: [
      ...notesOn(before, now),
      ...oneSided(before, now),
      ...withoutValue(
        'here and in the baseline',
        pairs.map(({ since }) => ({
          strategy: since.strategy.name,
          measures: gated.filter(
            (each) => !found.some((of) => of.measure === each && of.strategy === since.strategy.name),
          ),
        })),
      ),
      ...withoutValue(
        'in the baseline',
        pairs.map(({ since }) => ({
          strategy: since.strategy.name,
          measures: found.flatMap((of) =>
            of.strategy === since.strategy.name && of.before === undefined ? [of.measure] : [],
          ),
        })),
      ),
      ...unpaired(before, pairs, gated, now),
      ...asWhole(found),
      ...(changed > 1 ? [togetherNote(changed, level)] : []),
    ],
  };
}

/** A strategy in one of the two. */
interface Side {
  /** Of its scenario. */
  readonly count: number;
  readonly strategy: StrategySummary;
  readonly values: GatedValues;
}

function sideOf({ summary, replications }: Baseline, index: number): Side {
  const { replications: count } = summary.scenario;
  return { count, strategy: summary.strategies[index], values: replications[index] };
}

/** A measure of a strategy on both sides; nothing where neither has it. */
function valuesIn(measure: string, then: Side, since: Side) {
  const [had, has] = [then, since].map((side) => replicationCount(measure, side));
  const paired = Math.min(had, has);
  const areWhole = paired === 1 && Math.min(then.count, since.count) > 1;
  const [before, now] = [then, since].map((side) =>
    areWhole ? wholeOf(measure, side) : valuesOf(measure, side, paired, had === has),
  );
  if (before === undefined && now === undefined) return [];
  const range = isCount(measure) ? undefined : measureAt(since.strategy, measure)?.ci95;
  const of = {
    strategy: since.strategy.name,
    measure,
    better: directionOf(measure) ?? ('lower' as const),
    ...(range && { range }),
  };
  return [{ ...of, before, now, stretch: stretchOf(measure, [then, since]) }];
}

/** Of the interval of a difference, by the few requests that a quantile or mean of times rests on. */
function stretchOf(measure: string, sides: readonly Side[]): Stretch {
  return stretchFor(
    measure,
    Math.min(...sides.flatMap(({ strategy }) => measureAt(strategy, measure)?.effective_requests ?? [])),
  );
}

/** Infinite where there are no values. */
function replicationCount(measure: string, { values }: Side): number {
  return values[measure]?.length ?? Infinity;
}

/** A quantile of replications of which too few make one that can be compared. */
function wholeOf(measure: string, { strategy, values }: Side): Judged | undefined {
  const stored = values[measure] && measureAt(strategy, measure);
  if (stored === undefined) return undefined;
  const { value: pooled, ci95 } = stored;
  return { pooled, replications: [], whole: ci95 === undefined ? 'too_short' : { low: ci95[0], high: ci95[1] } };
}

/**
 * A measure over all replications, and of those that can be paired; where one side has more, their mean stands for both
 * sides' whole. A count is a total: it is taken over the paired, and of each replication as what the total would be if all
 * were like it.
 * @param isWhole whether all replications of both sides are paired
 */
function valuesOf(measure: string, { strategy, values }: Side, paired: number, isWhole: boolean): Judged | undefined {
  const replications = values[measure]?.slice(0, paired).map((value) => value ?? NaN);
  if (replications === undefined) return undefined;
  if (isCount(measure)) {
    return { pooled: sum(replications), replications: replications.map((count) => count * replications.length) };
  }
  const pooled = isWhole ? measureAt(strategy, measure)?.value : mean(replications);
  return pooled === undefined ? undefined : { pooled, replications };
}

/** What changed and is judged as a whole, by measure; where one of the two has no interval, nothing can fail. */
function asWhole(found: ReturnType<typeof valuesIn>): string[] {
  const changed = found.filter(({ before, now }) => before?.whole && now?.whole && !isEqual(before, now));
  const blind = changed.filter(({ before, now }) => before?.whole === 'too_short' || now?.whole === 'too_short');
  const names = (of: typeof changed) => of.map(({ measure, strategy }) => `${measure} of ${strategy}`).join(', ');
  return [
    ...(changed.length === 0
      ? []
      : [
          `too few requests per replication to compare replications in pairs, judged by the intervals of both runs: ${names(changed)}`,
        ]),
    ...(blind.length === 0
      ? []
      : [`of these without an interval, so no change can be distinguished from chance: ${names(blind)}`]),
  ];
}

function togetherNote(changed: number, level: number): string {
  const [all, each] = [LEVEL, level].map((share) => Number((100 * share).toPrecision(4)));
  return `${changed} judged numbers changed: each has an interval of ${each} %, so that all hold together with ${all} %`;
}

/** What is to be judged and has no value, by measure; strategies are named where others have one. */
function withoutValue(
  where: string,
  of: readonly { readonly strategy: string; readonly measures: readonly string[] }[],
): string[] {
  const names = [...new Set(of.flatMap(({ measures }) => measures))].map((measure) => {
    const strategies = of.filter(({ measures }) => measures.includes(measure)).map(({ strategy }) => strategy);
    return strategies.length === of.length ? measure : `${measure} of ${strategies.join(' and ')}`;
  });
  return names.length === 0 ? [] : [`not judged, without a value ${where}: ${names.join(', ')}`];
}

/** Measures of which one side has more values, though it has no more replications. */
function unpaired(
  before: Baseline,
  pairs: readonly { readonly then: Side; readonly since: Side }[],
  gated: readonly string[],
  now: Baseline,
): string[] {
  if (before.summary.scenario.replications !== now.summary.scenario.replications) return [];
  return pairs.flatMap(({ then, since }) =>
    gated.flatMap((measure) => {
      const [had, has] = [then, since].map(({ values }) => values[measure]?.length);
      if (had === undefined || has === undefined || had === has) return [];
      const name = `${measure} of ${since.strategy.name}`;
      return [`${name}: ${has} values, ${had} in the baseline: the first ${Math.min(had, has)} are compared`];
    }),
  );
}

function notesOn(before: Baseline, now: Baseline): string[] {
  const made = (by: Baseline) => `wavetank ${by.version} on Node ${by.node_major}`;
  const [had, has] = [before, now].map(({ summary }) => summary.scenario.replications);
  return [
    ...(made(before) === made(now) ? [] : [`the baseline was made by ${made(before)}, this run by ${made(now)}`]),
    ...(had === has
      ? []
      : [`${has} replications, ${had} in the baseline: the first ${Math.min(had, has)} are compared`]),
    ...(Math.min(had, has) > 1 ? [] : ['a single run has no replications: changes are judged only by tolerance']),
  ];
}
