import { directionOf } from '../measures/index.js';
import { comparedValues, estimateAt, LEVEL, type MeasuredStrategy } from '../estimates/index.js';
import type { Comparison } from '../results/index.js';
import { isResampled, type Plan } from '../plan/index.js';
import {
  bootstrapDifference,
  holmAdjusted,
  MINIMUM_BOOTSTRAP_VALUES,
  pairedDifference,
  type PairedDifference,
  type ReplicatedMeasure,
} from '../statistics/index.js';
import { type Comparability, incomparable } from './comparability.js';

/** How the values to compare were made. */
interface Made {
  readonly replications: number;
  /** Of a resampled trace: runs of blocks in each replication. */
  readonly runs?: number | undefined;
}

/**
 * Every strategy beside the baseline in every measure that the plan compares: paired differences on common traffic,
 * with Holm's correction over all of them.
 * @param measured of each strategy, in the order of the plan
 * @param comparability of each, likewise
 */
export function compareWithBaseline(
  plan: Plan,
  measured: readonly MeasuredStrategy[],
  comparability: readonly Comparability[],
  { replications, runs }: Made,
): readonly Comparison[] {
  const b = plan.strategies.findIndex(({ name }) => name === plan.baseline);
  const baseline = measured[b];
  const pairs = plan.compare.flatMap((measure) =>
    plan.strategies.flatMap(({ name }, s) =>
      s === b ? [] : [{ measure, name, s, ours: compared(measured[s], measure), theirs: compared(baseline, measure) }],
    ),
  );
  const differ = (ours: ReplicatedMeasure, theirs: ReplicatedMeasure) =>
    runs === undefined ? pairedDifference(ours, theirs, LEVEL) : bootstrapDifference(ours, theirs, LEVEL, runs);
  const paired = pairs.map(({ ours, theirs }) => ours && theirs && differ(ours, theirs));
  const adjusted = holmAdjusted(paired.map((difference) => difference?.pValue));
  return pairs.map(({ measure, name, s, ours, theirs }, i) => {
    const pValue = adjusted[i];
    const why = incomparable(measure, comparability[s], comparability[b]) ?? unfit(plan, measure, replications);
    return {
      baseline: plan.baseline,
      strategy: name,
      measure,
      ...differenceFields(paired[i], theirs),
      ...(pValue !== undefined && { p_value: pValue }),
      ...verdict(measure, paired[i], pValue, [ours, theirs], why),
    };
  });
}

function compared(strategy: MeasuredStrategy, measure: string): ReplicatedMeasure | undefined {
  const found = estimateAt(strategy, measure);
  return found && comparedValues(found);
}

/** Why the replications of a plan cannot be judged by, for all their number. */
function unfit(plan: Plan, measure: string, made: number): Comparison['reason'] {
  if (isResampled(plan) && made < MINIMUM_BOOTSTRAP_VALUES) return 'too_few_replications';
  const isSelected = measure === plan.select?.measure && made > plan.replications;
  return isSelected ? 'stopped_by_select' : undefined;
}

function differenceFields(paired: PairedDifference | undefined, baseline: ReplicatedMeasure | undefined) {
  if (paired === undefined || baseline === undefined || Number.isNaN(paired.difference)) return {};
  const { difference, interval, varianceReduction } = paired;
  return {
    difference,
    ...(baseline.pooled !== 0 && { relative: difference / baseline.pooled }),
    ...(interval !== undefined && { ci95: [interval.low, interval.high] as const }),
    ...(varianceReduction !== undefined && { variance_reduction: varianceReduction }),
  };
}

function verdict(
  measure: string,
  paired: PairedDifference | undefined,
  pValue: number | undefined,
  measured: readonly (ReplicatedMeasure | undefined)[],
  why: Comparison['reason'],
): Pick<Comparison, 'verdict' | 'reason'> {
  const values = measured.flatMap((of) => of?.replications ?? NaN);
  if (paired === undefined || values.some(Number.isNaN)) return { verdict: 'invalid', reason: 'no_value' };
  if (values.length === 2) return { verdict: 'invalid', reason: 'single_replication' };
  if (values.length === 0) return { verdict: 'invalid', reason: 'too_few_requests' };
  if (why !== undefined && paired.difference !== 0) return { verdict: 'invalid', reason: why };
  if (pValue === undefined) return { verdict: 'invalid', reason: 'no_spread' };
  if (pValue > 1 - LEVEL) return { verdict: 'no_difference_shown' };
  const lower = paired.difference < 0;
  return { verdict: lower === (directionOf(measure) === 'lower') ? 'better' : 'worse' };
}
