import { parseMeasurePath } from '../../measures/index.js';
import { storedMeasure, type StrategySummary, type Sweep, sweepRows } from '../../results/index.js';
import { formatCount, formatMeasure, formatNumber, formatShare } from '../numbers.js';
import type { ReportTable } from '../report-table.js';
import { measureInWords } from '../verdict.js';
import { valueText } from './axis.js';

/** A measure of every strategy at every point: a row a point, a column a strategy; ✓ and ✗ say whether the SLO is met. */
export function sweepTable(sweep: Sweep, measure: string, withIntervals = true): ReportTable {
  const { factors, points, scenario } = sweep;
  const isJudged = scenario.slo !== undefined;
  return {
    title: `${measureInWords(measure)}${unitOf(measure)}${isJudged ? '; ✓ the SLO is met, ✗ it is missed' : ''}`,
    head: [...factors.map(({ path }) => path), ...points[0].strategies.map(({ name }) => name)],
    rows: points.map((point) => [
      ...factors.map(({ path }) => valueText(point.values[path])),
      ...point.strategies.map((strategy) => {
        const value = valueIn(strategy, measure, withIntervals);
        return isJudged ? `${meetsSlo(strategy, sweep) ? '✓' : '✗'} ${value}` : value;
      }),
    ]),
  };
}

export function meetsSlo({ measures }: StrategySummary, { scenario: { slo } }: Sweep): boolean {
  return slo !== undefined && (measures.slo_attainment?.value ?? 0) >= slo.attainment;
}

/** What stands behind the name of a measure, where it has a unit. */
export function unitOf(path: string): string {
  const unit = parseMeasurePath(path)?.measure.unit;
  return unit === 'ms' ? ', ms' : unit === '1/s' ? ', /s' : '';
}

function valueIn(strategy: StrategySummary, path: string, withIntervals: boolean): string {
  const found = storedMeasure(strategy, path);
  if (found === undefined) return '–';
  if (typeof found === 'number') return formatCount(found);
  if (parseMeasurePath(path)?.measure.unit === 'share') return formatShare(found.value);
  return withIntervals ? formatMeasure(found) : formatNumber(found.value);
}

/** The rows of a sweep as texts, for a file. */
export function sweepRowsTable(sweep: Sweep): ReportTable {
  const paths = sweep.factors.map(({ path }) => path);
  const text = (number: number | undefined) => (number === undefined ? '' : String(number));
  return {
    title: '',
    head: [...paths, 'strategy', 'measure', 'value', 'low', 'high', 'replications'],
    rows: sweepRows(sweep).map((row) => {
      const { strategy, measure, value, low, high, replications } = row;
      const values = paths.map((path) => valueText(row[path]));
      return [...values, strategy, measure, text(value), text(low), text(high), text(replications)];
    }),
  };
}
