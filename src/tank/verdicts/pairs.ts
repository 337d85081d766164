import { estimateAt, comparedValues, LEVEL, type MeasuredStrategy } from '../estimates/index.js';
import { parseMeasurePath } from '../measures/index.js';
import type { Comparison } from '../results/index.js';
import { isResampled, type Plan } from '../plan/index.js';
import {
  bootstrapDifference,
  MINIMUM_BOOTSTRAP_VALUES,
  NO_STRETCH,
  pairedDifference,
  type PairedDifference,
  type ReplicatedMeasure,
  type Stretch,
  stretchOfDifference,
} from '../statistics/index.js';
import { type Candidate, type Comparability, effectiveOf, incomparable } from './comparability.js';

/** What was measured of every strategy, and how it was made. */
export interface Evidence {
  readonly plan: Plan;
  readonly measured: readonly MeasuredStrategy[];
  readonly comparability: readonly Comparability[];
  readonly replications: number;
  /** Of a resampled trace: runs of blocks in each replication. */
  readonly runs?: number | undefined;
}

/** Two strategies in one measure, on the same traffic. */
export interface Pair {
  /** Absent where one has no value. */
  readonly paired: PairedDifference | undefined;
  /** What they were compared by. */
  readonly ours: ReplicatedMeasure | undefined;
  readonly theirs: ReplicatedMeasure | undefined;
  /** Why nothing can be said; undefined where the p-value decides. */
  readonly invalid: Comparison['reason'];
}

/** Strategy s less strategy b. */
export function pairOf(evidence: Evidence, measure: string, s: number, b: number): Pair {
  const { plan, runs } = evidence;
  const [us, them] = [candidate(evidence, measure, s), candidate(evidence, measure, b)];
  const [ours, theirs] = [s, b].map((each) => {
    const estimate = estimateAt(evidence.measured[each], measure);
    return estimate && comparedValues(estimate);
  });
  const paired =
    ours &&
    theirs &&
    (runs === undefined
      ? pairedDifference(ours, theirs, LEVEL, stretchFor(measure, effectiveOf(us, them)))
      : bootstrapDifference(ours, theirs, LEVEL, runs));
  const why = incomparable(plan.client.timeoutMs, measure, us, them) ?? unfit(evidence, measure);
  return { paired, ours, theirs, invalid: invalidity(paired, [ours, theirs], why) };
}

/** Of the interval of a difference. @param effective K of the worse known of the two; Infinity where neither is */
export function stretchFor(measure: string, effective: number): Stretch {
  if (effective === Infinity || effective === 0) return NO_STRETCH;
  return stretchOfDifference(parseMeasurePath(measure)?.statistic === 'mean' ? 'mean' : 'quantile', effective);
}

function candidate({ measured, comparability }: Evidence, measure: string, s: number): Candidate {
  return {
    estimate: estimateAt(measured[s], measure),
    unsteady: measured[s].unsteady,
    comparability: comparability[s],
  };
}

/** Why the replications of a plan cannot be judged by, for all their number. */
function unfit({ plan, replications }: Evidence, measure: string): Comparison['reason'] {
  if (isResampled(plan) && replications < MINIMUM_BOOTSTRAP_VALUES) return 'too_few_replications';
  if (plan.select === undefined || replications <= plan.replications) return undefined;
  const isTwin = parseMeasurePath(measure)?.measure.kind === 'column'; // of times one goes with the other
  return measure === plan.select.measure || isTwin ? 'stopped_by_select' : undefined;
}

function invalidity(
  paired: PairedDifference | undefined,
  measured: readonly (ReplicatedMeasure | undefined)[],
  why: Comparison['reason'],
): Comparison['reason'] {
  const values = measured.flatMap((of) => of?.replications ?? NaN);
  if (paired === undefined || values.some(Number.isNaN)) return 'no_value';
  if (values.length === 2) return 'single_replication';
  if (values.length === 0) return 'too_short';
  if (why !== undefined && paired.difference !== 0) return why;
  return paired.pValue === undefined ? 'no_spread' : undefined;
}
