import { parseMeasurePath } from '../../measures/index.js';
import { type Measure, storedMeasure, type StrategySummary, type Sweep } from '../../results/index.js';
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

/** Every measure of every strategy at every point, a row each: for programs. */
export function sweepRows({ factors, points }: Sweep): ReportTable {
  const paths = factors.map(({ path }) => path);
  return {
    title: '',
    head: [...paths, 'strategy', 'measure', 'value', 'low', 'high', 'replications'],
    rows: points.flatMap((point) =>
      point.strategies.flatMap((strategy) =>
        measuresOf(strategy).map(([path, { value, ci95 }]) => [
          ...paths.map((factor) => valueText(point.values[factor])),
          strategy.name,
          path,
          String(value),
          ci95 === undefined ? '' : String(ci95[0]),
          ci95 === undefined ? '' : String(ci95[1]),
          String(point.replications),
        ]),
      ),
    ),
  };
}

/** The measures of the whole by path, and counts of requests. */
function measuresOf({ measures, requests }: StrategySummary): readonly (readonly [string, Measure])[] {
  const found: [string, Measure][] = Object.entries(requests).map(([name, value]) => [`requests.${name}`, { value }]);
  const walk = (path: string, value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    if ('value' in value && typeof value.value === 'number') found.push([path, value as Measure]);
    else for (const [key, child] of Object.entries(value)) walk(path === '' ? key : `${path}.${key}`, child);
  };
  walk('', measures);
  return found;
}
