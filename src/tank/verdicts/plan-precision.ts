import { plainMean } from '../../core/index.js';
import { LEVEL } from '../estimates/index.js';
import type { JobRecord, Replications } from '../results/index.js';
import type { Plan } from '../plan/index.js';
import { replicationsNeeded } from '../statistics/index.js';

/** What it would take to make the estimates of a plan so precise, as a pilot shows it. */
export interface PrecisionPlan {
  /** Replications of the pilot. */
  readonly pilot: number;
  readonly requestsPerReplication: number;
  readonly needs: readonly Need[];
  /** Most replications of any need; NaN where one cannot be told. */
  readonly replications: number;
  /** Mean time of a replication of all strategies on one core, in ms; NaN where it was not taken. */
  readonly replicationMs: number;
}

/** What one estimate takes. */
export interface Need {
  readonly strategy: string;
  readonly measure: string;
  /** The estimate itself, or its difference from the baseline on the same traffic. */
  readonly of: 'value' | 'difference';
  /** Mean over the pilot: of the values, or of the differences as a share of the baseline's. */
  readonly found: number;
  /** So many replications, or as many as the pilot had with `requests` requests each. */
  readonly replications: number;
  readonly requests: number;
}

/**
 * Replications until the 95 % interval of each compared measure is within ± `relative` of its value, and that of each
 * difference from the baseline within ± `relative` of the baseline's value. The variance comes from the pilot and is
 * itself an estimate, known to a quarter from 10 replications; where replications are independent, as many times as
 * many requests in each do as well.
 * @param replications of the pilot
 * @param jobs of the pilot, with their times
 * @param requestsPerReplication of the pilot
 */
export function planPrecision(
  plan: Plan,
  { strategies }: Replications,
  jobs: readonly JobRecord[],
  requestsPerReplication: number,
  relative: number,
): PrecisionPlan {
  const valuesOf = (strategy: string, measure: string) =>
    (strategies.find(({ name }) => name === strategy)?.values[measure] ?? []).map((value) => value ?? NaN);
  const pilot = Math.max(0, ...strategies.flatMap(({ values }) => Object.values(values).map(({ length }) => length)));
  const need = (strategy: string, measure: string, of: Need['of'], values: readonly number[], found: number): Need => {
    const count = replicationsNeeded(values, { relativeHalfWidth: relative, level: LEVEL });
    const requests = Math.ceil(requestsPerReplication * Math.max(1, count / pilot));
    return { strategy, measure, of, found, replications: count, requests };
  };
  const needs = plan.compare.flatMap((measure) => {
    const theirs = valuesOf(plan.baseline, measure);
    const baseline = plainMean(theirs);
    return plan.strategies.flatMap(({ name }) => {
      const values = valuesOf(name, measure);
      const own = need(name, measure, 'value', values, plainMean(values));
      if (name === plan.baseline) return [own];
      const differences = values.map((value, r) => value - theirs[r]);
      const difference = plainMean(differences);
      const about = differences.map((each) => each - difference + baseline); // as uncertain, about the baseline's value
      return [own, need(name, measure, 'difference', about, difference / baseline)];
    });
  });
  const times = jobs.flatMap(({ wall_ms }) => wall_ms ?? []);
  return {
    pilot,
    requestsPerReplication,
    needs,
    replications: Math.max(...needs.map((each) => each.replications)),
    replicationMs: times.length === 0 ? NaN : plainMean(times) * plan.strategies.length,
  };
}
