import {
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
