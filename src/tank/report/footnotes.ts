import type { IntervalAbsence } from '../estimates/index.js';
import type { Comparison, Measure, Summary } from '../results/index.js';
import { statisticTitle } from './measure-tables.js';
import { blindPolicies } from './blind-policies.js';
import { formatNumber } from './numbers.js';

/** What the intervals and the simulated servers are, and why intervals and verdicts are missing: below every report. */
export function footnotes(summary: Summary): readonly string[] {
  const { strategies, comparisons } = summary;
  const columns = strategies
    .flatMap(({ measures, classes = [] }) => [measures, ...classes])
    .flatMap(({ response_time_ms }) => Object.values<Measure | undefined>(response_time_ms ?? {}))
    .filter((each) => each !== undefined);
  const absences = new Set(columns.flatMap(({ ci_absent }) => ci_absent ?? []));
  const reasons = new Set(comparisons.flatMap(({ reason }) => reason ?? []));
  return [
    INTERVALS[columns.find(({ ci_method }) => ci_method !== undefined)?.ci_method ?? 'replications'],
    ...[...absences].map((absence) => `A response time without an interval: ${ABSENCES[absence]}.`),
    ...tooShort(summary),
    ...thresholdNote(summary),
    ...(strategies.some(({ measures: { quality } }) => quality !== undefined) ? [QUALITY] : []),
    ...[...reasons].map((reason) => `Invalid, ${reason.replaceAll('_', ' ')}: ${REASONS[reason]}.`),
    'Times are of queueing models (slots, processor sharing), not of an inference engine: no time to first token.',
  ];
}

const QUALITY =
  'Quality is the score that the scenario gives models for the needs of agents, over the requests that were served: no answer was rated.';

/** Strategies whose policy looks at no load, and which the threshold keeps from endpoints that are busy nevertheless. */
function thresholdNote({ strategies }: Summary): readonly string[] {
  const blind = blindPolicies();
  const bound = strategies.filter(
    ({ policy, max_load_threshold }) => blind.includes(policy) && max_load_threshold !== 'off',
  );
  if (bound.length === 0) return [];
  const names = bound.map(({ name }) => name).join(', ');
  return [
    `The load threshold is all that ${names} ${bound.length === 1 ? 'knows' : 'know'} of load; max_load_threshold: off removes it.`,
  ];
}

/**
 * How much longer to run for the intervals of response times that are missing: by quantile, for the strategy that needs most.
 * @param paths those that are told of; all without it
 */
export function tooShort(
  { strategies, scenario: { replications } }: Summary,
  paths?: readonly string[],
): readonly string[] {
  const found = strategies.flatMap(({ name, measures: { response_time_ms = {} }, requests }) =>
    Object.entries<Measure | undefined>(response_time_ms).flatMap(([statistic, measure]) => {
      const { effective_requests: effective, run_longer_by: factor } = measure ?? {};
      if (effective === undefined || factor === undefined) return [];
      if (paths?.includes(`response_time_ms.${statistic}`) === false) return [];
      return [{ statistic, name, effective, factor, requests: requests.arrived / replications }];
    }),
  );
  return [...new Set(found.map(({ statistic }) => statistic))].map((of) => {
    const all = found.filter(({ statistic }) => statistic === of);
    const { name, effective, factor, requests } = all.reduce((most, each) => (each.factor > most.factor ? each : most));
    const longer = formatNumber(Number((requests * factor).toPrecision(2)));
    const most = effective < LEAST_KNOWN ? 'at least ' : '';
    return `${statisticTitle(of)} of ${name} rests on about ${formatNumber(Number(effective.toPrecision(2)))} independent requests, where an interval needs 12; to be sure of these, run ${most}${factor} times as long (${longer} requests) or ${formatNumber(factor * replications)} replications.`;
  });
}

/** Fewer independent requests are hardly known: what is advised is a least. */
const LEAST_KNOWN = 3;

const INTERVALS: Record<NonNullable<Measure['ci_method']>, string> = {
  within_run: 'Intervals: 95 %, from within the single run; ± is the longer half.',
  bootstrap:
    'Intervals: 95 %, percentiles over replications resampled from the trace (block bootstrap); ± is the longer half.',
  replications: 'Intervals: 95 %, from the spread within and between replications; ± is the longer half.',
};

const ABSENCES: Record<IntervalAbsence, string> = {
  too_short: 'it rests on too few independent requests',
  too_few_replications: 'a bootstrap needs 200 replications',
  no_spread: 'its values do not vary',
  no_value: 'a replication has no value',
  single_replication: 'it needs several replications',
  queue_grows: 'queues grow to the end of the runs',
  not_steady_state: 'the warm-up is longer than the runs',
};

/** Why a comparison is invalid, and what to do. */
export const REASONS: Record<NonNullable<Comparison['reason']>, string> = {
  single_replication: 'one replication shows a difference, not whether it is real',
  no_spread: 'the differences do not vary, so they cannot be judged',
  no_value: 'one of the two has no value in some replication',
  too_few_replications: 'a bootstrap needs 200 replications',
  queue_grows:
    'queues grow without bound, so times depend on the length of the run: lower the rate or enlarge the fleet',
  completions_differ:
    'the strategy that looks better leaves more requests unserved, which its times exclude: compare completed_share or goodput',
  too_short:
    'one of the two rests on fewer than 12 independent requests, or the replications are too short to be compared: run longer, or more replications',
  not_steady_state: 'the warm-up does not end within the run: run longer',
  infinite_third_moment:
    'service times have a power tail beyond what the run shows, so the spread of a mean is not known: compare quantiles',
  stopped_by_select: 'replications continued until these differences decided, so only the selection holds',
};
