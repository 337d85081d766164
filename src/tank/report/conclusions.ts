import { parseMeasurePath, type Unit } from '../measures/index.js';
import type { Comparison, Summary } from '../results/index.js';
import { statisticTitle } from './measure-tables.js';
import { formatInterval, formatNumber, formatRelative, formatShare } from './numbers.js';
import { REASONS } from './footnotes.js';

/** What follows from all comparisons together, in words: which strategy is the best, and whether estimates are precise. */
export function conclusions({ selection, screening = [], precision, strategies }: Summary): readonly string[] {
  return [
    ...(selection === undefined ? [] : [selectedInWords(selection)]),
    ...screening.map((screened) => screenedInWords(screened, strategies.length)),
    ...(precision === undefined ? [] : [precisionInWords(precision)]),
  ];
}

function selectedInWords(selection: NonNullable<Summary['selection']>): string {
  const { measure, best, survivors, indifference = NaN, level, replications } = selection;
  const what = measureInWords(measure);
  const within = Number.isNaN(indifference) ? '' : `, or within ${formatNumber(indifference)} of the best`;
  return best === undefined
    ? `Which is the best in ${what} is not decided after ${replications} replications; it may be ${survivors.join(', ')}.`
    : `${best} is the best in ${what}${within}, ${withCertainty(level)}.`;
}

function screenedInWords(
  { measure, survivors: [leader, ...others], level }: NonNullable<Summary['screening']>[number],
  strategyCount: number,
): string {
  const what = measureInWords(measure);
  if (others.length === 0)
    return `${leader} is the best in ${what}: shown to be better than every other, ${withCertainty(level)}.`;
  const rest = others.length === strategyCount - 1 ? 'any other' : others.join(', ');
  return `${leader} leads in ${what}, but is not shown to be better than ${rest}.`;
}

/** @example withCertainty(0.95) // with 95 % certainty */
function withCertainty(level: number): string {
  return `with ${formatNumber(100 * level)} % certainty`;
}

function precisionInWords(precision: NonNullable<Summary['precision']>): string {
  const { relative_half_width, replications, is_met, missed } = precision;
  const asked = `±${formatShare(relative_half_width)}`;
  const names = [...new Set(missed.map(({ strategy, measure }) => `${strategy} in ${measureInWords(measure)}`))];
  return is_met
    ? `Every estimate is as precise as ${asked} after ${replications} replications.`
    : `After ${replications} replications these are less precise than ${asked}: ${names.join('; ')}.`;
}

/** A verdict in words that need no statistics. */
export function inWords(comparison: Comparison): string {
  const { baseline, strategy, measure, relative, difference, ci95, verdict, reason } = comparison;
  const what = measureInWords(measure);
  if (difference === undefined || relative === undefined) return `${strategy}: no ${what} to compare with ${baseline}.`;
  const found = `${formatRelative(relative)} against ${baseline} (${formatNumber(difference)})`;
  const interval = ci95 === undefined ? '' : `, 95 % interval ${formatInterval(ci95)}`;
  switch (verdict) {
    case 'better':
    case 'worse':
      return `${strategy} is ${verdict} in ${what}: ${found}${interval}.`;
    case 'no_difference_shown':
      return `${strategy}: no difference in ${what} is shown; what was found, ${found}${interval}, may be chance${amongMany(comparison)}.`;
    case 'invalid':
      return `${strategy}: ${what} ${found}; whether that is real cannot be said: ${reason === undefined ? 'no reason' : REASONS[reason]}.`;
  }
}

/** Where the interval of a difference, by itself, leaves 0 out. */
function amongMany({ ci95, p_value }: Comparison): string {
  const isAlone = ci95 !== undefined && (ci95[0] > 0 || ci95[1] < 0);
  return isAlone && p_value !== undefined ? ` among so many comparisons (p = ${formatNumber(p_value)})` : '';
}

/** @example measureInWords('response_time_ms.p99') // P99 of response time (ms) */
function measureInWords(path: string): string {
  const found = parseMeasurePath(path);
  if (found === undefined) return path;
  const { measure, statistic, part } = found;
  const unit = UNITS[measure.unit];
  return [
    ...(statistic === undefined ? [] : [`${statisticTitle(statistic)} of`]),
    measure.label,
    ...(unit === undefined ? [] : [`(${unit})`]),
    ...(part === undefined ? [] : [`of ${part.kind} ${part.name}`]),
  ].join(' ');
}

const UNITS: Partial<Record<Unit, string>> = { ms: 'ms', '1/s': 'per second' };
