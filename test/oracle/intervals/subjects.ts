/** What coverage is studied of: steady states, runs from empty, and differences on common traffic. */
import { type BatchedColumn, batchedColumn, type RandomStream, Streams } from '../../../src/core/index.js';
import { columnEstimates, comparedValues, type Estimate, LEVEL } from '../../../src/tank/estimates/estimate.js';
import {
  type Interval,
  LEAST_EFFECTIVE,
  pairedDifference,
  stretchOfDifference,
} from '../../../src/tank/statistics/index.js';
import { type ProcessPair, processPairs } from './pairs.js';
import { type Process, processes, type Truth } from './processes.js';
import { type TerminatingProcess, terminatingProcesses } from './terminating.js';

export const STATISTICS = ['mean', 'p95', 'p99'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** How large an experiment is; requests are of all replications together, after the warm-up. */
export interface Size {
  readonly replications: number;
  readonly requests: number;
}

export interface Estimated {
  /** K of a quantile, K½ of a mean; of a difference the smaller one. */
  readonly effective: number;
  /** Undefined where it is refused. */
  readonly interval: Interval | undefined;
}

export interface Subject {
  readonly kind: 'steady' | 'terminating' | 'difference';
  readonly name: string;
  readonly truth: Truth;
  readonly sizes: readonly Size[];
  /** One experiment of the study. */
  readonly estimates: (size: Size, index: number) => Readonly<Record<Statistic, Estimated>>;
}

const LENGTHS = [40_000, 200_000, 1_000_000];
const QUANTILES = [
  { name: 'p95', p: 0.95 },
  { name: 'p99', p: 0.99 },
] as const;

export const subjects: readonly Subject[] = [
  ...processes.map(steady),
  ...terminatingProcesses.map(terminating),
  ...processPairs.map(difference),
];

function steady(process: Process): Subject {
  const { name, truth } = process;
  const sizes = [1, 10].flatMap((replications) => LENGTHS.map((requests) => ({ replications, requests })));
  const estimates = (size: Size, index: number) => estimatesOf(columnsOf(process, size, index), false);
  return { kind: 'steady', name, truth, sizes, estimates };
}

function terminating(process: TerminatingProcess): Subject {
  const { name, truth, length, runs } = process;
  const sizes = runs.map((replications) => ({ replications, requests: replications * length }));
  const estimates = (size: Size, index: number) => estimatesOf(columnsOf(process, size, index), true);
  return { kind: 'terminating', name, truth, sizes, estimates };
}

function difference(pair: ProcessPair): Subject {
  const [x, y] = pair.truths;
  const truth = { mean: x.mean - y.mean, p95: x.p95 - y.p95, p99: x.p99 - y.p99 };
  const sizes = LENGTHS.map((requests) => ({ replications: 10, requests }));
  return { kind: 'difference', name: pair.name, truth, sizes, estimates: (size, i) => differences(pair, size, i) };
}

function columnsOf({ name, start, warmUp }: Process, size: Size, index: number): BatchedColumn[] {
  return replicationsOf(name, size, index, (random, column) => {
    const next = start(random);
    for (let i = 0; i < warmUp; i++) next();
    for (let i = 0; i < column.length; i++) column[i] = next();
    return batchedColumn(column);
  });
}

function replicationsOf<Result>(
  name: string,
  { replications, requests }: Size,
  index: number,
  replication: (random: RandomStream, column: Float64Array) => Result,
): Result[] {
  return Array.from({ length: replications }, (_, r) => {
    const random = new Streams(`coverage/${requests}/${index}`, r).named(name);
    return replication(random, new Float64Array(requests / replications));
  });
}

/** As a summary has them. */
function allOf(columns: readonly BatchedColumn[], isTerminating: boolean): Record<string, Estimate> {
  const sectionLength = columns[0].values.length;
  const sampling = {
    bootstrapRuns: undefined,
    isTerminating,
    unsteady: undefined,
    sectionLength,
    quantiles: QUANTILES,
  };
  return Object.fromEntries(columnEstimates(columns, 'ms', sampling));
}

function estimatesOf(columns: readonly BatchedColumn[], isTerminating: boolean): Record<Statistic, Estimated> {
  const all = allOf(columns, isTerminating);
  return byStatistic((statistic) => {
    const { effective = 0, interval } = all[statistic];
    return { effective, interval: typeof interval === 'string' ? undefined : interval };
  });
}

function differences({ name, start, warmUp }: ProcessPair, size: Size, index: number): Record<Statistic, Estimated> {
  const both = replicationsOf(name, size, index, (random, column) => {
    const pair = new Float64Array(2);
    const next = start(random, pair);
    const other = new Float64Array(column.length);
    for (let i = 0; i < warmUp; i++) next();
    for (let i = 0; i < column.length; i++) {
      next();
      column[i] = pair[0];
      other[i] = pair[1];
    }
    return [batchedColumn(column), batchedColumn(other)];
  });
  const [ours, theirs] = [0, 1].map((side) =>
    allOf(
      both.map((columns) => columns[side]),
      false,
    ),
  );
  return byStatistic((statistic) => {
    const [x, y] = [ours[statistic], theirs[statistic]];
    const effective = Math.min(x.effective ?? 0, y.effective ?? 0);
    const isMean = statistic === 'mean';
    if (!isMean && effective < LEAST_EFFECTIVE) return { effective, interval: undefined };
    const stretch = stretchOfDifference(isMean ? 'mean' : 'quantile', effective);
    return { effective, interval: pairedDifference(comparedValues(x), comparedValues(y), LEVEL, stretch).interval };
  });
}

function byStatistic(estimated: (statistic: Statistic) => Estimated): Record<Statistic, Estimated> {
  return { mean: estimated('mean'), p95: estimated('p95'), p99: estimated('p99') };
}
