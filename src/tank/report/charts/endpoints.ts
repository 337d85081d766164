import { plainMean } from '../../../core/index.js';
import { measures } from '../../measures/index.js';
import type { EndpointSummary, Summary } from '../../results/index.js';
import { formatShare } from '../numbers.js';
import { looksOf } from './looks.js';
import { chart, type ChartSpec, type Layout, SHOWN, strategyMark } from './theme.js';

/** Endpoints that get a row of their own; in a larger fleet each model has one, the mean of its endpoints. */
const ROW_LIMIT = 40;

/** Utilization of each endpoint by strategy; undefined where the window is empty, or all are alike. */
export function utilizationChart(summary: Summary, layout: Layout = 'wide'): ChartSpec | undefined {
  return byEndpoint(summary, layout, {
    title: 'Utilization per endpoint, %',
    subtitle: measures['utilization'].description,
    axis: 'utilization, %',
    value: ({ utilization }) => utilization?.value,
  });
}

/** Share of the accepted attempts by endpoint and strategy; undefined where none was accepted, or all are alike. */
export function shareChart(summary: Summary, layout: Layout = 'wide'): ChartSpec | undefined {
  return byEndpoint(summary, layout, {
    title: 'Share of requests per endpoint, %',
    subtitle: measures['share'].description,
    axis: 'share of accepted attempts, %',
    value: ({ share }) => share?.value,
  });
}

/** That strategies do not differ by endpoint, in sentences. */
export function alikeByEndpoint({ strategies }: Summary): readonly string[] {
  const isLarge = strategies[0].endpoints.length > ROW_LIMIT;
  const spreadOf = (value: Content['value']) =>
    spread(strategies.flatMap(({ endpoints }) => rowsOf(endpoints, isLarge, value)));
  if (strategies.length < 2) return [];
  const kinds: readonly (readonly [text: string, value: Content['value']])[] = [
    ['loads every endpoint alike', ({ utilization }) => utilization?.value],
    ['sends every endpoint the same share of the requests', ({ share }) => share?.value],
  ];
  return kinds.flatMap(([text, value]) => {
    const points = 100 * (spreadOf(value) ?? Infinity);
    return points < ALIKE ? [`Every strategy ${text}, within ${(Math.ceil(10 * points) / 10).toFixed(1)} points.`] : [];
  });
}

/** Percentage points within which strategies are alike: marks would lie on each other. */
const ALIKE = 1;

/** The greatest difference between strategies on one row; undefined without rows. */
function spread(found: readonly { readonly row: string; readonly mean: number }[]): number | undefined {
  const rows = [...new Set(found.map(({ row }) => row))].map((row) =>
    found.filter((each) => each.row === row).map(({ mean }) => mean),
  );
  return rows.length === 0 ? undefined : Math.max(...rows.map((means) => Math.max(...means) - Math.min(...means)));
}

interface Content {
  readonly title: string;
  readonly subtitle: string;
  readonly axis: string;
  readonly value: (endpoint: EndpointSummary) => number | undefined;
}

function byEndpoint(
  summary: Summary,
  layout: Layout,
  { title, subtitle, axis, value }: Content,
): ChartSpec | undefined {
  const { strategies, scenario } = summary;
  const isLarge = strategies[0].endpoints.length > ROW_LIMIT;
  const values = strategies.flatMap(({ name, endpoints }) =>
    rowsOf(endpoints, isLarge, value).map(({ row, mean }) => ({
      strategy: name,
      row,
      percent: 100 * mean,
      shown: formatShare(mean),
    })),
  );
  if (values.length === 0) return undefined;
  const points = spread(values.map(({ row, percent }) => ({ row, mean: percent }))) ?? Infinity;
  if (strategies.length > 1 && points < ALIKE) return undefined;
  const looks = looksOf(summary);
  const rows = [...new Set(values.map(({ row }) => row))];
  return chart(
    `${title}: ${scenario.name}`,
    isLarge ? `${subtitle} Means over the endpoints of a model.` : subtitle,
    {
      data: { values },
      transform: [SHOWN],
      width: layout === 'wide' ? 540 : 220,
      height: { step: 24 },
      mark: { type: 'point', size: 60, strokeWidth: 2, opacity: 0.9 },
      encoding: {
        y: {
          field: 'row',
          type: 'nominal',
          scale: { domain: rows },
          axis: { title: null, grid: true, labelLimit: layout === 'wide' ? 120 : 90 },
        },
        x: {
          field: 'percent',
          type: 'quantitative',
          scale: { zero: true, nice: true },
          axis: { title: axis, tickCount: layout === 'wide' ? 8 : 4 },
        },
        ...strategyMark(looks, { legend: true, layout }),
        tooltip: [
          { field: 'strategy', title: 'strategy' },
          { field: 'row', title: isLarge ? 'model' : 'endpoint' },
          { field: 'shown', title: axis.replace(', %', '') },
        ],
      },
    },
    { layout, looks },
  );
}

function rowsOf(endpoints: readonly EndpointSummary[], byModel: boolean, value: Content['value']) {
  const groups = new Map<string, number[]>();
  for (const endpoint of endpoints) {
    const found = value(endpoint);
    const row = byModel ? endpoint.model : endpoint.id;
    if (found !== undefined) groups.set(row, [...(groups.get(row) ?? []), found]);
  }
  return [...groups].map(([row, found]) => ({ row, mean: plainMean(found) }));
}
