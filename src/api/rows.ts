import {
  type ComparisonRow,
  comparisonRows as rowsOfComparisons,
  type MeasureRow,
  measureRows as rowsOfRun,
  type RunResults,
  type Summary,
  type Sweep,
  type SweepRow,
  sweepRows,
} from '../tank/results/index.js';

/**
 * The measures of a run or of every point of a sweep as rows for a table or a chart: one for each strategy and measure, with
 * its 95 % interval; those of a sweep have the values of the factors too, by path.
 * @param paths as in summary.json, such as `response_time_ms.p99` or `models.large.utilization`; default: every measure of the
 * whole, and the counts of requests
 * @throws InputError for a path that is none of a measure
 * @example measureRows(results, ['response_time_ms.p99'])[0] // { strategy, measure, value, low, high, replications }
 */
export function measureRows(
  of: Summary | Pick<RunResults, 'summary'>,
  paths?: readonly string[],
): readonly MeasureRow[];
export function measureRows(of: Sweep, paths?: readonly string[]): readonly SweepRow[];
export function measureRows(
  of: Summary | Pick<RunResults, 'summary'> | Sweep,
  paths?: readonly string[],
): readonly MeasureRow[] {
  if ('points' in of) return sweepRows(of, paths);
  return rowsOfRun('summary' in of ? of.summary : of, paths);
}

/**
 * Every strategy beside the baseline, a row for each compared measure: the difference on the same traffic with its 95 % interval, as a
 * number and as a share of the baseline, and the verdict; of a sweep at every point, with the values of the factors.
 * @example comparisonRows(results)[0] // { strategy, baseline, measure, value, low, high, relative, …, verdict, replications }
 */
export function comparisonRows(of: Summary | Pick<RunResults, 'summary'>): readonly ComparisonRow[];
export function comparisonRows(of: Sweep): readonly (ComparisonRow & { readonly [path: string]: unknown })[];
export function comparisonRows(of: Summary | Pick<RunResults, 'summary'> | Sweep): readonly ComparisonRow[] {
  if ('points' in of) {
    return of.points.flatMap(({ values, comparisons, replications }) =>
      rowsOfComparisons(comparisons, replications).map((row) => ({ ...values, ...row })),
    );
  }
  const { comparisons, scenario } = 'summary' in of ? of.summary : of;
  return rowsOfComparisons(comparisons, scenario.replications);
}
