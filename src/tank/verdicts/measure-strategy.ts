import { ECDF_SHARES } from './ecdf-shares.js';
import { mean, sum } from 'simple-statistics';
import type { Plan } from '../scenario/index.js';
import {
  advisedMeanRun,
  asNumbers,
  bootstrapInterval,
  clusteredQuantileInterval,
  type Interval,
  mergedColumns,
  MINIMUM_BOOTSTRAP_VALUES,
  minimumObservations,
  orderStatisticsInterval,
  overlappingBatchMeansInterval,
  quantileOfSorted,
  type Refusal,
  type ReplicatedMeasure,
  sectioningInterval,
  sectionSize,
  sectionsOf,
  sortedColumn,
} from '../statistics/index.js';
import type { JobResult } from '../measures/index.js';
import { keepsOrder } from './measure-job.js';
import type { IntervalAbsence } from '../results/index.js';

/** Coverage of every interval in a summary. */
export const LEVEL = 0.95;

/** A measure of a strategy: over all replications, of each, and its interval or why there is none. */
export interface StrategyMeasure extends ReplicatedMeasure {
  /** Of sections of neighbouring replications, the same for every strategy, where one is too short for this quantile. */
  readonly sections?: readonly number[] | undefined;
  readonly interval: IntervalWithMethod | IntervalAbsence;
}

/** What is measured of a strategy. */
export interface MeasuredStrategy {
  /** By path, such as `response_time_ms.p99`. */
  readonly measures: ReadonlyMap<string, StrategyMeasure>;
  /** Absent where the traces have no classes. */
  readonly classes: readonly MeasuredClass[] | undefined;
  /** Response times at ECDF_SHARES, empty where no request was completed. */
  readonly ecdf: readonly number[];
}

/** What is measured of a class of requests. */
export interface MeasuredClass {
  readonly name: string;
  /** Its entry in the columns by class. */
  readonly index: number;
  readonly measures: ReadonlyMap<string, StrategyMeasure>;
}

interface IntervalWithMethod extends Interval {
  readonly method: 'replications' | 'within_run' | 'bootstrap';
}

/** By the name of the statistic. */
export const QUANTILES: Readonly<Record<string, number>> = { p50: 0.5, p95: 0.95, p99: 0.99, p999: 0.999 };

/** What is measured of every strategy. @param results by strategy, each with the same replications in order */
export function measureStrategies(plan: Plan, results: readonly (readonly JobResult[])[]): MeasuredStrategy[] {
  const lengths = results.map((each) => mean(each.map(({ servedCount }) => servedCount)));
  const sectionLength = isResampled(plan) ? Infinity : Math.min(...lengths);
  return results.map((each) => measureStrategy(plan, each, sectionLength));
}

/** What is compared of a measure: its values by replication or, of short ones, by section. */
export function comparedValues({ pooled, replications, sections }: StrategyMeasure): ReplicatedMeasure {
  return { pooled, replications: sections ?? replications };
}

/**
 * Every measure of a strategy by its path (`response_time_ms.p99`), from its replications in order. Quantiles and means
 * are pooled over the replications, other measures are averaged over them. A measure without data is left out.
 */
function measureStrategy(plan: Plan, results: readonly JobResult[], sectionLength: number): MeasuredStrategy {
  const runs = resampledRuns(plan, results);
  const over = runs === undefined ? overReplications : (measure: ReplicatedMeasure) => overBootstrap(measure, runs);
  const isSorted = !keepsOrder(plan);
  const sampling = { over, isSorted, sectionLength };
  const measures = new Map<string, StrategyMeasure>();
  const add = (path: string, measure: StrategyMeasure) => {
    if (!Number.isNaN(measure.pooled)) measures.set(path, measure);
  };
  const addColumn = (path: string, columns: readonly Float64Array[]) => {
    const { statistics, sorted } = columnMeasures(columns, sampling);
    for (const [statistic, measure] of statistics) add(`${path}.${statistic}`, measure);
    return sorted;
  };
  const addScalar = (path: string, value: (result: JobResult) => number) => {
    add(path, scalarMeasure(results.map(value), over));
  };

  const responses = addColumn(
    'response_time_ms',
    results.map(({ responseMs, servedCount }) => served(responseMs, servedCount, isSorted)),
  );
  const ecdf = responses.length === 0 ? [] : ECDF_SHARES.map((p) => quantileOfSorted(responses, p));
  addColumn(
    'waiting_time_ms',
    results.map(({ waitingMs, servedCount }) => served(waitingMs, servedCount, isSorted)),
  );
  const { timeoutMs } = plan.client;
  if (timeoutMs !== undefined) {
    const counted = results.map(({ responseMs }) => responseMs.map((ms) => (Number.isNaN(ms) ? timeoutMs : ms)));
    addColumn('response_time_with_unserved_ms', isSorted ? counted.map(sortedColumn) : counted);
  }
  addScalar('completed_share', ({ responseMs, servedCount }) => servedCount / responseMs.length);
  addScalar('throughput_per_s', ({ completedInWindow, windowMs }) => perSecond(completedInWindow, windowMs));
  const { slo } = plan;
  if (slo !== undefined) {
    addScalar('goodput_per_s', ({ metSloInWindow, windowMs }) => perSecond(metSloInWindow, windowMs));
    addScalar('slo_attainment', ({ responseMs }) => shareOf(responseMs, slo.responseTimeMs));
  }
  addScalar('utilization', ({ endpoints }) => shareOfTime(total(endpoints.busyMs), total(endpoints.capacityMs)));
  addScalar('cache_hit_rate', ({ cacheHits, cacheLookups }) => cacheHits / cacheLookups);
  addScalar('imbalance.max_over_mean', (result) => maxOverMean(utilizations(result)));
  addScalar('imbalance.jain', (result) => jain(utilizations(result)));
  return { measures, classes: measureClasses(results, sampling), ecdf };
}

/** Name under which requests without a class stand. */
const WITHOUT_CLASS = '(none)';

/**
 * Measures of every class, those of requests without one last, where there are any. All are pooled over the
 * replications: a rare class may be missing in some.
 */
function measureClasses(results: readonly JobResult[], sampling: Sampling): MeasuredClass[] | undefined {
  const names = results.find(({ classes }) => classes !== undefined)?.classes?.names; // a trace of no requests has none
  if (names === undefined) return undefined;
  const hasOthers = results.some(({ classes }) => (classes?.arrived[names.length] ?? 0) > 0);
  return [...names, ...(hasOthers ? [WITHOUT_CLASS] : [])].map((name, index) => ({
    name,
    index,
    measures: measureClass(results, index, sampling),
  }));
}

function measureClass(results: readonly JobResult[], index: number, sampling: Sampling): Map<string, StrategyMeasure> {
  const responses = results.map(({ classes }) => classes?.responseMs[index] ?? new Float64Array(0));
  const measures = new Map<string, StrategyMeasure>();
  if (responses.some(({ length }) => length > 0)) {
    for (const [statistic, measure] of columnMeasures(responses, sampling).statistics) {
      if (statistic !== 'p999') measures.set(`response_time_ms.${statistic}`, measure); // too far out for a part
    }
  }
  const withDeadline = results.map(({ classes }) => classes?.withDeadline[index] ?? 0);
  const metDeadline = results.map(({ classes }) => classes?.metDeadline[index] ?? 0);
  const deadlineCount = sum(withDeadline);
  if (deadlineCount > 0) {
    const replications = metDeadline.map((met, r) => met / withDeadline[r]);
    measures.set('deadline_met', sampling.over({ pooled: sum(metDeadline) / deadlineCount, replications }));
  }
  return measures;
}

/** The statistics of a column, and its values over all replications in ascending order. */
function columnMeasures(columns: readonly Float64Array[], { over, isSorted, sectionLength }: Sampling) {
  const replications = isSorted ? columns : columns.map(sortedColumn);
  const pooled = mergedColumns(replications);
  const run = isSorted || columns.length > 1 ? undefined : columns[0]; // in order of arrival
  const fewest = Math.min(...columns.map(({ length }) => length));

  const means = { pooled: average(pooled), replications: columns.map(average) };
  const statistics: [string, StrategyMeasure][] = [
    ['mean', run === undefined ? over(means) : withinRun(means, overlappingBatchMeansInterval(run, LEVEL))],
  ];
  for (const [name, p] of Object.entries(QUANTILES)) {
    const size = sectionSize(sectionLength, p);
    const quantiles = {
      pooled: quantileOfSorted(pooled, p),
      replications: replications.map((sorted) => quantileOfSorted(sorted, p)),
      ...(size > 1 && { sections: sectionsOf(replications, size).map((sorted) => quantileOfSorted(sorted, p)) }),
    };
    if (run !== undefined) {
      statistics.push([name, withinRun(quantiles, orderStatisticsInterval(run, pooled, p, LEVEL))]);
    } else if (fewest < minimumObservations(p)) {
      const short = sectionLength === Infinity ? undefined : clusteredQuantileInterval(pooled, columns, p, LEVEL);
      const interval = short === undefined ? 'too_few_observations' : { ...short, method: 'replications' as const };
      statistics.push([name, { ...quantiles, interval }]);
    } else {
      statistics.push([name, over(quantiles)]);
    }
  }
  return { statistics, sorted: pooled };
}

/** How replications come, and how an interval comes from them. */
interface Sampling {
  readonly over: Estimator;
  /** Whether columns are ascending, not in order of arrival. */
  readonly isSorted: boolean;
  /** Requests of a replication that sections are made by; Infinity for none. */
  readonly sectionLength: number;
}

function scalarMeasure(replications: readonly number[], over: Estimator): StrategyMeasure {
  return over({ pooled: mean([...replications]), replications });
}

/** How an interval comes from the values of the replications. */
type Estimator = (measure: ReplicatedMeasure) => StrategyMeasure;

/** Runs of blocks in a replication of a resampled trace; its blocks by the longest replication. */
export function resampledRuns({ workload, warmUpMs }: Plan, results: readonly JobResult[]): number | undefined {
  if (workload.kind !== 'recorded' || workload.resampleMs === undefined) return undefined;
  const longestMs = results.reduce((longest, { windowMs }) => Math.max(longest, warmUpMs + windowMs), 0);
  const blocks = Math.max(2, Math.ceil(longestMs / workload.resampleMs));
  return Math.max(1.5, blocks / advisedMeanRun(blocks));
}

/** Whether the replications are resampled from one recorded trace. */
export function isResampled({ workload }: Plan): boolean {
  return workload.kind === 'recorded' && workload.resampleMs !== undefined;
}

/** Resampled traces show how the estimate itself would vary: their number does not narrow it. */
function overBootstrap(measure: ReplicatedMeasure, runs: number): StrategyMeasure {
  const { replications } = measure;
  if (replications.length < MINIMUM_BOOTSTRAP_VALUES) return { ...measure, interval: 'too_few_replications' };
  if (replications.some(Number.isNaN)) return { ...measure, interval: 'too_few_observations' };
  const interval = bootstrapInterval(replications, LEVEL, runs);
  return { ...measure, interval: interval === undefined ? 'no_spread' : { ...interval, method: 'bootstrap' } };
}

function overReplications(measure: ReplicatedMeasure): StrategyMeasure {
  if (measure.replications.length === 1) return { ...measure, interval: 'single_replication' };
  if (measure.replications.some(Number.isNaN)) return { ...measure, interval: 'too_few_observations' };
  const interval = sectioningInterval(measure.pooled, measure.replications, LEVEL);
  return { ...measure, interval: interval === undefined ? 'no_spread' : { ...interval, method: 'replications' } };
}

function withinRun(measure: ReplicatedMeasure, estimate: { readonly interval: Interval } | Refusal): StrategyMeasure {
  const refused = 'refusal' in estimate;
  return { ...measure, interval: refused ? estimate.refusal : { ...estimate.interval, method: 'within_run' } };
}

/** The values of completed requests; those of others are NaN, and last where the column is sorted. */
function served(column: Float64Array, count: number, isSorted: boolean): Float64Array {
  if (count === column.length) return column;
  return isSorted ? column.subarray(0, count) : column.filter((value) => !Number.isNaN(value));
}

/** Share of requests completed within a limit, NaN without requests. */
function shareOf(responseMs: Float64Array, limitMs: number): number {
  let within = 0;
  for (const ms of responseMs) if (ms <= limitMs) within++;
  return within / responseMs.length;
}

function perSecond(count: number, windowMs: number): number {
  return windowMs > 0 ? count / (windowMs / 1000) : NaN;
}

function utilizations({ endpoints }: JobResult): Float64Array {
  return endpoints.busyMs.map((busyMs, e) => shareOfTime(busyMs, endpoints.capacityMs[e]));
}

function shareOfTime(busyMs: number, capacityMs: number): number {
  return capacityMs > 0 ? busyMs / capacityMs : NaN;
}

/** Largest over mean: 1 where all are equal. */
function maxOverMean(values: Float64Array): number {
  return Math.max(...values) / average(values);
}

/** Jain's fairness index, 1 where all are equal and 1/n where one has all. Jain, Chiu and Hawe (1984), DEC TR-301. */
function jain(values: Float64Array): number {
  return total(values) ** 2 / (values.length * total(values.map((value) => value * value)));
}

function average(values: Float64Array): number {
  return values.length === 0 ? NaN : mean(asNumbers(values));
}

function total(values: Float64Array): number {
  return sum(asNumbers(values));
}
