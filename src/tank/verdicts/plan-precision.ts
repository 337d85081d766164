import { parseMeasurePath, probability, quantileOfName } from '../measures/index.js';
import { plainMean } from '../../core/index.js';
import { type Comparison, type JobRecord, type Measure, storedMeasure, type Summary } from '../results/index.js';
import type { Plan } from '../plan/index.js';
import { leastLength, leastReplications, type PilotEstimate, replicationsNeeded } from '../statistics/index.js';
import { meanRequestRatePerS } from '../traffic/index.js';

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
  /** Mean over the pilot: of the values, or of the differences as a share of the baseline's; NaN where it has no steady state. */
  readonly found: number;
  /** NaN where it cannot be told. */
  readonly replications: number;
  /**
   * As many replications as the pilot had with so many requests each do as well. NaN where those of the pilot are short: then
   * longer ones vary by more than it shows, for they have long waits that it had no time for.
   */
  readonly requests: number;
  /** Why no number of replications does; absent where one does. */
  readonly reason?: NonNullable<Comparison['reason']>;
}

/** K½ of mean response times in each replication from which on it is long: some hundred times what it takes to forget. */
const LONG = 5;

/** Reasons that more replications, or longer ones, mend; for the others there is no number. */
const MENDED: ReadonlySet<string> = new Set(['too_short', 'no_spread']);

/** Requests of a pilot that are left out of the section of a replication, at most, beside those of the warm-up: their number varies. */
const MARGIN = 0.05;

/**
 * Replications until the 95 % interval of each compared measure is there and within ± `relative` of its value, and that of
 * each difference from the baseline within ± `relative` of the baseline's value. Both are told from the intervals of the
 * pilot, which are estimates themselves. A difference of a quantile takes, besides, as many as make five sections.
 * @param summary of the pilot
 * @param jobs of the pilot, with their times
 * @param requestsPerReplication of the pilot
 */
export function planPrecision(
  plan: Plan,
  { strategies, comparisons, scenario: { replications: pilot, warm_up_ms } }: Summary,
  jobs: readonly JobRecord[],
  requestsPerReplication: number,
  relative: number,
): PrecisionPlan {
  const { compare, baseline } = plan;
  const measureOf = (name: string, measure: string): Measure | undefined => {
    const strategy = strategies.find((each) => each.name === name);
    const stored = strategy && storedMeasure(strategy, measure);
    return typeof stored === 'number' ? { value: stored / pilot } : stored;
  };
  const isLong = (...names: readonly string[]) =>
    names.every((name) => (measureOf(name, 'response_time_ms.mean')?.effective_requests ?? 0) >= LONG * pilot);
  const inWarmUp = requestsInWarmUp(plan, warm_up_ms);
  const served = Math.min(...strategies.map(({ requests }) => requests.completed)) / pilot;
  const counted = Math.max(0, (1 - MARGIN) * (served - inWarmUp));
  const need = (
    of: Pick<Need, 'strategy' | 'measure' | 'of'>,
    found: number,
    estimate: PilotEstimate,
    reason: string | undefined,
  ): Need => {
    if (reason !== undefined && !MENDED.has(reason)) {
      return { ...of, found: NaN, replications: NaN, requests: NaN, reason: reason as NonNullable<Need['reason']> };
    }
    const p = of.of === 'difference' ? quantileShare(of.measure) : undefined;
    const count = replicationsNeeded(estimate, pilot, relative);
    const requests = requestsPerReplication * Math.max(1, count / pilot);
    const isTold = isLong(of.strategy, ...(of.of === 'difference' ? [baseline] : []));
    if (p === undefined) return { ...of, found, replications: count, requests: isTold ? Math.ceil(requests) : NaN };
    return {
      ...of,
      found,
      replications: Math.max(count, leastReplications(counted, p)),
      requests: isTold ? Math.ceil(Math.max(requests, inWarmUp + leastLength(pilot, p) / (1 - MARGIN))) : NaN,
    };
  };
  const needs = compare.flatMap((measure) => {
    const theirs = measureOf(baseline, measure);
    const isQuantile = parseMeasurePath(measure)?.statistic !== 'mean'; // a mean has its interval whatever it rests on
    return strategies.flatMap(({ name: strategy }) => {
      const ours = measureOf(strategy, measure);
      if (ours === undefined) return [];
      const own = need({ strategy, measure, of: 'value' }, ours.value, estimateOf(ours, isQuantile), ours.ci_absent);
      const compared = comparisons.find((each) => each.strategy === strategy && each.measure === measure);
      if (compared?.difference === undefined || theirs === undefined) return [own];
      const ends = compared.ci95?.map((end) => theirs.value + end - (compared.difference ?? 0)); // as uncertain, about the baseline's value
      const effective = Math.min(ours.effective_requests ?? Infinity, theirs.effective_requests ?? Infinity);
      const difference: PilotEstimate = {
        value: theirs.value,
        interval: ends && { low: ends[0], high: ends[1] },
        effective: isQuantile && effective !== Infinity ? effective : undefined,
      };
      const found = compared.relative ?? NaN;
      return [own, need({ strategy, measure, of: 'difference' }, found, difference, compared.reason)];
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

/** Of a quantile of times. */
function quantileShare(measure: string): number | undefined {
  const percent = quantileOfName(parseMeasurePath(measure)?.statistic ?? '');
  return percent === undefined ? undefined : probability(percent);
}

/** Requests of a replication that arrive in the warm-up, on average. */
function requestsInWarmUp({ workload }: Plan, warmUpMs: number): number {
  if (workload.kind === 'listed') return workload.requests.filter(({ atMs }) => atMs < warmUpMs).length;
  if (workload.kind === 'recorded') return 0; // resampled: sections are of single replications
  return (workload.sources.reduce((sum, source) => sum + meanRequestRatePerS(source), 0) * warmUpMs) / 1000;
}

function estimateOf({ value, ci95, effective_requests }: Measure, isQuantile: boolean): PilotEstimate {
  const interval = ci95 && { low: ci95[0], high: ci95[1] };
  return { value, interval, effective: isQuantile ? effective_requests : undefined };
}
