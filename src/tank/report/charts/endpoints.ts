import { plainMean } from '../../../core/index.js';
import { measures } from '../../measures/index.js';
import type { EndpointSummary, Summary } from '../../results/index.js';
import { chart, type ChartSpec, strategyMark } from './theme.js';

/** Endpoints that get a row of their own; in a larger fleet each model has one, the mean of its endpoints. */
const ROW_LIMIT = 40;

/** Utilization of each endpoint by strategy; undefined where the window is empty. */
export function utilizationChart(summary: Summary): ChartSpec | undefined {
  return byEndpoint(summary, {
    title: 'Utilization per endpoint, %',
    subtitle: `${measures['utilization'].description} Over all replications.`,
    axis: 'utilization, %',
    value: ({ utilization }) => utilization?.value,
  });
}

/** Share of the accepted attempts by endpoint and strategy; undefined where none was accepted. */
export function shareChart(summary: Summary): ChartSpec | undefined {
  return byEndpoint(summary, {
    title: 'Share of requests per endpoint, %',
    subtitle: `${measures['share'].description} Over all replications.`,
    axis: 'share of accepted attempts, %',
    value: ({ share }) => share?.value,
  });
}

interface Look {
  readonly title: string;
  readonly subtitle: string;
  readonly axis: string;
  readonly value: (endpoint: EndpointSummary) => number | undefined;
}

function byEndpoint({ strategies, scenario }: Summary, { title, subtitle, axis, value }: Look): ChartSpec | undefined {
  const names = strategies.map(({ name }) => name);
  const isLarge = strategies[0].endpoints.length > ROW_LIMIT;
  const values = strategies.flatMap(({ name, endpoints }) =>
    rowsOf(endpoints, isLarge, value).map(({ row, mean }) => ({ strategy: name, row, percent: 100 * mean })),
  );
  if (values.length === 0) return undefined;
  const rows = [...new Set(values.map(({ row }) => row))];
  return chart(`${title}: ${scenario.name}`, isLarge ? `${subtitle} Means over the endpoints of a model.` : subtitle, {
    data: { values },
    width: 560,
    height: { step: 24 },
    mark: { type: 'point', size: 60, strokeWidth: 2, opacity: 0.9 },
    encoding: {
      y: { field: 'row', type: 'nominal', sort: rows, axis: { title: null, grid: true } },
      x: { field: 'percent', type: 'quantitative', scale: { zero: true, nice: true }, axis: { title: axis } },
      ...strategyMark(names, { legend: true }),
    },
  });
}

function rowsOf(endpoints: readonly EndpointSummary[], byModel: boolean, value: Look['value']) {
  const groups = new Map<string, number[]>();
  for (const endpoint of endpoints) {
    const found = value(endpoint);
    const row = byModel ? endpoint.model : endpoint.id;
    if (found !== undefined) groups.set(row, [...(groups.get(row) ?? []), found]);
  }
  return [...groups].map(([row, found]) => ({ row, mean: plainMean(found) }));
}
