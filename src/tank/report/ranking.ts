import { directionOf } from '../measures/index.js';
import {
  type Comparison,
  type Measure,
  storedMeasure,
  type StrategySummary,
  type Summary,
  unservedShare,
} from '../results/index.js';

/** A strategy beside the others, by the measure that the scenario compares first. */
export interface Ranked {
  readonly strategy: StrategySummary;
  /** In that measure: a total, or a value with its interval; undefined where it has none. */
  readonly value: number | Measure | undefined;
  readonly isBaseline: boolean;
  /** Beside the baseline; undefined for the baseline itself, and where nothing is compared. */
  readonly comparison: Comparison | undefined;
  /** Of the requests that arrived, over all replications. */
  readonly unservedShare: number;
  /** Whether enough requests were served within the SLO; undefined without one. */
  readonly meetsSlo: boolean | undefined;
}

/** The measure that strategies are ranked by: the first that is compared. */
export function rankedBy({ scenario }: Summary): string {
  return scenario.compare[0];
}

/** Strategies with the best value first; those without one last; equal ones in the order of the scenario. */
export function rankedStrategies(summary: Summary): readonly Ranked[] {
  const measure = rankedBy(summary);
  const sign = directionOf(measure) === 'higher' ? -1 : 1;
  const ranked = summary.strategies.map((strategy): Ranked => {
    return {
      strategy,
      value: storedMeasure(strategy, measure),
      isBaseline: strategy.name === summary.scenario.baseline,
      comparison: summary.comparisons.find((each) => each.strategy === strategy.name && each.measure === measure),
      unservedShare: unservedShare(strategy),
      meetsSlo: meetsSlo(strategy, summary),
    };
  });
  const key = ({ value }: Ranked) => (value === undefined ? Infinity : sign * plainValue(value));
  return ranked.sort((a, b) => (key(a) === key(b) ? 0 : key(a) - key(b)));
}

export function plainValue(value: number | Measure): number {
  return typeof value === 'number' ? value : value.value;
}

function meetsSlo({ measures }: StrategySummary, { scenario: { slo } }: Summary): boolean | undefined {
  return slo === undefined ? undefined : (measures.slo_attainment?.value ?? 0) >= slo.attainment;
}
