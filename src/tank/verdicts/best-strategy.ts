import { directionOf } from '../measures/index.js';
import { comparedValues, estimateAt, LEVEL, type MeasuredStrategy } from '../estimates/index.js';
import type { Comparison, ScreeningSummary } from '../results/index.js';
import { isResampled, type Plan } from '../plan/index.js';
import { screen } from '../statistics/index.js';

/**
 * Which strategies may be the best in each compared measure, since comparisons with the baseline do not tell: by
 * screening over the replications. Left out are measures in which a comparison is invalid, and what `select` decides;
 * resampled traces, whose replications are not independent, altogether.
 */
export function screenStrategies(
  plan: Plan,
  measured: readonly MeasuredStrategy[],
  comparisons: readonly Comparison[],
): ScreeningSummary[] {
  if (plan.strategies.length < 2 || isResampled(plan)) return [];
  return plan.compare.flatMap((measure) => {
    const columns = lossColumns(measure, measured);
    if (measure === plan.select?.measure || !isSound(measure, comparisons) || columns === undefined) return [];
    const survivors = screen(columns, LEVEL).map((s) => plan.strategies[s].name);
    return [{ measure, level: LEVEL, survivors }];
  });
}

/**
 * A measure by strategy and replication (or section of short ones), turned so that less is better; undefined below two
 * replications, and where one has no value.
 */
export function lossColumns(measure: string, measured: readonly MeasuredStrategy[]): number[][] | undefined {
  const sign = directionOf(measure) === 'lower' ? 1 : -1;
  const columns = measured.map((strategy) => {
    const found = estimateAt(strategy, measure);
    return found === undefined ? [] : comparedValues(found).replications.map((value) => sign * value);
  });
  const count = columns[0].length;
  const isWhole = columns.every((column) => column.length === count && column.every(Number.isFinite));
  return count >= 2 && isWhole ? columns : undefined;
}

function isSound(measure: string, comparisons: readonly Comparison[]): boolean {
  return comparisons.every(({ measure: of, verdict }) => of !== measure || verdict !== 'invalid');
}
