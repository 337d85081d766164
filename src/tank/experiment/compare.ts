import type { Comparison } from '../results/summary.js';
import { comparableMeasures, type MeasureName, type Plan } from '../scenario/index.js';
import { holmAdjusted, pairedDifference, type PairedDifference } from '../statistics/index.js';
import { LEVEL, type StrategyMeasure } from './measure-strategy.js';

type Measures = ReadonlyMap<string, StrategyMeasure>;

/**
 * Every strategy beside the baseline in every measure that the plan compares: paired differences on common traffic,
 * with Holm's correction over all of them.
 * @param measures of each strategy, in the order of the plan
 */
export function compareWithBaseline(plan: Plan, measures: readonly Measures[]): readonly Comparison[] {
  const baseline = measures[plan.strategies.findIndex(({ name }) => name === plan.baseline)];
  const pairs = plan.compare.flatMap((measure) =>
    plan.strategies.flatMap(({ name }, s) =>
      name === plan.baseline ? [] : [{ measure, name, ours: measures[s].get(measure), theirs: baseline.get(measure) }],
    ),
  );
  const paired = pairs.map(({ ours, theirs }) => ours && theirs && pairedDifference(ours, theirs, LEVEL));
  const adjusted = holmAdjusted(paired.map((difference) => difference?.pValue));
  return pairs.map(({ measure, name, ours, theirs }, i) => {
    const pValue = adjusted[i];
    return {
      baseline: plan.baseline,
      strategy: name,
      measure,
      ...differenceFields(paired[i], theirs),
      ...(pValue !== undefined && { p_value: pValue }),
      ...verdict(measure, paired[i], pValue, [ours, theirs]),
    };
  });
}

function differenceFields(paired: PairedDifference | undefined, baseline: StrategyMeasure | undefined) {
  if (paired === undefined || baseline === undefined || Number.isNaN(paired.difference)) return {};
  const { difference, interval } = paired;
  return {
    difference,
    ...(baseline.pooled !== 0 && { relative: difference / baseline.pooled }),
    ...(interval !== undefined && { ci95: [interval.low, interval.high] as const }),
  };
}

function verdict(
  measure: MeasureName,
  paired: PairedDifference | undefined,
  pValue: number | undefined,
  measured: readonly (StrategyMeasure | undefined)[],
): Pick<Comparison, 'verdict' | 'reason'> {
  const values = measured.flatMap((of) => of?.replications ?? NaN);
  if (paired === undefined || values.some(Number.isNaN)) return { verdict: 'invalid', reason: 'no_value' };
  if (values.length === 2) return { verdict: 'invalid', reason: 'single_replication' };
  if (pValue === undefined) return { verdict: 'invalid', reason: 'no_spread' };
  if (pValue > 1 - LEVEL) return { verdict: 'no_difference_shown' };
  const lower = paired.difference < 0;
  return { verdict: lower === (comparableMeasures[measure] === 'lower') ? 'better' : 'worse' };
}
