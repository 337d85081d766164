import { directionOf } from '../measures/index.js';
import { LEVEL } from '../estimates/index.js';
import type { Comparison } from '../results/index.js';
import { holmAdjusted } from '../statistics/index.js';
import { type Evidence, type Pair, pairOf } from './pairs.js';

/**
 * Every strategy beside the baseline in every measure that the plan compares: paired differences on common traffic,
 * with Holm's correction over all of them.
 */
export function compareWithBaseline(evidence: Evidence): readonly Comparison[] {
  const { plan } = evidence;
  const b = plan.strategies.findIndex(({ name }) => name === plan.baseline);
  const pairs = plan.compare.flatMap((measure) =>
    plan.strategies.flatMap(({ name }, s) => (s === b ? [] : [{ measure, name, ...pairOf(evidence, measure, s, b) }])),
  );
  const adjusted = holmAdjusted(pairs.map(({ paired }) => paired?.pValue));
  return pairs.map(({ measure, name, ...pair }, i) => {
    const pValue = adjusted[i];
    return {
      baseline: plan.baseline,
      strategy: name,
      measure,
      ...differenceFields(pair),
      ...(pValue !== undefined && { p_value: pValue }),
      ...verdict(measure, pair, pValue),
    };
  });
}

function differenceFields({ paired, theirs }: Pair) {
  if (paired === undefined || theirs === undefined || Number.isNaN(paired.difference)) return {};
  const { difference, interval, ratio, varianceReduction } = paired;
  return {
    difference,
    ...(theirs.pooled !== 0 && { relative: difference / theirs.pooled }),
    ...(interval !== undefined && { ci95: [interval.low, interval.high] as const }),
    ...(ratio !== undefined && { relative_ci95: [ratio.low - 1, ratio.high - 1] as const }),
    ...(varianceReduction !== undefined && { variance_reduction: varianceReduction }),
  };
}

function verdict(
  measure: string,
  { paired, invalid }: Pair,
  pValue: number | undefined,
): Pick<Comparison, 'verdict' | 'reason'> {
  if (invalid !== undefined) return { verdict: 'invalid', reason: invalid };
  if (pValue === undefined || pValue > 1 - LEVEL) return { verdict: 'no_difference_shown' };
  const lower = (paired?.difference ?? 0) < 0;
  return { verdict: lower === (directionOf(measure) === 'lower') ? 'better' : 'worse' };
}
