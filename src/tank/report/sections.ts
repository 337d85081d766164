import { plainMean } from '../../core/index.js';
import { comparedValues, type Replications, type RunResults, type Series, type Summary } from '../results/index.js';
import { noAlerts } from './charts/alerts.js';
import { type ChartName, runCharts } from './charts/all.js';
import { alikeByEndpoint } from './charts/endpoints.js';
import { fewOverloads } from './charts/overload.js';
import type { Figure, Section } from './html.js';
import { inWords } from './comparison-words.js';
import { formatDuration, formatNumber, formatShare } from './numbers.js';
import { type ReportTable } from './report-table.js';
import { rankingHtml } from './page/ranking.js';
import { scenarioSection } from './page/scenario.js';
import { namedTables } from './tables.js';
import { tailInWords } from './tail-words.js';

/**
 * The parts of the report in the order in which they are read.
 * @param figures of the charts that were drawn
 */
export function reportSections(
  results: RunResults,
  figures: ReadonlyMap<ChartName, Figure>,
  command: string | undefined,
): readonly Section[] {
  const { summary, series, replications } = results;
  const tables = namedTables(summary);
  const drawn = (...names: readonly ChartName[]) => names.flatMap((name) => figures.get(name) ?? []);
  const sections: Section[] = [
    {
      title: summary.strategies.length === 1 ? 'The strategy in numbers' : 'The strategies, the best first',
      lead: '',
      html: rankingHtml(summary),
      tables: [],
    },
    {
      title: 'Response time',
      lead: 'From arrival to completion, over all attempts, of completed requests that arrived in the window.',
      figures: drawn('percentile_curve', 'percentiles'),
      tables: [tables.response, distributionTable(series), tables.unserved, ...tables.times],
    },
    {
      title: 'Differences',
      lead: 'Each strategy compared with the baseline on the same traffic.',
      figures: drawn('differences'),
      tables: [tables.comparisons, wordsTable(summary)],
    },
    {
      title: 'Overload and unserved requests',
      lead:
        runCharts.overload(summary) !== undefined || fewOverloads(summary) !== undefined
          ? 'Refusals, failures, unserved requests and retries; latencies exclude unserved requests.'
          : 'No request was refused, failed or left unserved.',
      sentences: figures.size > 0 ? [fewOverloads(summary) ?? []].flat() : [],
      figures: drawn('overload'),
      tables: [tables.requests, tables.overload],
    },
    {
      title: 'Agents and their models',
      lead: 'Which model each agent goes to first, and what quality and response time come of that.',
      figures: drawn('assignment', 'quality'),
      tables: [tables.assignment, tables.quality],
    },
    {
      title: TAIL,
      lead: tailLead(summary),
      sentences: tailInWords(summary),
      figures: drawn('models', 'classes'),
      tables: [tables.byModel, tables.classes],
    },
    {
      title: 'Load over time',
      lead: hasQueues(series) ? 'In the first replication.' : 'In the first replication; nothing waited.',
      figures: drawn('utilization_over_time', 'queue_over_time'),
      tables: [utilizationCourseTable(series), queueCourseTable(series)],
    },
    {
      title: 'Alerts',
      lead: 'What the rules of the scenario raised, looked at every second of simulated time.',
      sentences: noAlerts(summary, series),
      figures: drawn('alerts'),
      tables: [tables.alerts],
    },
    {
      title: 'Load by endpoint',
      lead: 'How busy each endpoint was inside the window, and its share of all accepted attempts.',
      sentences: figures.size > 0 ? alikeByEndpoint(summary) : [],
      figures: drawn('utilization', 'share'),
      tables: [
        endpointTable('Utilization per endpoint', summary, ({ utilization }) => utilization?.value),
        endpointTable('Share of accepted attempts per endpoint', summary, ({ share }) => share?.value),
        tables.models,
        tables.service,
        tables.fleet,
        tables.routing,
      ],
    },
    {
      title: 'How the estimates settled',
      lead: 'Estimates of the compared measures over the replications.',
      figures: drawn('convergence'),
      tables: [replicationTable(replications)],
    },
    {
      title: 'Warm-up',
      lead: 'Each run starts with empty queues; its start is excluded from every estimate.',
      figures: drawn('warm_up'),
      tables: [warmUpTable(series)],
    },
  ];
  const saysSomething = ({ title, tables: left, figures: shown = [], html = '' }: Section) =>
    left.length > 0 || shown.length > 0 || html !== '' || title === TAIL;
  return [
    ...sections
      .map((section) => ({
        ...section,
        tables: section.tables.filter(({ rows }) => rows.length > 0),
        isFolded: figures.size > 0,
      }))
      .filter(saysSomething),
    scenarioSection(results, command),
  ];
}

/** Said of every run, if only that there are no parts to tell apart. */
const TAIL = 'What makes the tail';

function tailLead({ strategies: [{ models, classes = [] }] }: Summary): string {
  const kinds = [
    ...(models.length > 1 ? ['by the model that served them'] : []),
    ...(classes.length > 1 ? ['by class'] : []),
  ];
  return kinds.length === 0
    ? 'The fleet has one model and the traffic has no classes: load over time shows when requests waited.'
    : `Response times of completed requests ${kinds.join(', and ')}.`;
}

/** Every comparison in a sentence. */
function wordsTable({ comparisons }: Summary): ReportTable {
  return {
    title: 'The same in words',
    head: ['strategy', 'finding'],
    rows: comparisons.map((comparison) => [comparison.strategy, inWords(comparison)]),
  };
}

function hasQueues({ strategies }: Series): boolean {
  return strategies.some(({ course }) => course?.waiting.some((value) => value > 0));
}

const SHOWN_SHARES = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999];

function distributionTable({ strategies }: Series): ReportTable {
  return {
    title: 'Response time (ms) at selected percentiles',
    head: ['strategy', ...SHOWN_SHARES.map(formatShare)],
    rows: strategies.flatMap(({ name, response_time_ms: { p, value } }) =>
      value.length === 0
        ? []
        : [[name, ...SHOWN_SHARES.map((share) => formatNumber(value[p.findIndex((q) => q >= share - 1e-9)]))]],
    ),
  };
}

const MOST_ENDPOINTS = 200; // a longer table helps nobody: summary.json has every endpoint

function endpointTable(
  title: string,
  { strategies }: Summary,
  value: (endpoint: Summary['strategies'][number]['endpoints'][number]) => number | undefined,
): ReportTable {
  const { endpoints } = strategies[0];
  const cell = (found: number | undefined) => (found === undefined ? '–' : formatShare(found));
  return {
    title,
    head: ['endpoint', ...strategies.map(({ name }) => name)],
    rows:
      endpoints.length > MOST_ENDPOINTS
        ? []
        : endpoints.map(({ id }, e) => [id, ...strategies.map((strategy) => cell(value(strategy.endpoints[e])))]),
  };
}

function utilizationCourseTable({ strategies }: Series): ReportTable {
  const models = strategies[0]?.course?.utilization.map(({ model }) => model) ?? [];
  return {
    title: 'Utilization in the first replication, by model: mean and highest of its bins',
    head: ['strategy', ...models],
    rows: strategies.flatMap(({ name, course }) =>
      course === undefined
        ? []
        : [
            [
              name,
              ...course.utilization.map(
                ({ value }) => `${formatShare(plainMean(value))}, ${formatShare(Math.max(...value))}`,
              ),
            ],
          ],
    ),
  };
}

function replicationTable(replications: Replications): ReportTable {
  return {
    title: 'Values over the replications',
    head: ['strategy', 'measure', 'replications', 'least', 'mean', 'greatest'],
    rows: comparedValues(replications).map(({ strategy, measure, values: value }) => {
      const values = value.filter((each) => each !== null);
      const shown =
        values.length === 0
          ? ['–', '–', '–']
          : [Math.min(...values), plainMean(values), Math.max(...values)].map(formatNumber);
      return [strategy, measure, String(value.length), ...shown];
    }),
  };
}

function warmUpTable({ warm_up }: Series): ReportTable {
  return {
    title: 'Warm-up found by MSER-5, the same for every strategy',
    head: ['excluded', 'length of a run'],
    rows:
      warm_up === undefined
        ? []
        : [
            [
              formatDuration(warm_up.cut_ms),
              formatDuration(warm_up.bin_ms * warm_up.strategies[0].response_time_ms.length),
            ],
          ],
  };
}

function queueCourseTable({ strategies }: Series): ReportTable {
  return {
    title: 'Requests waiting in the first replication',
    head: ['strategy', 'mean', 'highest bin'],
    rows: strategies.flatMap(({ name, course }) =>
      course === undefined
        ? []
        : [[name, formatNumber(plainMean(course.waiting)), formatNumber(Math.max(...course.waiting))]],
    ),
  };
}
