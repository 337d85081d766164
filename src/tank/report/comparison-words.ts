import type { Comparison } from '../results/index.js';
import { REASONS } from './footnotes.js';
import { formatInterval, formatNumber, formatRelative } from './numbers.js';
import { measureInWords } from './verdict.js';

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
      return `${strategy}: no difference in ${what} is shown; the measured difference, ${found}${interval}, may be chance${amongMany(comparison)}.`;
    case 'invalid':
      return `${strategy}: ${what} ${found}; whether it is real cannot be judged: ${reason === undefined ? 'no reason' : REASONS[reason]}.`;
  }
}

/** Where the interval of a difference, by itself, leaves 0 out. */
function amongMany({ ci95, p_value }: Comparison): string {
  const isAlone = ci95 !== undefined && (ci95[0] > 0 || ci95[1] < 0);
  return isAlone && p_value !== undefined ? ` given the number of comparisons (p = ${formatNumber(p_value)})` : '';
}
