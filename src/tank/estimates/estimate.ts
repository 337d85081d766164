import { mean } from 'simple-statistics';
import {
  bootstrapInterval,
  clusteredQuantileInterval,
  type Interval,
  MINIMUM_BOOTSTRAP_VALUES,
  minimumObservations,
  orderStatisticsInterval,
  overlappingBatchMeansInterval,
  pooledMean,
  pooledQuantile,
  quantileOfSorted,
  type Refusal,
  type ReplicatedMeasure,
  sectioningInterval,
  sectionSize,
  sectionsOf,
  sortedColumn,
} from '../statistics/index.js';

/** Coverage of every interval in a summary. */
export const LEVEL = 0.95;

/**
 * Why a measure has no interval: too few requests for it; one run whose load changes so slowly that its parts are not
 * independent; values that do not vary; one run, for a measure that needs several; or an interval that would reach
 * beyond the largest or smallest observation.
 */
export type IntervalAbsence =
  | 'too_few_replications'
  | 'too_few_observations'
  | 'batches_correlated'
  | 'no_spread'
  | 'single_replication'
  | 'ranks_outside_sample';

interface IntervalWithMethod extends Interval {
  readonly method: 'replications' | 'within_run' | 'bootstrap';
}

/** A measure of a strategy: over all replications, of each, and its interval or why there is none. */
export interface Estimate extends ReplicatedMeasure {
  /** Of sections of neighbouring replications, the same for every strategy, where one is too short for this quantile. */
  readonly sections?: readonly number[] | undefined;
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
  /** Whether columns are in order of arrival, not ascending. */
  readonly keepsOrder: boolean;
  /** Requests of a replication that sections are made by; Infinity for none. */
  readonly sectionLength: number;
  readonly quantiles: readonly { readonly name: string; readonly p: number }[];
}

/** The estimate of a number that every replication has. */
export function estimateOf(measure: ReplicatedMeasure, { bootstrapRuns }: Sampling): Estimate {
  return bootstrapRuns === undefined ? overReplications(measure) : overBootstrap(measure, bootstrapRuns);
}

/** The estimate of a number over replications that count alike. */
export function meanOverReplications(replications: readonly number[], sampling: Sampling): Estimate {
  return estimateOf({ pooled: mean([...replications]), replications }, sampling);
}

/**
 * Mean and quantiles of a column by their names, pooled over the replications.
 * @param columns of each replication; served requests alone
 */
export function columnEstimates(columns: readonly Float64Array[], sampling: Sampling): [string, Estimate][] {
  const { keepsOrder, sectionLength, quantiles } = sampling;
  const sorted = keepsOrder ? columns.map(sortedColumn) : columns;
  const run = keepsOrder && columns.length === 1 ? columns[0] : undefined; // in order of arrival
  const fewest = Math.min(...columns.map(({ length }) => length));

  const means = { pooled: pooledMean(sorted), replications: sorted.map((column) => pooledMean([column])) };
  const statistics: [string, Estimate][] = [
    [
      'mean',
      run === undefined ? estimateOf(means, sampling) : withinRun(means, overlappingBatchMeansInterval(run, LEVEL)),
    ],
  ];
  for (const { name, p } of quantiles) {
    const size = sectionSize(sectionLength, p);
    const estimate = {
      pooled: pooledQuantile(sorted, p),
      replications: sorted.map((column) => quantileOfSorted(column, p)),
      ...(size > 1 && { sections: sectionsOf(sorted, size).map((column) => quantileOfSorted(column, p)) }),
    };
    if (run !== undefined) {
      statistics.push([name, withinRun(estimate, orderStatisticsInterval(run, sorted[0], p, LEVEL))]);
    } else if (fewest < minimumObservations(p)) {
      const short = sectionLength === Infinity ? undefined : clusteredQuantileInterval(sorted, p, LEVEL);
      const interval = short === undefined ? 'too_few_observations' : { ...short, method: 'replications' as const };
      statistics.push([name, { ...estimate, interval }]);
    } else {
      statistics.push([name, estimateOf(estimate, sampling)]);
    }
  }
  return statistics;
}

/** Resampled traces show how the estimate itself would vary: their number does not narrow it. */
function overBootstrap(measure: ReplicatedMeasure, runs: number): Estimate {
  const { replications } = measure;
  if (replications.length < MINIMUM_BOOTSTRAP_VALUES) return { ...measure, interval: 'too_few_replications' };
  if (replications.some(Number.isNaN)) return { ...measure, interval: 'too_few_observations' };
  const interval = bootstrapInterval(replications, LEVEL, runs);
  return { ...measure, interval: interval === undefined ? 'no_spread' : { ...interval, method: 'bootstrap' } };
}

function overReplications(measure: ReplicatedMeasure): Estimate {
  if (measure.replications.length === 1) return { ...measure, interval: 'single_replication' };
  if (measure.replications.some(Number.isNaN)) return { ...measure, interval: 'too_few_observations' };
  const interval = sectioningInterval(measure.pooled, measure.replications, LEVEL);
  return { ...measure, interval: interval === undefined ? 'no_spread' : { ...interval, method: 'replications' } };
}

function withinRun(measure: ReplicatedMeasure, estimate: { readonly interval: Interval } | Refusal): Estimate {
  const refused = 'refusal' in estimate;
  return { ...measure, interval: refused ? estimate.refusal : { ...estimate.interval, method: 'within_run' } };
}
