import { measures } from '../../measures/index.js';
import { storedMeasure, type StrategySummary, type Summary } from '../../results/index.js';
import { formatCount, formatPercent } from '../numbers.js';
import { looksOf } from './looks.js';
import {
  chart,
  type ChartSpec,
  type Layout,
  panelAxes,
  panelWidth,
  SHOWN,
  strategyColour,
  strategyRows,
} from './theme.js';

/** Counts of which less is better, by their label. */
const COUNTS: Readonly<Record<string, (strategy: StrategySummary) => number>> = Object.fromEntries(
  Object.entries(measures)
    .filter(([, { kind, better, table }]) => kind === 'count' && better === 'lower' && table !== 'routing')
    .map(([path, { label }]) => [label, (strategy) => Number(storedMeasure(strategy, path) ?? 0)]),
);

/** The axis reaches at least so far, in %: what is next to nothing looks like it. */
const LEAST_AXIS = 10;

/** Of so few requests a sentence says more than bars that nobody sees. */
const LEAST_SHARE = 0.001;

/** What did not go well where it is next to nothing, in a sentence; undefined where it is nothing, or more than that. */
export function fewOverloads({ strategies }: Summary): string | undefined {
  const met = strategies.flatMap((strategy) =>
    Object.entries(COUNTS).map(([kind, countOf]) => ({ strategy, kind, count: countOf(strategy) })),
  );
  const some = met.filter(({ count }) => count > 0);
  if (some.length === 0 || some.some(({ strategy, count }) => count >= LEAST_SHARE * strategy.requests.arrived))
    return undefined;
  const told = some.slice(0, MOST_TOLD).map(({ strategy: { name, requests }, kind, count }) => {
    return `${kind}: ${formatCount(count)} of ${formatCount(requests.arrived)} requests (${name})`;
  });
  const more = some.length > MOST_TOLD ? `; and ${some.length - MOST_TOLD} more, in the tables` : '';
  return `Next to nothing: ${told.join('; ')}${more}.`;
}

const MOST_TOLD = 4;

/**
 * What did not go well, by strategy, as shares of the requests that arrived; undefined where everything did, and where it is
 * so little that a sentence tells it.
 */
export function overloadChart(summary: Summary, layout: Layout = 'wide'): ChartSpec | undefined {
  const { strategies, scenario } = summary;
  const kinds = Object.entries(COUNTS).filter(([, count]) => strategies.some((strategy) => count(strategy) > 0));
  if (kinds.length === 0 || fewOverloads(summary) !== undefined) return undefined;
  const values = strategies.flatMap((strategy) =>
    kinds.map(([kind, countOf]) => {
      const count = countOf(strategy);
      const share = count / strategy.requests.arrived;
      const shown = count === 0 ? '0' : `${formatPercent(share)} (${formatCount(count)})`;
      return { strategy: strategy.name, kind, percent: 100 * share, shown };
    }),
  );
  const looks = looksOf(summary);
  const { y, height, down } = strategyRows(layout);
  const greatest = Math.max(LEAST_AXIS, ...values.map(({ percent }) => percent));
  const x = {
    field: 'percent',
    type: 'quantitative',
    scale: { domain: [0, 1.7 * greatest], nice: false }, // room for the label of the longest
    axis: { title: '% of requests', format: ',~f', tickCount: 4, grid: layout === 'wide' },
  };
  return chart(
    `Overload and failures, % of requests: ${scenario.name}`,
    'Per 100 requests that arrived, over all replications; above 100 if a request met several. All panels share one axis.',
    {
      data: { values },
      transform: [SHOWN],
      facet: { field: 'kind', type: 'nominal', sort: kinds.map(([kind]) => kind), title: null },
      columns: layout === 'wide' ? 2 : 1,
      resolve: panelAxes(layout, kinds.length, Math.min(2, kinds.length)),
      spec: {
        width: panelWidth(looks, layout, Math.min(2, kinds.length)),
        height,
        layer: [
          {
            mark: { type: 'bar', height: 12, yOffset: down },
            encoding: {
              y,
              x,
              ...strategyColour(looks),
              tooltip: [
                { field: 'strategy', title: 'strategy' },
                { field: 'kind', title: 'what' },
                { field: 'shown', title: 'of requests' },
              ],
            },
          },
          {
            mark: { type: 'text', align: 'left', dx: 4, yOffset: down },
            encoding: { y, x, text: { field: 'shown', type: 'nominal' } },
          },
        ],
      },
    },
    { layout, looks },
  );
}
