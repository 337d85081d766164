import { parseMeasurePath, quantileOfName } from '../measures/index.js';
import type { Comparison, Measure, Summary, Verdict } from '../results/index.js';
import {
  formatCount,
  formatMeasure,
  formatNumber,
  formatPercent,
  formatRelative,
  formatScore,
  formatShare,
  formatValue,
} from './numbers.js';
import type { ReportTable } from './report-table.js';
import { type Ranked, rankedBy, rankedStrategies } from './ranking.js';
import { measureInWords } from './verdict.js';

/** A column of the table that ranks strategies. */
export interface RankingColumn {
  readonly head: string;
  readonly cells: readonly string[];
  /** From 0, which is never left out, where there is no room for all. */
  readonly leftOut: number;
  readonly role?: 'compared' | 'verdict' | undefined;
}

/** Of a column that says nothing: it is left out before all others. */
export const SAYS_NOTHING = 6;

/** The quantiles of response times that are shown whatever is compared. */
const SHOWN = ['p50', 'p95', 'p99'] as const;

/**
 * The strategies, best first, with what decides: the compared measure, quantiles of the response time, what was not served,
 * how much of the fleet it took, and the verdict beside the baseline.
 * @param withIntervals whether the compared measure has its interval
 */
export function rankingColumns(summary: Summary, withIntervals: boolean): readonly RankingColumn[] {
  const ranked = rankedStrategies(summary);
  const by = rankedBy(summary);
  const column = (
    head: string,
    leftOut: number,
    cell: (of: Ranked) => string,
    role?: RankingColumn['role'],
  ): RankingColumn => ({ head, cells: ranked.map(cell), leftOut, role });
  const compared = column(headOf(by), 0, ({ value }) => comparedCell(by, value, withIntervals), 'compared');
  const times = SHOWN.map((name, n) => {
    const path = `response_time_ms.${name}`;
    if (path === by) return compared;
    return column(`P${quantileOfName(name)}`, 3 - n, ({ strategy: { measures } }) =>
      plain(measures.response_time_ms?.[name]),
    );
  });
  const isAnyOverloaded = ranked.some(({ strategy }) => strategy.requests.overload_failed > 0);
  return [
    column('strategy', 0, ({ strategy }) => strategy.name),
    ...(times.includes(compared) ? [] : [compared]),
    ...times,
    column('overload failures', isAnyOverloaded ? 0 : SAYS_NOTHING, ({ strategy: { requests } }) =>
      counted(requests.overload_failed, requests.arrived),
    ),
    column('not served', 0, ({ unservedShare }) => (unservedShare === 0 ? '0' : formatPercent(unservedShare))),
    column('utilization', 5, ({ strategy: { measures } }) =>
      measures.utilization === undefined ? '–' : formatShare(measures.utilization.value),
    ),
    ...(ranked.length === 1 ? [] : [column(`against ${summary.scenario.baseline}`, 0, verdictCell, 'verdict')]),
  ];
}

/** The same as a table, with every column. */
export function rankingTable(summary: Summary): ReportTable {
  const columns = rankingColumns(summary, true);
  return {
    title: '',
    head: columns.map(({ head }) => head),
    rows: summary.strategies.map((_, row) => columns.map(({ cells }) => cells[row])),
  };
}

/** What a verdict is called, and its mark. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  better: '✓ better',
  worse: '✗ worse',
  no_difference_shown: '≈ not shown',
  invalid: '? no verdict',
};

function verdictCell({ isBaseline, comparison }: Ranked): string {
  if (isBaseline) return '· baseline';
  if (comparison === undefined) return '–';
  return VERDICT_WORDS[comparison.verdict] + relativeOf(comparison);
}

function relativeOf({ verdict, relative }: Comparison): string {
  return relative === undefined || verdict === 'invalid' ? '' : `, ${formatRelative(relative)}`;
}

function headOf(by: string): string {
  const unit = parseMeasurePath(by)?.measure.unit;
  if (/^response_time_ms\.p\d+$/.test(by)) return `P${quantileOfName(by.split('.')[1])}`;
  return `${measureInWords(by)}${unit === 'ms' ? ', ms' : unit === '1/s' ? ' /s' : ''}`;
}

function comparedCell(by: string, value: number | Measure | undefined, withIntervals: boolean): string {
  if (value === undefined) return '–';
  if (typeof value === 'number') return formatCount(value);
  const unit = parseMeasurePath(by)?.measure.unit;
  if (unit === 'share') return formatShare(value.value);
  if (unit === 'score') return withIntervals ? formatValue(unit, value) : formatScore(value.value);
  return withIntervals ? formatMeasure(value) : formatNumber(value.value);
}

function plain(measure: Measure | undefined): string {
  return measure === undefined ? '–' : formatNumber(measure.value);
}

function counted(count: number, of: number): string {
  return count === 0 ? '0' : `${formatCount(count)} (${formatPercent(count / of)})`;
}
