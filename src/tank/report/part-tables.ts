/** Tables of parts of the traffic or of the fleet: a row for each part under each strategy. */
import { measures } from '../measures/index.js';
import type { ClassSummary, Measure, ModelSummary, StrategySummary } from '../results/index.js';
import { cellOf, headOf, statisticTitle } from './measure-tables.js';
import { formatCount, formatMeasure, formatShare } from './numbers.js';
import type { ReportTable } from './report-table.js';

const MOST_CLASSES = 20; // a longer table helps nobody: summary.json has every class

/** Classes of requests under each strategy. */
export function classTable(strategies: readonly StrategySummary[]): ReportTable {
  const parts = strategies.flatMap(({ name, classes = [] }) => classes.map((part) => ({ strategy: name, part })));
  const title = 'By class: requests over all replications, response time in ms';
  if (parts.length > MOST_CLASSES * strategies.length) return { title, head: [], rows: [] };
  return partTable(
    title,
    parts,
    (part: ClassSummary) => [part.name, formatCount(part.requests.arrived), formatCount(part.requests.completed)],
    ['class', 'arrived', 'completed'],
    SHOWN_OF_CLASSES,
  );
}

const MOST_MODELS = 8;

/** Models under each strategy; no rows for a single model, of which the other tables say all. */
export function byModelTable(strategies: readonly StrategySummary[]): ReportTable {
  const title = 'By model: attempts over all replications, response time in ms';
  const count = strategies[0].models.length;
  if (count < 2 || count > MOST_MODELS) return { title, head: [], rows: [] };
  const parts = strategies.flatMap(({ name, models }) => models.map((part) => ({ strategy: name, part })));
  return partTable(
    title,
    parts,
    (part: ModelSummary) => [part.id, formatCount(part.requests)],
    ['model', 'accepted'],
    SHOWN_OF_MODELS,
  );
}

const SHOWN_OF_CLASSES = [
  'completed_share',
  'slo_attainment',
  'deadline_met',
  'quality',
  'cache_hit_rate',
  'token_cost',
];
const SHOWN_OF_MODELS = [
  'utilization',
  'occupancy',
  'overload.over_target_share',
  'quality',
  'cache_hit_rate',
  'token_cost',
];

const TAIL = 'share of slowest 1 %';

/** Quantiles of parts: those that are far out have too few requests there. */
const PART_STATISTICS = ['mean', 'p50', 'p95', 'p99'] as const;

/** @param shown measures beside the response time, where their values differ */
function partTable<Part extends ClassSummary | ModelSummary>(
  title: string,
  parts: readonly { readonly strategy: string; readonly part: Part }[],
  first: (part: Part) => readonly string[],
  firstHead: readonly string[],
  shown: readonly string[],
): ReportTable {
  const statistics = PART_STATISTICS.filter((s) => parts.some(({ part }) => part.response_time_ms?.[s] !== undefined));
  const hasTails = parts.some(({ part }) => part.tail_share !== undefined);
  const columns = shown
    .map((path) => ({ entry: measures[path], cells: parts.map(({ part }) => partValue(part, path)) }))
    .filter(({ cells }) => new Set(cells.map((cell) => cell?.value)).size > 1);
  return {
    title,
    head: [
      'strategy',
      ...firstHead,
      ...statistics.map(statisticTitle),
      ...(hasTails ? [TAIL] : []),
      ...columns.map(({ entry }) => headOf(entry)),
    ],
    rows: parts.map(({ strategy, part }, row) => [
      strategy,
      ...first(part),
      ...statistics.map((statistic) => formatMeasure(part.response_time_ms?.[statistic])),
      ...(hasTails ? [part.tail_share === undefined ? '–' : formatShare(part.tail_share)] : []),
      ...columns.map(({ entry, cells }) => cellOf(entry, cells[row])),
    ]),
  };
}

function partValue(part: ClassSummary | ModelSummary, path: string): Measure | undefined {
  const found: unknown = (part as unknown as Record<string, unknown>)[measures[path].partName ?? path];
  return found as Measure | undefined;
}
