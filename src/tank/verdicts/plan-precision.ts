import { parseMeasurePath } from '../measures/index.js';
import { plainMean } from '../../core/index.js';
import { type JobRecord, type Measure, storedMeasure, type Summary } from '../results/index.js';
import type { Plan } from '../plan/index.js';
import { type PilotEstimate, replicationsNeeded } from '../statistics/index.js';

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
 * Replications until the 95 % interval of each compared measure is there and within ± `relative` of its value, and that of
 * each difference from the baseline within ± `relative` of the baseline's value. Both are told from the intervals of the
 * pilot, which are estimates themselves; where replications are independent, as many times as many requests in each do as
 * well.
 * @param summary of the pilot
 * @param jobs of the pilot, with their times
 * @param requestsPerReplication of the pilot
 */
export function planPrecision(
  { compare, baseline }: Plan,
  { strategies, comparisons, scenario: { replications: pilot } }: Summary,
  jobs: readonly JobRecord[],
  requestsPerReplication: number,
  relative: number,
): PrecisionPlan {
  const measureOf = (name: string, measure: string): Measure | undefined => {
    const strategy = strategies.find((each) => each.name === name);
    const stored = strategy && storedMeasure(strategy, measure);
    return typeof stored === 'number' ? { value: stored / pilot } : stored;
  };
  const need = (of: Pick<Need, 'strategy' | 'measure' | 'of' | 'found'>, estimate: PilotEstimate): Need => {
    const count = replicationsNeeded(estimate, pilot, relative);
    return { ...of, replications: count, requests: Math.ceil(requestsPerReplication * Math.max(1, count / pilot)) };
  };
  const needs = compare.flatMap((measure) => {
    const theirs = measureOf(baseline, measure);
    const isQuantile = parseMeasurePath(measure)?.statistic !== 'mean'; // a mean has its interval whatever it rests on
    return strategies.flatMap(({ name: strategy }) => {
      const ours = measureOf(strategy, measure);
      if (ours === undefined) return [];
      const own = need({ strategy, measure, of: 'value', found: ours.value }, estimateOf(ours, isQuantile));
      const compared = comparisons.find((each) => each.strategy === strategy && each.measure === measure);
      if (compared?.difference === undefined || theirs === undefined) return [own];
      const ends = compared.ci95?.map((end) => theirs.value + end - (compared.difference ?? 0)); // as uncertain, about the baseline's value
      const effective = Math.min(ours.effective_requests ?? Infinity, theirs.effective_requests ?? Infinity);
      const difference: PilotEstimate = {
        value: theirs.value,
        interval: ends && { low: ends[0], high: ends[1] },
        effective: isQuantile && effective !== Infinity ? effective : undefined,
      };
      return [own, need({ strategy, measure, of: 'difference', found: compared.relative ?? NaN }, difference)];
    });
  });
  const times = jobs.flatMap(({ wall_ms }) => wall_ms ?? []);
  return {
    pilot,
    requestsPerReplication,
    needs,
    replications: Math.max(...needs.map((each) => each.replications)),
    replicationMs: times.length === 0 ? NaN : plainMean(times) * strategies.length,
  };
}

function estimateOf({ value, ci95, effective_requests }: Measure, isQuantile: boolean): PilotEstimate {
  const interval = ci95 && { low: ci95[0], high: ci95[1] };
  return { value, interval, effective: isQuantile ? effective_requests : undefined };
}
