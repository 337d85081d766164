import { LEVEL } from '../../estimates/index.js';
import { parseMeasurePath } from '../../measures/index.js';
import type { DifferenceReason, RunDifference } from '../../results/index.js';
import {
  independentComparison,
  type PairedDifference,
  pairedDifference,
  type ReplicatedMeasure,
} from '../../statistics/index.js';
import { effectiveOf, incomparable } from '../comparability.js';
import { isEqual } from '../gate/judge-measure.js';
import { stretchFor } from '../pairs.js';
import type { ComparedRun } from './compared-run.js';
import { type ReplicatedPair, replicatedPair } from './replicated.js';
import { candidateOf, type Side, type Whole, wholeOf } from './side.js';

/** A strategy in a measure, before and after. */
export interface PairOfRuns {
  readonly measure: string;
  readonly method: RunDifference['method'];
  readonly ours: ReplicatedMeasure | undefined;
  readonly theirs: ReplicatedMeasure | undefined;
  /** After less before; absent where one has no value. */
  readonly paired: PairedDifference | undefined;
  readonly isEqual: boolean;
  /** Why nothing can be said; undefined where the p-value decides. */
  readonly invalid: DifferenceReason | undefined;
}

/**
 * A strategy after less the same strategy before: replications in pairs where they met the same traffic and there are at
 * least two pairs; else by the intervals of both runs as if these were independent, which is rather too long where they met
 * the same traffic.
 * @param ours after
 * @param theirs before
 */
export function pairOfRuns(measure: string, ours: Side, theirs: Side, isSameTraffic: boolean): PairOfRuns {
  const [has, had] = [ours, theirs].map((side) => wholeOf(measure, side));
  if (has === undefined || had === undefined) {
    const values = { ours: has && single(has.value), theirs: had && single(had.value) };
    return { measure, method: 'independent', ...values, paired: undefined, isEqual: false, invalid: 'no_value' };
  }
  const replicated = isSameTraffic ? replicatedPair(measure, ours, theirs) : undefined;
  const found =
    replicated === undefined
      ? independent(measure, ours, theirs, has, had)
      : { method: 'paired' as const, ...pairedIn(measure, ours, theirs, replicated) };
  const { isEqual: areEqual, paired, lacking } = found;
  const why = areEqual || paired.difference === 0 ? undefined : whyNot(measure, ours, theirs);
  return { measure, ...found, invalid: why ?? (paired.pValue === undefined ? lacking : undefined) };
}

/** The least that is said of a difference: what lacks where it has no p-value. */
type Found = Omit<PairOfRuns, 'measure' | 'invalid' | 'paired'> & {
  readonly paired: PairedDifference;
  readonly lacking: DifferenceReason;
};

function pairedIn(measure: string, ours: Side, theirs: Side, pair: ReplicatedPair): Omit<Found, 'method'> {
  const effective = effectiveOf(candidateOf(measure, ours), candidateOf(measure, theirs));
  const paired = pairedDifference(pair.ours, pair.theirs, LEVEL, stretchFor(measure, effective));
  const values = [...pair.ours.replications, ...pair.theirs.replications];
  return {
    ours: pair.ours,
    theirs: pair.theirs,
    paired,
    isEqual: isEqual(pair.theirs, pair.ours),
    lacking: values.some(Number.isNaN) ? 'no_value' : 'no_spread',
  };
}

function independent(measure: string, ours: Side, theirs: Side, has: Whole, had: Whole): Found {
  const [x, y] = [has, had].map(({ interval }) => interval);
  const areEqual = areKnownEqual(measure, [ours, has], [theirs, had]);
  const freedom = Math.min(has.degreesOfFreedom, had.degreesOfFreedom);
  const paired = areEqual
    ? { difference: 0, pValue: 1 }
    : typeof x === 'string' || typeof y === 'string'
      ? { difference: has.value - had.value }
      : independentComparison({ ...has, interval: x }, { ...had, interval: y }, LEVEL, freedom);
  const lacking = typeof x === 'string' ? x : typeof y === 'string' ? y : 'no_spread';
  const values = { ours: single(has.value), theirs: single(had.value) };
  return { method: 'independent', ...values, paired, isEqual: areEqual, lacking };
}

/** To the last digit, with the values of replications where they are known, else with the intervals. */
function areKnownEqual(measure: string, ...[[ours, has], [theirs, had]]: readonly (readonly [Side, Whole])[]): boolean {
  const known = (side: Side, { value, interval }: Whole) => JSON.stringify([value, side.values?.[measure] ?? interval]);
  return known(ours, has) === known(theirs, had);
}

function single(pooled: number): ReplicatedMeasure {
  return { pooled, replications: [] };
}

/** Why a measure of both cannot be compared; undefined where it can. */
function whyNot(measure: string, ours: Side, theirs: Side): DifferenceReason | undefined {
  if (isDefinedDifferently(measure, ours.run, theirs.run)) return 'defined_differently';
  if ([ours.run, theirs.run].some((run) => wasStoppedBySelect(measure, run))) return 'stopped_by_select';
  const [us, them] = [candidateOf(measure, ours), candidateOf(measure, theirs)];
  const isAnyInfinite = us.comparability.hasInfiniteVariance || them.comparability.hasInfiniteVariance;
  const they = { ...them, comparability: { ...them.comparability, hasInfiniteVariance: isAnyInfinite } };
  return incomparable(commonTimeout(ours.run, theirs.run), measure, us, they);
}

/** Measures that depend on the SLO of the scenario. */
const OF_SLO: readonly string[] = ['goodput_per_s', 'slo_attainment'];

function isDefinedDifferently(measure: string, a: ComparedRun, b: ComparedRun): boolean {
  const found = parseMeasurePath(measure);
  if (found === undefined) return false;
  const { name } = found;
  if (OF_SLO.includes(name)) return JSON.stringify(a.summary.scenario.slo) !== JSON.stringify(b.summary.scenario.slo);
  const isAtTimeout = found.measure.kind === 'column' && found.measure.isOfUnserved === true;
  return isAtTimeout && a.traffic !== undefined && b.traffic !== undefined && timeoutOf(a) !== timeoutOf(b);
}

function timeoutOf({ traffic }: ComparedRun): number | undefined {
  return traffic?.client.timeoutMs;
}

function commonTimeout(a: ComparedRun, b: ComparedRun): number | undefined {
  return timeoutOf(a) === timeoutOf(b) ? timeoutOf(a) : undefined;
}

/** Whether replications of the run went on until they decided the measure, as its own comparisons say. */
function wasStoppedBySelect(measure: string, { summary }: ComparedRun): boolean {
  return summary.comparisons.some((each) => each.measure === measure && each.reason === 'stopped_by_select');
}
