import type { IntervalAbsence } from '../estimates/index.js';
import type { Comparison, Measure, Summary } from '../results/index.js';

/** What the intervals and the simulated servers are, and why intervals and verdicts are missing: below every report. */
export function footnotes({ strategies, comparisons }: Summary): readonly string[] {
  const columns = strategies
    .flatMap(({ measures, classes = [] }) => [measures, ...classes])
    .flatMap(({ response_time_ms }) => Object.values<Measure | undefined>(response_time_ms ?? {}))
    .filter((each) => each !== undefined);
  const absences = new Set(columns.flatMap(({ ci_absent }) => ci_absent ?? []));
  const reasons = new Set(comparisons.flatMap(({ reason }) => reason ?? []));
  return [
    INTERVALS[columns.find(({ ci_method }) => ci_method !== undefined)?.ci_method ?? 'replications'],
    ...[...absences].map((absence) => `A response time without an interval: ${ABSENCES[absence]}.`),
    ...[...reasons].map((reason) => `Invalid, ${reason.replaceAll('_', ' ')}: ${REASONS[reason]}.`),
    'Times are of queueing models (slots, processor sharing), not of an inference engine: no time to first token.',
  ];
}

const INTERVALS: Record<NonNullable<Measure['ci_method']>, string> = {
  within_run: 'Intervals: 95 %, from within the one run (overlapping batch means, order statistics).',
  bootstrap: 'Intervals: 95 %, percentiles over replications resampled from the one trace (block bootstrap).',
  replications: 'Intervals: 95 %, from the spread over replications.',
};

const ABSENCES: Record<IntervalAbsence, string> = {
  too_few_replications: 'a bootstrap wants 200 replications',
  too_few_observations: 'a quantile wants 100 requests beyond it in each replication',
  batches_correlated: 'the load of this run changes so slowly that its parts are not independent',
  no_spread: 'its values do not vary',
  single_replication: 'it wants several replications',
  ranks_outside_sample: 'it would reach beyond the largest observation',
};

/** Why a comparison is invalid, and what to do. */
export const REASONS: Record<NonNullable<Comparison['reason']>, string> = {
  single_replication: 'one replication shows a difference, not whether it is real',
  no_spread: 'the differences do not vary, so there is nothing to judge them by',
  no_value: 'one of the two has no value in some replication',
  too_few_replications: 'a bootstrap wants 200 replications',
  queue_grows: 'queues grow without bound, so times depend on how long the run is: lower the rate or enlarge the fleet',
  completions_differ:
    'the two complete different shares of the requests, so their times are of different requests: compare completed_share or goodput',
  too_few_requests: 'a quantile p wants 100 / (1 − p) completed requests: run longer, or more replications',
  not_steady_state: 'the warm-up is longer than the run can tell: run longer',
  infinite_third_moment:
    'service times have a power tail beyond what the run shows, so the spread of a mean is not known: compare quantiles',
  stopped_by_select:
    'replications went on until these very differences decided, so what was selected stands, and no more',
};
