import type { IntervalAbsence } from '../measures/index.js';
import type { Comparison, Measure, StrategySummary, Summary } from '../results/index.js';
import {
  formatDuration,
  formatInterval,
  formatMeasure,
  formatNumber,
  formatRelative,
  formatShare,
  formatShareMeasure,
} from './numbers.js';

/** A table of a report, as text: whoever renders it chooses the form. */
export interface ReportTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The tables of a summary that have rows, in the order in which they are read. */
export function reportTables(summary: Summary): readonly ReportTable[] {
  return Object.values(namedTables(summary)).filter(({ rows }) => rows.length > 0);
}

/** Every table of a summary; one that has nothing to say has no rows. */
export function namedTables(summary: Summary) {
  const { strategies } = summary;
  return {
    response: columnTable('Response time, ms', strategies, 'response_time_ms'),
    unserved: columnTable('Response time with unserved requests at the timeout, ms', strategies, withUnserved(summary)),
    classes: classTable(strategies),
    requests: requestTable(strategies),
    overload: overloadTable(strategies),
    service: serviceTable(summary),
    models: modelTable(strategies),
    comparisons: comparisonTable(summary),
  };
}

/** Whether a column holds numbers, which stand to the right; the first column holds names. */
export function isNumeric({ rows }: Pick<ReportTable, 'rows'>, column: number): boolean {
  return column > 0 && rows.every((row) => /^(?:[\d+\u2212[–]|off)/.test(row[column]));
}

/** One line on what was run. */
export function describeRun({ scenario, strategies, version }: Summary): string {
  const { replications, seed, warm_up_ms, trace } = scenario;
  const each = strategies[0].requests.arrived / replications;
  return [
    `${replications} replication${replications === 1 ? '' : 's'} of ${formatNumber(each)} requests`,
    ...(trace ? [`trace ${trace.format} ${trace.sha256.slice(0, 12)}`] : []),
    `seed ${seed}`,
    `warm-up ${formatDuration(warm_up_ms)}`,
    `wavetank ${version}`,
  ].join(', ');
}

/** What the intervals and the simulated servers are, and why intervals and verdicts are missing: below every report. */
export function footnotes({ strategies, comparisons }: Summary): readonly string[] {
  const columns = strategies
    .flatMap(({ measures, classes = [] }) => [measures, ...classes])
    .flatMap(({ response_time_ms = {} }) => Object.values<Measure>(response_time_ms));
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

type ColumnName = 'response_time_ms' | 'response_time_with_unserved_ms';

function columnTable(
  title: string,
  strategies: readonly StrategySummary[],
  column: ColumnName | undefined,
): ReportTable {
  const columns = strategies.map(({ measures }) => column && measures[column]);
  return {
    title,
    head: ['strategy', 'load threshold', 'mean', 'P50', 'P95', 'P99', 'P99.9'],
    rows: columns.every((m) => m === undefined)
      ? []
      : strategies.map(({ name, max_load_threshold }, s) => {
          const m = columns[s];
          return [name, String(max_load_threshold), ...[m?.mean, m?.p50, m?.p95, m?.p99, m?.p999].map(formatMeasure)];
        }),
  };
}

/** That column says something new only where requests were left unserved. */
function withUnserved({ strategies }: Summary): ColumnName | undefined {
  const unserved = strategies.some(({ requests }) => requests.completed < requests.arrived);
  return unserved ? 'response_time_with_unserved_ms' : undefined;
}

const MOST_CLASSES = 20; // a longer table helps nobody: summary.json has every class

function classTable(strategies: readonly StrategySummary[]): ReportTable {
  const classes = strategies.flatMap(({ name, classes: own = [] }) => own.map((of) => ({ strategy: name, ...of })));
  const hasDeadlines = classes.some(({ deadline_met }) => deadline_met !== undefined);
  return {
    title: 'By class: requests over all replications, response time in ms',
    head: [
      ...['strategy', 'class', 'arrived', 'completed', 'mean', 'P50', 'P95', 'P99'],
      ...(hasDeadlines ? ['deadline met'] : []),
    ],
    rows:
      classes.length > MOST_CLASSES * strategies.length
        ? []
        : classes.map(({ strategy, name, requests, response_time_ms: m, deadline_met }) => [
            strategy,
            name,
            ...[requests.arrived, requests.completed].map(formatNumber),
            ...[m?.mean, m?.p50, m?.p95, m?.p99].map(formatMeasure),
            ...(hasDeadlines ? [formatShareMeasure(deadline_met)] : []),
          ]),
  };
}

function requestTable(strategies: readonly StrategySummary[]): ReportTable {
  return {
    title: 'Requests, over all replications',
    head: ['strategy', 'arrived', 'completed', 'overload failed', 'timed out', 'failed'],
    rows: strategies.map(({ name, requests: r }) => [
      name,
      ...[r.arrived, r.completed, r.overload_failed, r.timed_out, r.failed].map(formatNumber),
    ]),
  };
}

function overloadTable(strategies: readonly StrategySummary[]): ReportTable {
  return {
    title: 'Waiting and overload, over all replications and endpoints',
    head: ['strategy', 'mean wait, ms', 'time over target', 'episodes', 'refusals', 'rejections', 'retries'],
    rows: strategies.map(({ name, measures, overload: o }) => [
      name,
      formatMeasure(measures.waiting_time_ms?.mean),
      formatDuration(o.time_over_target_ms),
      ...[o.episodes, o.refusals, o.rejections, o.retries].map(formatNumber),
    ]),
  };
}

function serviceTable({ strategies, scenario }: Summary): ReportTable {
  const slo = scenario.slo && `within ${formatDuration(scenario.slo.response_time_ms)}`;
  return {
    title: 'Service',
    head: [
      'strategy',
      'throughput /s',
      ...(slo === undefined ? [] : ['goodput /s', slo]),
      'utilization',
      'imbalance max/mean',
    ],
    rows: strategies.map(({ name, measures: m }) => [
      name,
      formatMeasure(m.throughput_per_s),
      ...(slo === undefined ? [] : [formatMeasure(m.goodput_per_s), formatShareMeasure(m.slo_attainment)]),
      formatShareMeasure(m.utilization),
      formatMeasure(m.imbalance?.max_over_mean),
    ]),
  };
}

const MOST_MODELS = 8; // a wider table helps nobody: summary.json has every endpoint

function modelTable(strategies: readonly StrategySummary[]): ReportTable {
  const models = [...new Set(strategies[0].endpoints.map(({ model }) => model))];
  return {
    title: 'Share of accepted attempts by model, and mean utilization of its endpoints',
    head: ['strategy', ...models],
    rows:
      models.length > MOST_MODELS ? [] : strategies.map((s) => [s.name, ...models.map((id) => shareOfModel(s, id))]),
  };
}

function shareOfModel({ endpoints }: StrategySummary, id: string): string {
  const own = endpoints.filter(({ model }) => model === id);
  const share = own.reduce((sum, endpoint) => sum + (endpoint.share ?? NaN), 0);
  const utilization = own.reduce((sum, endpoint) => sum + (endpoint.utilization ?? NaN), 0) / own.length;
  if (Number.isNaN(share)) return '–';
  return Number.isNaN(utilization) ? formatShare(share) : `${formatShare(share)} at ${formatShare(utilization)}`;
}

function comparisonTable({ comparisons }: Summary): ReportTable {
  const baseline = comparisons.length === 0 ? '' : comparisons[0].baseline;
  return {
    title: `Compared with ${baseline} on the same traffic (paired differences, Holm-corrected at 5 %)`,
    head: ['strategy', 'measure', 'difference', 'relative', '95 % interval', 'verdict'],
    rows: comparisons.map((comparison) => [
      comparison.strategy,
      comparison.measure,
      comparison.difference === undefined ? '–' : formatNumber(comparison.difference),
      comparison.relative === undefined ? '–' : formatRelative(comparison.relative),
      comparison.ci95 === undefined ? '–' : formatInterval(comparison.ci95),
      verdictText(comparison),
    ]),
  };
}

function verdictText({ verdict, reason }: Comparison): string {
  return (reason === undefined ? verdict : `${verdict}: ${reason}`).replaceAll('_', ' ');
}
