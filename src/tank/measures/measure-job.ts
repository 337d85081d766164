import { type BatchedColumn, batchedColumn } from '../../core/index.js';
import { COMPLETED, type Simulation } from '../simulation/index.js';
import { FinishedRun } from './finished-run.js';
import { columnsOf, type Grouping, groupingsOf } from './groups.js';
import type { GroupedValues, JobResult } from './job-result.js';
import type { Measure, PartKind } from './measure.js';
import { measures } from './registry.js';
import type { MeasureSettings } from './settings.js';

/**
 * What a finished run gives, by every measure of the registry. Columns are cut into batches and sorted here, in the thread
 * of their job, so that replications need only be put together.
 * @param isPilot whether response times are wanted in order of arrival too: to find the warm-up
 * Cost: O(n log n) in its requests.
 */
export function measureJob(
  simulation: Simulation,
  settings: MeasureSettings,
  isPilot: boolean,
): Pick<JobResult, 'all' | 'byClass' | 'classNames' | 'byModel' | 'byEndpoint' | 'responsesInOrder' | 'windowMs'> {
  const run = new FinishedRun(simulation, settings);
  const { all, byClass, byModel, byEndpoint } = groupingsOf(run);
  const columns = wholeColumns(run, all);
  const part = (kind: PartKind, grouping: Grouping) => partValues(run, kind, grouping, columns);
  return {
    all: { ...valuesOf(run, all, ({ isOfParts }) => !isOfParts), columns },
    byClass: byClass && part('class', byClass),
    classNames: run.trace.requestClass?.names,
    byModel: part('model', byModel),
    byEndpoint: part('endpoint', byEndpoint),
    responsesInOrder: isPilot ? responsesInOrder(run) : undefined,
    windowMs: run.windowMs,
  };
}

/** NaN where a request was not completed. */
function responsesInOrder({ outcomes: { responseMs, status }, firstRequest }: FinishedRun): Float64Array {
  return responseMs.slice(firstRequest).map((ms, i) => (status[firstRequest + i] === COMPLETED ? ms : NaN));
}

function wholeColumns(run: FinishedRun, all: Grouping): GroupedValues['columns'] {
  const columns: Record<string, readonly BatchedColumn[]> = {};
  for (const [name, measure] of Object.entries(measures)) {
    const values = measure.kind === 'column' ? measure.value(run) : undefined;
    if (values === undefined) continue;
    const isOfUnserved = measure.kind === 'column' && measure.isOfUnserved === true;
    columns[name] = [batchedColumn(isOfUnserved ? values.slice(run.firstRequest) : columnsOf(values, all, run)[0])];
  }
  return columns;
}

/** @param whole of the whole run: a part that has all of its requests shares them */
function partValues(
  run: FinishedRun,
  kind: PartKind,
  grouping: Grouping,
  whole: GroupedValues['columns'],
): GroupedValues {
  const columns: Record<string, readonly BatchedColumn[]> = {};
  const { groups } = grouping;
  for (const [name, measure] of Object.entries(measures)) {
    if (measure.kind !== 'column' || !isOf(kind, measure) || groups.length > MOST_PARTS) continue;
    const values = measure.value(run);
    if (values === undefined) continue;
    columns[name] =
      groups.length === 1
        ? (whole[name] ?? [])
        : columnsOf(values, grouping, run).map((column) => batchedColumn(column));
  }
  return { ...valuesOf(run, grouping, (measure) => isOf(kind, measure)), columns };
}

/** Parts that have columns: of a larger fleet nobody reads the percentiles of each endpoint. */
const MOST_PARTS = 256;

function isOf(kind: PartKind, { parts }: Measure): boolean {
  return parts?.includes(kind) === true;
}

/** Ratios and counts of the measures that are taken of these groups. */
function valuesOf(
  run: FinishedRun,
  { groups }: Grouping,
  isTaken: (measure: Measure) => boolean,
): Pick<GroupedValues, 'ratios' | 'counts'> {
  const ratios: Record<string, Float64Array> = {};
  const counts: Record<string, Float64Array> = {};
  for (const [name, measure] of Object.entries(measures)) {
    if (measure.kind === 'ratio' && isTaken(measure)) {
      const pairs = groups.map((group) => measure.value(run, group));
      if (pairs.some((pair) => pair !== undefined)) ratios[name] = Float64Array.from(pairs.flatMap((p) => p ?? [0, 0]));
    } else if (measure.kind === 'count' && isTaken(measure)) {
      const found = groups.flatMap((group) => measure.value(run, group) ?? []);
      if (found.length === groups.length) counts[name] = Float64Array.from(found);
    }
  }
  return { ratios, counts };
}
