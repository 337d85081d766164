import { mean } from 'simple-statistics';
import { type BatchedColumn, batchedMean } from '../../core/index.js';
import type { Unit } from '../measures/index.js';
import {
  bootstrapInterval,
  type Interval,
  type IntervalRefusal,
  meanEstimate,
  MINIMUM_BOOTSTRAP_VALUES,
  pooledQuantile,
  quantileEstimate,
  type ReplicatedMeasure,
  Sample,
  sectioningInterval,
  sectionQuantiles,
  sectionSize,
} from '../statistics/index.js';
import type { Unsteady } from './steadiness.js';

/** Coverage of every interval in a summary. */
export const LEVEL = 0.95;

/**
 * Why a measure has no interval: too few independent requests for it; values that do not vary; one run, for a measure that
 * needs several; a replication without a value; too few resampled traces; or runs that are in no steady state.
 */
export type IntervalAbsence = IntervalRefusal | 'single_replication' | 'no_value' | 'too_few_replications' | Unsteady;

interface IntervalWithMethod extends Interval {
  readonly method: 'replications' | 'within_run' | 'bootstrap';
}

/** A measure of a strategy: over all replications, of each, and its interval or why there is none. */
export interface Estimate extends ReplicatedMeasure {
  /** Of sections of neighbouring replications, the same for every strategy, where one is too short for this quantile. */
  readonly sections?: readonly number[] | undefined;
  /** K of a quantile or mean of times: how many independent requests it rests on; 0 where the runs are too short to tell. */
  readonly effective?: number | undefined;
  /** Of a mean: share of the squared deviations from it that the largest hundredth of the values makes. */
  readonly largestShare?: number | undefined;
  readonly interval: IntervalWithMethod | IntervalAbsence;
}

/** What is compared of a measure: its values by replication or, of short ones, by section. */
export function comparedValues({ pooled, replications, sections }: Estimate): ReplicatedMeasure {
  return { pooled, replications: sections ?? replications };
}

/** How replications come, and how intervals come from them. */
export interface Sampling {
  /** Runs of blocks in a replication resampled from one trace; undefined where replications are independent. */
  readonly bootstrapRuns: number | undefined;
  /** Whether a replication has no steady state, as it begins with an empty fleet and has no warm-up. */
  readonly isTerminating: boolean;
  /** Why the strategy has no steady state, where it should have one: its times get no interval. */
  readonly unsteady: Unsteady | undefined;
  /** Requests of a replication that sections are made by; Infinity for none. */
  readonly sectionLength: number;
  readonly quantiles: readonly { readonly name: string; readonly p: number }[];
}

/** The estimate of a number that every replication has. */
export function estimateOf(measure: ReplicatedMeasure, unit: Unit, { bootstrapRuns }: Sampling): Estimate {
  if (bootstrapRuns !== undefined) return overBootstrap(measure, bootstrapRuns);
  if (measure.replications.length === 1) return { ...measure, interval: 'single_replication' };
  if (measure.replications.some(Number.isNaN)) return { ...measure, interval: 'no_value' };
  const interval = sectioningInterval(measure.pooled, measure.replications, LEVEL);
  return { ...measure, interval: interval === undefined ? 'no_spread' : possible(interval, unit, 'replications') };
}

/** The estimate of a number over replications that count alike. */
export function meanOverReplications(replications: readonly number[], unit: Unit, sampling: Sampling): Estimate {
  return estimateOf({ pooled: mean([...replications]), replications }, unit, sampling);
}

/**
 * Mean and quantiles of a column by their names, pooled over the replications.
 * @param columns of each replication
 */
export function columnEstimates(
  columns: readonly BatchedColumn[],
  unit: Unit,
  sampling: Sampling,
): [string, Estimate][] {
  const sample = new Sample(columns, sampling.isTerminating);
  return [
    ['mean', meanOfColumns(sample, unit, sampling)],
    ...sampling.quantiles.map(({ name, p }): [string, Estimate] => [name, quantileOf(sample, p, unit, sampling)]),
  ];
}

function meanOfColumns(sample: Sample, unit: Unit, sampling: Sampling): Estimate {
  const { columns } = sample;
  const replications = columns.map((column) => batchedMean([column]));
  if (sampling.bootstrapRuns !== undefined) {
    return estimateOf({ pooled: batchedMean(columns), replications }, unit, sampling);
  }
  const { value, effective, interval, largestShare } = meanEstimate(sample, LEVEL);
  return {
    pooled: value,
    replications,
    effective,
    largestShare,
    interval: shown(interval, columns.length, unit, sampling),
  };
}

function quantileOf(sample: Sample, p: number, unit: Unit, sampling: Sampling): Estimate {
  const { columns } = sample;
  const replications = sample.replications.map((runs) => pooledQuantile(runs, p));
  if (sampling.bootstrapRuns !== undefined) {
    // every replication is played from the same trace: what one rests on, all of them do
    const { effective } = quantileEstimate(new Sample(columns.slice(0, 1), sampling.isTerminating), p, LEVEL);
    return { ...estimateOf({ pooled: pooledQuantile(sample.runs, p), replications }, unit, sampling), effective };
  }
  const { value, effective, interval } = quantileEstimate(sample, p, LEVEL);
  const size = sectionSize(sampling.sectionLength, p);
  return {
    pooled: value,
    replications,
    ...(size > 1 && { sections: sectionQuantiles(sample.replications, size, p) }),
    effective,
    interval: shown(interval, columns.length, unit, sampling),
  };
}

/** What is shown of an interval of times. */
function shown(
  interval: Interval | IntervalRefusal,
  replications: number,
  unit: Unit,
  { unsteady }: Sampling,
): Estimate['interval'] {
  if (unsteady !== undefined && interval !== 'no_spread') return unsteady;
  if (typeof interval === 'string') return interval;
  return possible(interval, unit, replications === 1 ? 'within_run' : 'replications');
}

/** The greatest value of a unit that has one. */
const GREATEST: Readonly<Partial<Record<Unit, number>>> = { share: 1, score: 100 };

/** As far as values of the unit can lie. */
function possible(interval: Interval, unit: Unit, method: IntervalWithMethod['method']): Estimate['interval'] {
  const low = Math.max(0, interval.low);
  const high = Math.min(GREATEST[unit] ?? Infinity, interval.high);
  return low < high ? { low, high, method } : 'no_spread';
}

/** Resampled traces show how the estimate itself would vary: their number does not narrow it. */
function overBootstrap(measure: ReplicatedMeasure, runs: number): Estimate {
  const { replications } = measure;
  if (replications.length < MINIMUM_BOOTSTRAP_VALUES) return { ...measure, interval: 'too_few_replications' };
  if (replications.some(Number.isNaN)) return { ...measure, interval: 'no_value' };
  const interval = bootstrapInterval(replications, LEVEL, runs);
  return { ...measure, interval: interval === undefined ? 'no_spread' : { ...interval, method: 'bootstrap' } };
}
