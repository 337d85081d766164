import { mean } from 'simple-statistics';
import { BATCH_COUNT } from '../../../core/index.js';
import { type IntervalAbsence, LEVEL } from '../../estimates/index.js';
import { parseMeasurePath } from '../../measures/index.js';
import { infiniteThirdMoment } from '../../plan/index.js';
import { type DifferenceReason, type GatedValues, storedMeasure, type StrategySummary } from '../../results/index.js';
import { type Interval, sectioningInterval } from '../../statistics/index.js';
import type { Candidate } from '../comparability.js';
import { isCount, measureAt } from '../stored-values.js';
import type { ComparedRun } from './compared-run.js';

/** A strategy in one of two runs. */
export interface Side {
  readonly run: ComparedRun;
  readonly strategy: StrategySummary;
  readonly values: GatedValues | undefined;
}

/** A measure over all replications, with its interval, or why there is none. */
export interface Whole {
  readonly value: number;
  readonly interval: Interval | DifferenceReason;
  /** By which the interval becomes a standard error: the fewest that it may have. */
  readonly degreesOfFreedom: number;
}

/** Undefined where the side has no such value; a count is the mean of a replication. */
export function wholeOf(measure: string, side: Side): Whole | undefined {
  return isCount(measure) ? meanCount(measure, side) : storedWhole(measure, side);
}

function storedWhole(measure: string, side: Side): Whole | undefined {
  const stored = measureAt(side.strategy, measure);
  if (stored === undefined) return undefined;
  const { value, ci95, ci_absent, ci_method } = stored;
  const interval = ci95 === undefined ? absence(ci_absent) : { low: ci95[0], high: ci95[1] };
  const { replications } = side.run.summary.scenario;
  const isBatched = parseMeasurePath(measure)?.measure.kind === 'column';
  // of a resampled trace it is the number of its blocks, which is not known here
  const fewest = ci_method === 'bootstrap' ? 1 : isBatched ? BATCH_COUNT - 1 : replications - 1;
  return { value, interval, degreesOfFreedom: Math.max(1, fewest) };
}

function meanCount(measure: string, side: Side): Whole | undefined {
  const total = storedMeasure(side.strategy, measure);
  if (typeof total !== 'number') return undefined;
  const { replications } = side.run.summary.scenario;
  const value = total / replications;
  const degreesOfFreedom = Math.max(1, replications - 1);
  const values = side.values?.[measure]?.map((each) => each ?? NaN);
  if (values === undefined) return { value, interval: 'no_replications', degreesOfFreedom };
  if (values.length === 1) return { value, interval: 'single_replication', degreesOfFreedom };
  const interval = sectioningInterval(mean(values), values, LEVEL) ?? 'no_spread';
  return { value: mean(values), interval, degreesOfFreedom };
}

const ABSENCES: readonly string[] = [
  'too_short',
  'no_spread',
  'single_replication',
  'no_value',
  'too_few_replications',
  'queue_grows',
  'not_steady_state',
] satisfies readonly IntervalAbsence[];

/** A file may state anything. */
function absence(stated: string | undefined): IntervalAbsence {
  return stated !== undefined && ABSENCES.includes(stated) ? (stated as IntervalAbsence) : 'no_spread';
}

/** What decides whether a measure of the side may be compared, as far as its summary tells. */
export function candidateOf(measure: string, side: Side): Candidate {
  const { strategy, run } = side;
  const stored = measureAt(strategy, measure);
  const { arrived, completed } = strategy.requests;
  return {
    // below 12 by a digit that the summary does not have, it may say 12
    estimate: stored && {
      pooled: stored.value,
      effective: stored.ci_absent === 'too_short' ? 0 : stored.effective_requests,
    },
    unsteady: unsteadinessOf(strategy),
    comparability: {
      completedShare: strategy.measures.completed_share?.value ?? (arrived === 0 ? 1 : completed / arrived),
      hasInfiniteVariance: hasInfiniteVariance(run, arrived),
    },
  };
}

function unsteadinessOf({ measures }: StrategySummary): Candidate['unsteady'] {
  const absences = Object.values({ ...measures.response_time_ms, ...measures.waiting_time_ms }).map(
    (each) => each?.ci_absent,
  );
  return (['queue_grows', 'not_steady_state'] as const).find((reason) => absences.includes(reason));
}

function hasInfiniteVariance({ traffic, summary }: ComparedRun, requests: number): boolean {
  if (traffic !== undefined) return infiniteThirdMoment(traffic, requests) !== undefined;
  return summary.comparisons.some(({ reason }) => reason === 'infinite_third_moment');
}
