import { mean } from 'simple-statistics';
import { ascendingRuns, type BatchedColumn, batchedColumn } from '../../core/index.js';
import { pooledQuantiles, searchable } from '../statistics/index.js';
import { type Design, resampledRuns } from './design.js';
import { ECDF_SHARES } from './ecdf-shares.js';
import { columnEstimates, type Estimate, estimateOf, meanOverReplications, type Sampling } from './estimate.js';
import {
  countIn,
  type GroupedValues,
  type JobResult,
  measures,
  parseMeasurePath,
  type PartKind,
  probability,
  quantileName,
  ratioIn,
  type Unit,
} from '../measures/index.js';
import { type Unsteady, unsteadiness } from './steadiness.js';
import { tailShares } from './tail-shares.js';

/** What is measured of a strategy, of all of it or of a part. */
export interface MeasuredPart {
  /** Of the whole: that of nothing, ''. */
  readonly name: string;
  /** By path, such as `response_time_ms.p99`; without data a measure is left out. */
  readonly estimates: ReadonlyMap<string, Estimate>;
  /** Counts of each replication, by name. */
  readonly counts: ReadonlyMap<string, readonly number[]>;
  /** Of the slowest hundredth of the completed requests; absent of the whole, and where there is one part alone. */
  readonly tailShare?: number | undefined;
}

export interface MeasuredStrategy extends MeasuredPart {
  /** By kind; those without data are left out. */
  readonly parts: Readonly<Record<PartKind, readonly MeasuredPart[]>>;
  /** Response times at ECDF_SHARES, empty where no request was completed. */
  readonly ecdf: readonly number[];
  /** Why its times are of no steady state; undefined where they are, as far as the runs show. */
  readonly unsteady: Unsteady | undefined;
}

/** What is measured of every strategy. @param results by strategy, each with the same replications in order */
export function measureStrategies(design: Design, results: readonly (readonly JobResult[])[]): MeasuredStrategy[] {
  const lengths = results.map((each) => mean(each.map((result) => ratioIn(result, 'completed_share')[0])));
  const sectionLength = design.blockMs === undefined ? Math.min(...lengths) : Infinity;
  return results.map((each, strategy) =>
    measureStrategy(design, each, {
      bootstrapRuns: resampledRuns(design, each),
      isTerminating: design.isTerminating,
      unsteady: unsteadiness(design, strategy, each),
      sectionLength,
      quantiles: design.quantiles.map((percent) => ({ name: quantileName(percent), p: probability(percent) })),
    }),
  );
}

/** The estimate at a path; of a count, the mean of a replication. */
export function estimateAt(strategy: MeasuredStrategy, path: string): Estimate | undefined {
  const found = parseMeasurePath(path);
  if (found === undefined) return undefined;
  const { part, name, statistic } = found;
  const own = part === undefined ? strategy : strategy.parts[part.kind].find((each) => each.name === part.name);
  return own?.estimates.get(statistic === undefined ? name : `${name}.${statistic}`);
}

function measureStrategy(design: Design, results: readonly JobResult[], sampling: Sampling): MeasuredStrategy {
  const columns = results.flatMap(({ all }) => all.columns['response_time_ms'] ?? []);
  const responses = searchable(columns.flatMap(ascendingRuns));
  const partsBy = (names: readonly string[], values: readonly (GroupedValues | undefined)[]) => {
    const tails = tailShares(responses, values, names.length);
    return names.map((name, index) => ({ ...partOf(name, index, values, sampling), tailShare: tails?.[index] }));
  };
  return {
    ...wholeOf(results, sampling),
    parts: {
      class: partsBy(
        classNames(results),
        results.map(({ byClass }) => byClass),
      ),
      model: partsBy(
        design.models,
        results.map(({ byModel }) => byModel),
      ),
      endpoint: partsBy(
        design.endpoints,
        results.map(({ byEndpoint }) => byEndpoint),
      ),
    },
    ecdf: responses.length > 0 ? pooledQuantiles(responses, ECDF_SHARES) : [],
    unsteady: sampling.unsteady,
  };
}

/** The whole: a ratio is averaged over the replications. */
function wholeOf(results: readonly JobResult[], sampling: Sampling): MeasuredPart {
  const estimates = new Map<string, Estimate>();
  const counts = new Map<string, readonly number[]>();
  for (const [name, measure] of Object.entries(measures)) {
    if (measure.kind === 'column') {
      addColumn(estimates, name, measure.unit, valuesOf(results.map(({ all }) => all.columns[name]?.[0])), sampling);
    } else if (measure.kind === 'ratio') {
      if (!results.some(({ all }) => all.ratios[name])) continue;
      add(
        estimates,
        name,
        meanOverReplications(
          results.map((result) => quotient(...ratioIn(result, name))),
          measure.unit,
          sampling,
        ),
      );
    } else if (measure.isOfParts !== true) {
      if (!results.some(({ all }) => all.counts[name])) continue;
      const values = results.map((result) => countIn(result, name));
      counts.set(name, values);
      add(estimates, name, meanOverReplications(values, measure.unit, sampling));
    }
  }
  return { name: '', estimates, counts };
}

/** Name under which requests without a class stand. */
const WITHOUT_CLASS = '(none)';

/** Names of every class, of requests without one last, where there are any. */
function classNames(results: readonly JobResult[]): readonly string[] {
  const names = results.find((result) => result.classNames !== undefined)?.classNames; // a trace of no requests has none
  if (names === undefined) return [];
  const hasOthers = results.some(({ byClass }) => (byClass?.counts['requests.arrived']?.[names.length] ?? 0) > 0);
  return [...names, ...(hasOthers ? [WITHOUT_CLASS] : [])];
}

/** A part: everything is pooled over the replications, since a rare part may be missing in some. */
function partOf(
  part: string,
  index: number,
  values: readonly (GroupedValues | undefined)[],
  sampling: Sampling,
): MeasuredPart {
  const estimates = new Map<string, Estimate>();
  const counts = new Map<string, readonly number[]>();
  for (const [name, measure] of Object.entries(measures)) {
    if (measure.kind === 'column') {
      addColumn(estimates, name, measure.unit, valuesOf(values.map((v) => v?.columns[name]?.[index])), sampling);
    } else if (measure.kind === 'ratio') {
      const pairs = values.map((v) => v?.ratios[name]?.subarray(2 * index, 2 * index + 2) ?? [0, 0]);
      const [of, per] = [0, 1].map((place) => pairs.reduce((sum, pair) => sum + pair[place], 0));
      const replications = pairs.map((pair) => quotient(pair[0], pair[1]));
      if (per > 0) add(estimates, name, estimateOf({ pooled: of / per, replications }, measure.unit, sampling));
    } else {
      const found = values.map((v) => v?.counts[name]?.[index]);
      if (found.every((value) => value === undefined)) continue;
      const replications = found.map((value) => value ?? 0);
      counts.set(name, replications);
      add(estimates, name, meanOverReplications(replications, measure.unit, sampling));
    }
  }
  return { name: part, estimates, counts };
}

/** A column of each replication, empty where it has none; none where no replication has any. */
function valuesOf(columns: readonly (BatchedColumn | undefined)[]): readonly BatchedColumn[] {
  return columns.some((column) => column !== undefined) ? columns.map((column) => column ?? NO_VALUES) : [];
}

const NO_VALUES: BatchedColumn = batchedColumn(new Float64Array(0));

function addColumn(
  estimates: Map<string, Estimate>,
  name: string,
  unit: Unit,
  columns: readonly BatchedColumn[],
  sampling: Sampling,
): void {
  if (columns.every(({ values }) => values.length === 0)) return;
  for (const [statistic, estimate] of columnEstimates(columns, unit, sampling)) {
    add(estimates, `${name}.${statistic}`, estimate);
  }
}

function add(estimates: Map<string, Estimate>, path: string, estimate: Estimate): void {
  if (!Number.isNaN(estimate.pooled)) estimates.set(path, estimate);
}

function quotient(of: number, per: number): number {
  return per > 0 ? of / per : NaN;
}
