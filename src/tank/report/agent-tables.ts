/** Tables of agents: how strategies assign them, and what that is worth. */
import { type StrategySummary } from '../results/index.js';
import { assignmentsOf } from './assignments.js';
import { formatCount, formatMeasure, formatNumber, formatShare, formatValue } from './numbers.js';
import type { ReportTable } from './report-table.js';
import { ratedStrategies } from './unbeaten.js';

/** The first assignment of every strategy, with what it predicts beside what was simulated. */
export function assignmentTable(strategies: readonly StrategySummary[]): ReportTable {
  const title = 'Assignment of the agents, and utilization of their models';
  const assignments = assignmentsOf(strategies);
  if (assignments === undefined) return { title, head: [], rows: [] };
  const rows = assignments.strategies.flatMap(({ strategy, models }) =>
    models.map(({ id, agents, kinds, model }) => {
      const simulated = strategy.models.find((each) => each.id === id)?.utilization;
      const predicted = model?.predicted_utilization;
      return [
        strategy.name,
        id,
        formatCount(agents),
        kindsText(kinds),
        shareText(model?.utilization),
        shareText(predicted),
        simulated === undefined ? '–' : formatValue('share', simulated),
        simulated === undefined || predicted === undefined ? '–' : points(simulated.value - predicted),
      ];
    }),
  );
  return {
    title,
    head: [
      'strategy',
      'model',
      'agents',
      'of these',
      'utilization, reckoned',
      'predicted',
      'simulated',
      'difference, points',
    ],
    rows,
    note: noteOf(strategies, assignments.hiddenCount, rows),
  };
}

/** What explains a difference, as far as these strategies may have it. */
function noteOf(strategies: readonly StrategySummary[], hidden: number, rows: readonly (readonly string[])[]): string {
  const isAnySoft = strategies.some(({ assignment }) => assignment?.assignment === 'soft');
  const isAnyReassigned = strategies.some(({ agents }) => (agents?.reassigned ?? 0) > 0);
  const isAnyUnknown = rows.some((row) => row[PREDICTED] === '–');
  return [
    'Reckoned by the balancer: agents / max_concurrent, each agent as one request.',
    'Predicted by what the agents ask for: requests per second × mean service time / (slots × speed), at most 100 %.',
    `The simulated utilization differs from it by waiting and refusals, retries${isAnySoft ? ', requests that another model serves (soft assignments)' : ''}${isAnyReassigned ? ', agents that got another model when theirs failed' : ''}, caches, and the window, in which a finite number of requests arrives.`,
    ...(isAnyUnknown
      ? ['No prediction (–): requests depend on the answers (think times, conversations), or no model.']
      : []),
    ...(hidden > 0 ? [`${hidden} more models are in summary.json.`] : []),
  ].join(' ');
}

const PREDICTED = 5;

/** Quality and P99 of every strategy, and who is better in both. */
export function qualityTable(strategies: readonly StrategySummary[]): ReportTable {
  const rated = ratedStrategies(strategies);
  return {
    title: 'Quality and P99 of the response time',
    head: ['strategy', 'quality', 'P99, ms', 'beaten in both by'],
    rows:
      rated.length < 2
        ? []
        : rated.map(({ name, quality, p99, beatenBy }) => [
            name,
            formatValue('score', quality),
            formatMeasure(p99),
            beatenBy.length === 0 ? 'none' : beatenBy.join(', '),
          ]),
    note: 'As measured: where intervals overlap, it may be chance.',
  };
}

function kindsText(kinds: readonly { readonly kind: string; readonly agents: number }[]): string {
  const some = kinds.filter(({ agents }) => agents > 0);
  return some.length === 0 ? '–' : some.map(({ kind, agents }) => `${kind} ${formatCount(agents)}`).join(', ');
}

function shareText(share: number | undefined): string {
  return share === undefined ? '–' : formatShare(share);
}

/** A difference of shares, with its sign. @example points(-0.075) // −7.5 */
function points(difference: number): string {
  const rounded = Number((100 * difference).toFixed(1));
  return rounded > 0 ? `+${formatNumber(rounded)}` : formatNumber(rounded === 0 ? 0 : rounded);
}
