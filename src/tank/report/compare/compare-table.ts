import { parseMeasurePath } from '../../measures/index.js';
import type { ComparedValue, RunComparison, RunDifference } from '../../results/index.js';
import { formatInterval, formatNumber, formatValue } from '../numbers.js';
import { VERDICT_WORDS } from '../ranking-table.js';
import type { ReportTable } from '../report-table.js';
import { measureInWords } from '../verdict.js';
import { measuresIn, relativeText } from './compare-words.js';

/** A table for each measure, a row for each strategy. */
export function compareTables(comparison: RunComparison): readonly ReportTable[] {
  return measuresIn(comparison).map((measure) => {
    const unit = parseMeasurePath(measure)?.measure.unit;
    return {
      title: `${measureInWords(measure)}${unit === 'ms' ? ', ms' : unit === '1/s' ? ', /s' : ''}`,
      head: ['strategy', 'before', 'after', 'difference', 'relative [95 %]', 'verdict'],
      rows: comparison.comparisons
        .filter((each) => each.measure === measure)
        .map((each) => [
          each.strategy,
          valueText(measure, each.before),
          valueText(measure, each.after),
          differenceText(each),
          relativeText(each),
          verdictText(each),
        ]),
    };
  });
}

function valueText(measure: string, value: ComparedValue | undefined): string {
  return value === undefined ? '–' : formatValue(parseMeasurePath(measure)?.measure.unit ?? 'ratio', value);
}

/** With its interval where there is none of the relative difference. */
function differenceText({ difference, ci95, relative_ci95 }: RunDifference): string {
  if (difference === undefined) return '–';
  const interval = ci95 === undefined || relative_ci95 !== undefined ? '' : ` ${formatInterval(ci95)}`;
  return `${formatNumber(difference)}${interval}`;
}

function verdictText({ verdict, reason, is_equal }: RunDifference): string {
  if (is_equal === true) return '= equal';
  return reason === undefined ? VERDICT_WORDS[verdict] : `${VERDICT_WORDS[verdict]} [${reason.replaceAll('_', ' ')}]`;
}

/** Every comparison as a row: for programs. */
export function compareRows({ comparisons }: RunComparison): ReportTable {
  const text = (value: number | string | undefined) => (value === undefined ? '' : String(value));
  const ends = (interval: readonly [number, number] | undefined) => [text(interval?.[0]), text(interval?.[1])];
  return {
    title: '',
    head: [
      ...['strategy', 'measure', 'method', 'before', 'before_low', 'before_high', 'after', 'after_low', 'after_high'],
      ...['difference', 'low', 'high', 'relative', 'relative_low', 'relative_high', 'p_value', 'verdict', 'reason'],
    ],
    rows: comparisons.map((each) => [
      ...[each.strategy, each.measure, each.method],
      ...[text(each.before?.value), ...ends(each.before?.ci95), text(each.after?.value), ...ends(each.after?.ci95)],
      ...[text(each.difference), ...ends(each.ci95), text(each.relative), ...ends(each.relative_ci95)],
      ...[text(each.p_value), each.verdict, text(each.reason)],
    ]),
  };
}
