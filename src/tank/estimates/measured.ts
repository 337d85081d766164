import { mean } from 'simple-statistics';
import { pooledQuantile, sortedColumn } from '../statistics/index.js';
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
} from '../measures/index.js';

/** What is measured of a strategy, of all of it or of a part. */
export interface MeasuredPart {
  /** Of the whole: that of nothing, ''. */
  readonly name: string;
  /** By path, such as `response_time_ms.p99`; without data a measure is left out. */
  readonly estimates: ReadonlyMap<string, Estimate>;
  /** Counts of each replication, by name. */
  readonly counts: ReadonlyMap<string, readonly number[]>;
}

export interface MeasuredStrategy extends MeasuredPart {
  /** By kind; those without data are left out. */
  readonly parts: Readonly<Record<PartKind, readonly MeasuredPart[]>>;
  /** Response times at ECDF_SHARES, empty where no request was completed. */
  readonly ecdf: readonly number[];
}

/** What is measured of every strategy. @param results by strategy, each with the same replications in order */
export function measureStrategies(design: Design, results: readonly (readonly JobResult[])[]): MeasuredStrategy[] {
  const lengths = results.map((each) => mean(each.map((result) => ratioIn(result, 'completed_share')[0])));
  const sectionLength = design.blockMs === undefined ? Math.min(...lengths) : Infinity;
  return results.map((each) =>
    measureStrategy(design, each, {
      bootstrapRuns: resampledRuns(design, each),
      keepsOrder: design.keepsOrder,
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
  const responses = results.map(({ all }) => served(all.columns['response_time_ms']?.[0], design));
  const sorted = design.keepsOrder ? responses.map(sortedColumn) : responses;
  return {
    ...wholeOf(design, results, sampling),
    parts: {
      class: classesOf(results, sampling),
      model: partsOf(
        design.models,
        results.map(({ byModel }) => byModel),
        sampling,
      ),
      endpoint: partsOf(
        design.endpoints,
        results.map(({ byEndpoint }) => byEndpoint),
        sampling,
      ),
    },
    ecdf: sorted.some(({ length }) => length > 0) ? ECDF_SHARES.map((p) => pooledQuantile(sorted, p)) : [],
  };
}

/** The whole: a ratio is averaged over the replications. */
function wholeOf(design: Design, results: readonly JobResult[], sampling: Sampling): MeasuredPart {
  const estimates = new Map<string, Estimate>();
  const counts = new Map<string, readonly number[]>();
  for (const [name, measure] of Object.entries(measures)) {
    if (measure.kind === 'column') {
      const columns = results.map(({ all }) => served(all.columns[name]?.[0], design));
      addColumn(estimates, name, columns, sampling);
    } else if (measure.kind === 'derived') {
      const columns = results.flatMap(({ all }) => {
        const from = all.columns[measure.from]?.[0];
        return (from && measure.value(from, design.settings)) ?? [];
      });
      if (!design.keepsOrder) for (const column of columns) column.sort();
      addColumn(estimates, name, columns, sampling);
    } else if (measure.kind === 'ratio') {
      if (!results.some(({ all }) => all.ratios[name])) continue;
      add(
        estimates,
        name,
        meanOverReplications(
          results.map((result) => quotient(...ratioIn(result, name))),
          sampling,
        ),
      );
    } else if (measure.isOfParts !== true) {
      const values = results.map((result) => countIn(result, name));
      counts.set(name, values);
      add(estimates, name, meanOverReplications(values, sampling));
    }
  }
  return { name: '', estimates, counts };
}

/** Name under which requests without a class stand. */
const WITHOUT_CLASS = '(none)';

/** Every class, requests without one last, where there are any. */
function classesOf(results: readonly JobResult[], sampling: Sampling): MeasuredPart[] {
  const names = results.find(({ classNames }) => classNames !== undefined)?.classNames; // a trace of no requests has none
  if (names === undefined) return [];
  const hasOthers = results.some(({ byClass }) => (byClass?.counts['requests.arrived']?.[names.length] ?? 0) > 0);
  return partsOf(
    [...names, ...(hasOthers ? [WITHOUT_CLASS] : [])],
    results.map(({ byClass }) => byClass),
    sampling,
  );
}

function partsOf(
  names: readonly string[],
  values: readonly (GroupedValues | undefined)[],
  sampling: Sampling,
): MeasuredPart[] {
  return names.map((name, index) => partOf(name, index, values, sampling));
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
      addColumn(estimates, name, valuesOf(values, (v) => v.columns[name]?.[index]) ?? [], sampling);
    } else if (measure.kind === 'ratio') {
      const pairs = values.map((v) => v?.ratios[name]?.subarray(2 * index, 2 * index + 2) ?? [0, 0]);
      const [of, per] = [0, 1].map((place) => pairs.reduce((sum, pair) => sum + pair[place], 0));
      const replications = pairs.map((pair) => quotient(pair[0], pair[1]));
      if (per > 0) add(estimates, name, estimateOf({ pooled: of / per, replications }, sampling));
    } else if (measure.kind === 'count') {
      const found = values.map((v) => v?.counts[name]?.[index]);
      if (found.every((value) => value === undefined)) continue;
      const replications = found.map((value) => value ?? 0);
      counts.set(name, replications);
      add(estimates, name, meanOverReplications(replications, sampling));
    }
  }
  return { name: part, estimates, counts };
}

/** A column of each replication, undefined where none has it. */
function valuesOf(
  values: readonly (GroupedValues | undefined)[],
  columnIn: (values: GroupedValues) => Float64Array | undefined,
): readonly Float64Array[] | undefined {
  const columns = values.map((each) => each && columnIn(each));
  return columns.some((column) => column !== undefined) ? columns.map((c) => c ?? new Float64Array(0)) : undefined;
}

function addColumn(
  estimates: Map<string, Estimate>,
  name: string,
  columns: readonly Float64Array[],
  sampling: Sampling,
): void {
  if (columns.every(({ length }) => length === 0)) return;
  for (const [statistic, estimate] of columnEstimates(columns, sampling))
    add(estimates, `${name}.${statistic}`, estimate);
}

function add(estimates: Map<string, Estimate>, path: string, estimate: Estimate): void {
  if (!Number.isNaN(estimate.pooled)) estimates.set(path, estimate);
}

/** The values of completed requests; those of others are NaN, and last where the column is sorted. */
function served(column: Float64Array | undefined, { keepsOrder }: Design): Float64Array {
  if (column === undefined) return new Float64Array(0);
  if (keepsOrder) return column.some(Number.isNaN) ? column.filter((value) => !Number.isNaN(value)) : column;
  const end = column.findLastIndex((value) => !Number.isNaN(value)) + 1;
  return column.subarray(0, end);
}

function quotient(of: number, per: number): number {
  return per > 0 ? of / per : NaN;
}
