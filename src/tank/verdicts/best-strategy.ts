import { directionOf, parseMeasurePath } from '../measures/index.js';
import { comparedValues, estimateAt, LEVEL, type MeasuredStrategy } from '../estimates/index.js';
import type { ScreeningSummary } from '../results/index.js';
import { holmAdjusted, timesToTell } from '../statistics/index.js';
import { type Evidence, pairOf } from './pairs.js';

/**
 * Which strategies may be the best in each compared measure, since comparisons with the baseline do not tell: the one with
 * the best value is compared with every other one, with Holm's correction over all measures together. Those that it is not
 * shown to be better than may be the best too. Left out is what `select` decides.
 */
export function bestStrategies(evidence: Evidence): ScreeningSummary[] {
  const { plan } = evidence;
  const fields = plan.compare.flatMap((measure) => {
    const leader = measure === plan.select?.measure ? undefined : leaderOf(evidence, measure);
    return leader === undefined ? [] : [{ measure, leader }];
  });
  const pairs = fields.flatMap(({ measure, leader }) =>
    plan.strategies.flatMap((_, other) => {
      if (other === leader || !isCandidate(evidence, measure, other)) return [];
      const { paired, ours, invalid } = pairOf(evidence, measure, leader, other);
      const observations = ours?.replications.length ?? 0;
      const pValue = invalid === undefined ? paired?.pValue : undefined;
      const isEqual = pValue === 1 && paired?.interval === undefined; // else differences cancel
      return [{ measure, other, observations, invalid, pValue, isEqual }];
    }),
  );
  const adjusted = holmAdjusted(pairs.map(({ pValue }) => pValue));
  const tested = pairs.map((pair, i) => ({ ...pair, isShown: (adjusted[i] ?? 1) <= 1 - LEVEL }));
  return fields.flatMap(({ measure, leader }) => {
    const own = tested.filter((pair) => pair.measure === measure);
    if (own.every(({ pValue }) => pValue === undefined)) return [];
    const others = own.filter(({ isShown }) => !isShown);
    const nameOf = (s: number) => plan.strategies[s].name;
    const equal = others.filter(({ isEqual }) => isEqual).map(({ other }) => nameOf(other));
    const unjudged = others.flatMap(({ other, invalid }) =>
      invalid === undefined ? [] : [{ strategy: nameOf(other), reason: invalid }],
    );
    const needed = neededFor(others, evidence, pairs.length);
    return [
      {
        measure,
        level: LEVEL,
        survivors: [nameOf(leader), ...others.map(({ other }) => nameOf(other))],
        ...(unjudged.length > 0 && { not_judged: unjudged }),
        ...(equal.length > 0 && { equal }),
        ...(needed !== undefined && { replications_needed: needed }),
      },
    ];
  });
}

/** Beyond so many replications a difference is as good as none. */
const MOST_REPLICATIONS = 10_000;

/** A leader beside another strategy. */
interface Tested {
  readonly pValue: number | undefined;
  readonly observations: number;
  readonly isEqual: boolean;
}

/** Replications that would tell all these pairs apart that can be told, in two digits; undefined where none within reason would. */
function neededFor(others: readonly Tested[], { replications, runs }: Evidence, tests: number): number | undefined {
  const pairs = others.filter(({ pValue, isEqual }) => pValue !== undefined && !isEqual);
  if (pairs.length === 0 || runs !== undefined) return undefined; // a resampled trace is as long as it is
  const times = pairs.map(({ pValue = 1, observations }) => timesToTell(pValue, observations, tests, LEVEL));
  const needed = replications * Math.max(...times);
  if (!(needed <= MOST_REPLICATIONS)) return undefined;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(needed)) - 1);
  return Math.max(replications + 1, step * Math.ceil(needed / step));
}

/** The strategy with the best value, of those whose value is not flattered by requests that it leaves unserved. */
function leaderOf(evidence: Evidence, measure: string): number | undefined {
  const sign = directionOf(measure) === 'lower' ? 1 : -1;
  const ranked = evidence.plan.strategies
    .flatMap((_, s) => (isCandidate(evidence, measure, s) ? [s] : []))
    .sort((a, b) => sign * (valueOf(evidence, measure, a) - valueOf(evidence, measure, b)));
  if (ranked.length < 2) return undefined;
  return ranked.find((s) =>
    ranked.every((other) => other === s || pairOf(evidence, measure, s, other).invalid !== 'completions_differ'),
  );
}

/** Times of a strategy without a steady state are the best in nothing. */
function isCandidate({ measured }: Evidence, measure: string, s: number): boolean {
  const isTime = parseMeasurePath(measure)?.measure.kind === 'column';
  return !(isTime && measured[s].unsteady !== undefined) && estimateAt(measured[s], measure) !== undefined;
}

function valueOf({ measured }: Evidence, measure: string, s: number): number {
  return estimateAt(measured[s], measure)?.pooled ?? NaN;
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
