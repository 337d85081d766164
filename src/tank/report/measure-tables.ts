/** Tables of measures: what the registry says is shown where, with the columns that say something. */
import {
  type Measure as Entry,
  type MeasureName,
  measures,
  quantileOfName,
  type TableName,
} from '../measures/index.js';
import { type ColumnMeasures, type Measure, storedMeasure, type StrategySummary } from '../results/index.js';
import { formatCount, formatMeasure, formatValue } from './numbers.js';
import type { ReportTable } from './report-table.js';

/** Mean and quantiles of a time; no rows where no strategy has them. */
export function timesTable(
  title: string,
  strategies: readonly StrategySummary[],
  name: MeasureName<'column'>,
): ReportTable {
  const columns = strategies.map(({ measures: own }) => own[name]);
  const statistics = statisticsOf(columns);
  return {
    title,
    head: ['strategy', 'max load', ...statistics.map(statisticTitle)],
    rows: columns.every((column) => column === undefined)
      ? []
      : strategies.map(({ name: strategy, max_load_threshold }, s) => [
          strategy,
          String(max_load_threshold),
          ...statistics.map((statistic) => formatMeasure(columns[s]?.[statistic])),
        ]),
  };
}

/** A table of every other time of the registry. */
export function otherTimesTables(strategies: readonly StrategySummary[]): readonly ReportTable[] {
  const names = Object.keys(measures).filter((name) => {
    const entry = measures[name];
    if (entry.kind !== 'column' || name === 'response_time_ms') return false;
    return entry.isOfUnserved !== true; // has its own table
  });
  return (names as MeasureName<'column'>[]).map((name) => {
    const { label, unit } = measures[name];
    return timesTable(`${label[0].toUpperCase()}${label.slice(1)}, ${unit}`, strategies, name);
  });
}

/** Ratios and counts of a table of the registry, a column each. */
export function measureTable(title: string, strategies: readonly StrategySummary[], table: TableName): ReportTable {
  const columns = entriesOf(table)
    .map(([path, entry]) => ({ path, entry, cells: strategies.map((strategy) => storedMeasure(strategy, path)) }))
    .filter(({ cells }) => cells.some(saysSomething));
  return {
    title,
    head: ['strategy', ...columns.map(({ entry }) => headOf(entry))],
    rows:
      columns.length === 0
        ? []
        : strategies.map(({ name }, s) => [name, ...columns.map(({ entry, cells }) => cellOf(entry, cells[s]))]),
  };
}

/** What the routers gave as reasons, where they gave more than one, or fell back; and agents that got another model. */
export function reasonTable(strategies: readonly StrategySummary[]): ReportTable {
  const reasons = [...new Set(strategies.flatMap(({ routing }) => Object.keys(routing.reasons)))];
  const assigns = strategies.some(({ agents }) => agents !== undefined);
  const isReassigned = strategies.some(({ agents }) => (agents?.reassigned ?? 0) > 0);
  const rows = [
    ['decisions', ...strategies.map(({ routing }) => formatCount(routing.decisions))],
    ['fallbacks', ...strategies.map(({ routing }) => formatCount(routing.fallbacks))],
    ...(assigns ? [['re-assignments', ...strategies.map(({ agents }) => formatCount(agents?.reassigned ?? 0))]] : []),
    ...reasons.map((reason) => [reason, ...strategies.map(({ routing }) => formatCount(routing.reasons[reason] ?? 0))]),
  ];
  return {
    title: 'Decisions of the routers by reason',
    head: ['reason', ...strategies.map(({ name }) => name)],
    rows: reasons.length > 1 || isReassigned ? rows : [],
  };
}

export type Statistic = 'mean' | `p${number}`;

/** Statistics that columns have: the mean, then quantiles in ascending order. */
export function statisticsOf(columns: readonly (ColumnMeasures | undefined)[]): readonly Statistic[] {
  const names = new Set(columns.flatMap((column) => Object.keys(column ?? {}) as Statistic[]));
  return [...names].sort((a, b) => (quantileOfName(a) ?? 0) - (quantileOfName(b) ?? 0));
}

/** @example statisticTitle('p999') // P99.9 */
export function statisticTitle(statistic: string): string {
  const quantile = quantileOfName(statistic);
  return quantile === undefined ? statistic : `P${quantile}`;
}

function entriesOf(table: TableName): readonly (readonly [string, Entry])[] {
  return Object.entries(measures).filter(
    ([, entry]) => entry.table === table && entry.kind !== 'column' && !entry.isOfParts,
  );
}

/** A count that is 0 everywhere, and a measure that nobody has, say nothing. */
function saysSomething(value: number | Measure | undefined): boolean {
  return typeof value === 'number' ? value !== 0 : value !== undefined;
}

const SUFFIX: Partial<Record<Entry['unit'], string>> = { ms: ', ms', '1/s': ' /s' };

export function headOf({ label, unit }: Entry): string {
  return label + (SUFFIX[unit] ?? '');
}

export function cellOf({ unit }: Entry, value: number | Measure | undefined): string {
  if (value === undefined) return '–';
  return typeof value === 'number' ? formatCount(value) : formatValue(unit, value);
}
