import { COMPLETED, type Simulation } from '../simulation/index.js';
import { FinishedRun } from './finished-run.js';
import { columnsOf, type Grouping, groupingsOf } from './groups.js';
import type { GroupedValues, JobResult } from './job-result.js';
import type { Measure, PartKind } from './measure.js';
import { measures } from './registry.js';
import type { MeasureSettings } from './settings.js';

/**
 * What a finished run gives, by every measure of the registry.
 * @param keepsOrder whether columns stay in order of arrival: for intervals within one run, and to find the warm-up.
 * Otherwise they are sorted in the thread of their job, so that replications need only be put together.
 * Cost: O(n log n) in its requests.
 */
export function measureJob(
  simulation: Simulation,
  settings: MeasureSettings,
  keepsOrder: boolean,
): Pick<JobResult, 'all' | 'byClass' | 'classNames' | 'byModel' | 'byEndpoint' | 'windowMs'> {
  const run = new FinishedRun(simulation, settings);
  const { all, byClass, byModel, byEndpoint } = groupingsOf(run);
  const inOrder = (column: Float64Array) => (keepsOrder ? column : column.sort());
  const part = (kind: PartKind, grouping: Grouping) => partValues(run, kind, grouping, inOrder);
  return {
    all: {
      ...valuesOf(run, all, ({ isOfParts }) => !isOfParts),
      columns: wholeColumns(run, inOrder),
    },
    byClass: byClass && part('class', byClass),
    classNames: run.trace.requestClass?.names,
    byModel: part('model', byModel),
    byEndpoint: part('endpoint', byEndpoint),
    windowMs: run.windowMs,
  };
}

/** The columns of the whole run, NaN where a request was not completed. */
function wholeColumns(run: FinishedRun, inOrder: (column: Float64Array) => Float64Array): GroupedValues['columns'] {
  const { firstRequest, outcomes } = run;
  const columns: Record<string, readonly Float64Array[]> = {};
  for (const [name, measure] of Object.entries(measures)) {
    if (measure.kind !== 'column') continue;
    const values = measure.value(run).slice(firstRequest);
    for (let i = 0; i < values.length; i++) if (outcomes.status[firstRequest + i] !== COMPLETED) values[i] = NaN;
    columns[name] = [inOrder(values)];
  }
  return columns;
}

function partValues(
  run: FinishedRun,
  kind: PartKind,
  grouping: Grouping,
  inOrder: (column: Float64Array) => Float64Array,
): GroupedValues {
  const columns: Record<string, readonly Float64Array[]> = {};
  for (const [name, measure] of Object.entries(measures)) {
    if (measure.kind !== 'column' || !isOf(kind, measure)) continue;
    if (grouping.groups.length > MOST_PARTS) continue;
    columns[name] = columnsOf(measure.value(run), grouping, run).map(inOrder);
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
      counts[name] = Float64Array.from(groups, (group) => measure.value(run, group));
    }
  }
  return { ratios, counts };
}
