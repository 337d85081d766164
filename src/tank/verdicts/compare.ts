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
  const verdicts = verdictsOf(pairs);
  return pairs.map(({ measure, name }, i) => ({ baseline: plan.baseline, strategy: name, measure, ...verdicts[i] }));
}

/** What is said of a difference. @typeParam Reason why nothing can be said of some */
export type Judged<Reason> = Omit<Comparison, 'baseline' | 'strategy' | 'measure' | 'reason'> & {
  readonly reason?: Reason;
};

/** Two values of a measure, with their difference as far as it is known. */
interface Difference<Reason> extends Pick<Pair, 'paired' | 'theirs'> {
  readonly measure: string;
  readonly invalid: Reason | undefined;
}

/** What is said of differences, with Holm's correction over all of them. */
export function verdictsOf<Reason>(pairs: readonly Difference<Reason>[]): readonly Judged<Reason>[] {
  const adjusted = holmAdjusted(pairs.map(({ paired }) => paired?.pValue));
  return pairs.map((pair, i) => {
    const pValue = adjusted[i];
    return {
      ...differenceFields(pair),
      ...(pValue !== undefined && { p_value: pValue }),
      ...verdict(pair, pValue),
    };
  });
}

function differenceFields({ paired, theirs }: Pick<Pair, 'paired' | 'theirs'>) {
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

function verdict<Reason>(
  { measure, paired, invalid }: Difference<Reason>,
  pValue: number | undefined,
): Pick<Judged<Reason>, 'verdict' | 'reason'> {
  if (invalid !== undefined) return { verdict: 'invalid', reason: invalid };
  if (pValue === undefined || pValue > 1 - LEVEL) return { verdict: 'no_difference_shown' };
  const lower = (paired?.difference ?? 0) < 0;
  return { verdict: lower === (directionOf(measure) === 'lower') ? 'better' : 'worse' };
}
