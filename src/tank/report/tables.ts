import { type Comparison, leavesUnserved, type StrategySummary, type Summary } from '../results/index.js';
import { alertTable } from './alert-table.js';
import { assignmentTable, qualityTable } from './agent-tables.js';
import { measureTable, otherTimesTables, reasonTable, timesTable } from './measure-tables.js';
import { byModelTable, classTable } from './part-tables.js';
import { formatDuration, formatInterval, formatNumber, formatRelative, formatShare } from './numbers.js';
import type { ReportTable } from './report-table.js';

/** The tables for a terminal and for Markdown that have rows, in the order in which they are read; the page has three more. */
export function reportTables(summary: Summary): readonly ReportTable[] {
  const { response, unserved, times, quality: _, byModel: __, routing: ___, ...narrow } = namedTables(summary);
  return [response, unserved, ...times, ...Object.values(narrow)].filter(({ rows }) => rows.length > 0);
}

/** Every table of a summary; one that has nothing to say has no rows. */
export function namedTables(summary: Summary) {
  const { strategies } = summary;
  const isServed = !strategies.some(leavesUnserved);
  return {
    response: timesTable('Response time, ms', strategies, 'response_time_ms'),
    unserved: isServed
      ? timesTable('', [], 'response_time_with_unserved_ms')
      : timesTable(
          'Response time with unserved requests at the timeout, ms',
          strategies,
          'response_time_with_unserved_ms',
        ),
    times: otherTimesTables(strategies),
    classes: classTable(strategies),
    requests: measureTable('Requests, over all replications', strategies, 'requests'),
    overload: measureTable('Overload, over all replications and endpoints', strategies, 'overload'),
    service: measureTable(serviceTitle(summary), strategies, 'service'),
    assignment: assignmentTable(strategies),
    quality: qualityTable(strategies),
    alerts: alertTable(summary),
    fleet: measureTable('Use of the fleet', strategies, 'fleet'),
    models: modelTable(strategies),
    byModel: byModelTable(strategies),
    routing: reasonTable(strategies),
    comparisons: comparisonTable(summary),
  };
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

function serviceTitle({ scenario: { slo } }: Summary): string {
  return slo === undefined ? 'Service' : `Service; SLO: response within ${formatDuration(slo.response_time_ms)}`;
}

const MOST_MODELS = 8; // a wider table helps nobody: summary.json has every endpoint

function modelTable(strategies: readonly StrategySummary[]): ReportTable {
  const models = strategies[0].models.map(({ id }) => id);
  return {
    title: 'Share of accepted attempts by model, and utilization of its endpoints',
    head: ['strategy', ...models],
    rows:
      models.length > MOST_MODELS
        ? []
        : strategies.map((strategy) => [
            strategy.name,
            ...strategy.models.map(({ share, utilization }) => {
              if (share === undefined) return '–';
              const used = utilization === undefined ? '' : ` at ${formatShare(utilization.value)}`;
              return formatShare(share.value) + used;
            }),
          ]),
  };
}

function comparisonTable({ comparisons, scenario: { baseline } }: Summary): ReportTable {
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
