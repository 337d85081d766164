import { InputError } from '../../core/index.js';
import { quoted, suggesting } from '../../core/input/index.js';
import { comparablePaths, DEFAULT_QUANTILES, measures, parseMeasurePath } from '../measures/index.js';
import { storedMeasure } from './stored-measure.js';
import type { Comparison, Measure, StrategySummary, Summary, Verdict } from './summary.js';
import type { Sweep } from './sweep.js';

/** A measure of a strategy as a row of a table, ready for a chart. */
export interface MeasureRow {
  readonly strategy: string;
  /** Its path as in summary.json, or `requests.completed` and other counts of requests. */
  readonly measure: string;
  readonly value: number;
  /** Ends of its 95 % interval; absent where it has none. */
  readonly low?: number;
  readonly high?: number;
  readonly replications: number;
}

/** A measure of a strategy at a point of a sweep. The values of the factors stand in it by path. */
export interface SweepRow extends MeasureRow {
  readonly [path: string]: unknown;
}

/** What is told of strategies: a whole run, or a point of a sweep. */
interface Told {
  readonly strategies: readonly StrategySummary[];
  readonly replications: number;
}

/**
 * The measures of a run, a row for each strategy and measure.
 * @param paths of measures, those of classes, models and endpoints among them; default: all of the whole
 * @throws InputError for a path that is none of a measure
 */
export function measureRows(
  { strategies, scenario: { replications } }: Pick<Summary, 'strategies' | 'scenario'>,
  paths?: readonly string[],
): readonly MeasureRow[] {
  return rowsOf({ strategies, replications }, paths);
}

/** A strategy beside the baseline, as a row of a table. */
export interface ComparisonRow {
  readonly strategy: string;
  readonly baseline: string;
  readonly measure: string;
  /** Strategy minus baseline, on the same traffic, with its 95 % interval; absent without values, or without an interval. */
  readonly value?: number;
  readonly low?: number;
  readonly high?: number;
  /** The same as shares of the baseline's value. */
  readonly relative?: number;
  readonly relative_low?: number;
  readonly relative_high?: number;
  readonly verdict: Verdict;
  readonly replications: number;
}

/** The comparisons of a run, a row each. */
export function comparisonRows(comparisons: readonly Comparison[], replications: number): readonly ComparisonRow[] {
  return comparisons.map(({ strategy, baseline, measure, verdict, ...found }) => ({
    strategy,
    baseline,
    measure,
    ...(found.difference !== undefined && { value: found.difference }),
    ...(found.ci95 && { low: found.ci95[0], high: found.ci95[1] }),
    ...(found.relative !== undefined && { relative: found.relative }),
    ...(found.relative_ci95 && { relative_low: found.relative_ci95[0], relative_high: found.relative_ci95[1] }),
    verdict,
    replications,
  }));
}

/** Every measure of every strategy at every point, or those at the given paths, a row each. */
export function sweepRows(
  { factors, points }: Pick<Sweep, 'factors' | 'points'>,
  paths?: readonly string[],
): readonly SweepRow[] {
  return points.flatMap((point) => {
    const factorValues = Object.fromEntries(factors.map(({ path }) => [path, point.values[path]]));
    return rowsOf(point, paths).map((row) => ({ ...factorValues, ...row }));
  });
}

function rowsOf({ strategies, replications }: Told, paths: readonly string[] | undefined): readonly MeasureRow[] {
  paths?.forEach(checkMeasurePath);
  return strategies.flatMap((strategy) => {
    const found = paths === undefined ? measuresOf(strategy) : paths.flatMap((path) => measureAt(strategy, path));
    return found.map(([measure, { value, ci95 }]) => ({
      strategy: strategy.name,
      measure,
      value,
      ...(ci95 && { low: ci95[0], high: ci95[1] }),
      replications,
    }));
  });
}

type Named = readonly [path: string, Measure];

function measureAt(strategy: StrategySummary, path: string): readonly Named[] {
  const found = storedMeasure(strategy, path);
  if (found === undefined) return [];
  return [[path, typeof found === 'number' ? { value: found } : found]];
}

/** The measures of the whole by path, and counts of requests. */
function measuresOf({ measures, requests }: StrategySummary): readonly Named[] {
  const found: [string, Measure][] = Object.entries(requests).map(([name, value]) => [`requests.${name}`, { value }]);
  const walk = (path: string, value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    if ('value' in value && typeof value.value === 'number') found.push([path, value as Measure]);
    else for (const [key, child] of Object.entries(value)) walk(path === '' ? key : `${path}.${key}`, child);
  };
  walk('', measures);
  return found;
}

/** @throws InputError where it is no path of a measure, whether or not a run has it */
export function checkMeasurePath(path: string): void {
  if (parseMeasurePath(path) !== undefined) return;
  const known = [...comparablePaths(DEFAULT_QUANTILES), ...Object.keys(measures)];
  const advice = suggesting('expected a path as in summary.json, such as response_time_ms.p99', path, known);
  throw new InputError([{ message: `unknown measure ${quoted(path)}`, advice }]);
}
