import type { AlertSummary, Summary } from '../results/index.js';
import { formatCount, formatDuration, formatValue } from './numbers.js';
import type { ReportTable } from './report-table.js';

/** Rules that have a row under each strategy; of more, those that raised anything. */
const MOST_RULES = 10;

/** What times of alerts are counted from: other than estimates they are of the whole run. */
const FROM_THE_START = 'Of the whole run, warm-up included, from its start to its last event.';

/** What each rule of alerts came to under each strategy. */
export function alertTable({ strategies, scenario: { replications } }: Summary): ReportTable {
  const rules = strategies[0].alerts ?? [];
  const raised = new Set(
    strategies.flatMap(({ alerts = [] }) => alerts.filter((each) => each.raised > 0).map(({ rule }) => rule)),
  );
  const isShown = ({ rule }: AlertSummary) => rules.length <= MOST_RULES || raised.has(rule);
  const hidden = rules.filter((each) => !isShown(each)).length;
  return {
    title: 'Alerts, over all replications',
    head: ['strategy', 'rule', 'severity', 'raised', 'in replications', 'share of time', 'first after'],
    rows: strategies.flatMap(({ name, alerts = [] }) =>
      alerts
        .filter(isShown)
        .map(({ rule, severity, raised: count, replications: some, raised_share, first_ms }) => [
          name,
          rule,
          severity,
          formatCount(count),
          `${some} of ${replications}`,
          formatValue('share', raised_share),
          first_ms === undefined ? '–' : formatDuration(first_ms),
        ]),
    ),
    note: [FROM_THE_START, ...(hidden > 0 ? [`${hidden} more rules raised nothing under any strategy.`] : [])].join(
      ' ',
    ),
  };
}
