import type { ClassSummary, ModelSummary, StrategySummary, Summary } from '../../results/index.js';
import { formatMeasure } from '../numbers.js';
import { looksOf } from './looks.js';
import {
  chart,
  type ChartSpec,
  type Layout,
  panelAxes,
  panelWidth,
  PLAIN_NUMBERS,
  SHOWN,
  strategyColour,
  strategyMark,
  strategyRows,
} from './theme.js';

/** What makes the tail: response times of each model, and of each class of requests. */

const MOST_PARTS = 12;
const QUANTILES = ['p50', 'p95', 'p99'] as const;

/** Response times by the model that served; undefined for a single model, and for more than have room. */
export function modelsChart(summary: Summary, layout: Layout = 'wide'): ChartSpec | undefined {
  return partsChart(summary, layout, {
    title: 'Response time by model, ms',
    parts: ({ models }) => models.map((model) => ({ name: model.id, part: model })),
  });
}

/** Response times by class of requests; undefined without classes. */
export function classesChart(summary: Summary, layout: Layout = 'wide'): ChartSpec | undefined {
  return partsChart(summary, layout, {
    title: 'Response time by class, ms',
    parts: ({ classes = [] }) => classes.map((part) => ({ name: part.name, part })),
  });
}

interface Parts {
  readonly title: string;
  readonly parts: (
    strategy: StrategySummary,
  ) => readonly { readonly name: string; readonly part: ClassSummary | ModelSummary }[];
}

function partsChart(summary: Summary, layout: Layout, { title, parts }: Parts): ChartSpec | undefined {
  const names = parts(summary.strategies[0]).map(({ name }) => name);
  if (names.length < 2 || names.length > MOST_PARTS) return undefined;
  const values = summary.strategies.flatMap((strategy) =>
    parts(strategy).flatMap(({ name, part }) =>
      QUANTILES.flatMap((quantile) => {
        const measure = part.response_time_ms?.[quantile];
        if (measure === undefined || measure.value <= 0) return [];
        const percentile = quantile.toUpperCase();
        return [{ strategy: strategy.name, part: name, percentile, ms: measure.value, shown: formatMeasure(measure) }];
      }),
    ),
  );
  if (values.length === 0) return undefined;
  const looks = looksOf(summary);
  const { y, height, down } = strategyRows(layout);
  const columns = names.length === 2 ? 2 : 3;
  const x = {
    field: 'ms',
    type: 'quantitative',
    scale: { type: 'log', nice: false, padding: 10 },
    axis: { title: 'ms (logarithmic)', format: PLAIN_NUMBERS, tickCount: 3, grid: layout === 'wide' },
  };
  return chart(
    `${title}: ${summary.scenario.name}`,
    'P50, P95 and P99 of completed requests, from the small to the large mark; one logarithmic axis for all panels.',
    {
      data: { values },
      transform: [SHOWN],
      facet: { field: 'part', type: 'nominal', sort: names, title: null },
      columns: layout === 'narrow' ? 1 : columns,
      resolve: panelAxes(layout, names.length, columns),
      spec: {
        width: panelWidth(looks, layout, columns),
        height,
        layer: [
          {
            mark: { type: 'line', strokeWidth: 1.5, yOffset: down },
            encoding: { y, x, detail: { field: 'strategy', type: 'nominal' }, ...strategyColour(looks) },
          },
          {
            mark: { type: 'point', filled: true, opacity: 1, yOffset: down },
            encoding: {
              y,
              x,
              ...strategyMark(looks, { legend: false }),
              size: {
                field: 'percentile',
                type: 'ordinal',
                scale: { domain: ['P50', 'P95', 'P99'], range: [18, 45, 85] },
                legend: { title: null, orient: 'bottom', columns: 3, symbolFillColor: '#222222' },
              },
              tooltip: [
                { field: 'strategy', title: 'strategy' },
                { field: 'part', title: 'of' },
                { field: 'percentile', title: 'percentile' },
                { field: 'shown', title: 'response time, ms' },
              ],
            },
          },
        ],
      },
    },
    { layout, looks },
  );
}
