import type { Measure, Summary } from '../../results/index.js';
import { statisticsOf, statisticTitle } from '../measure-tables.js';
import { formatMeasure } from '../numbers.js';
import { looksOf } from './looks.js';
import {
  chart,
  type ChartSpec,
  type Layout,
  panelWidth,
  PLAIN_NUMBERS,
  SHOWN,
  strategyColour,
  strategyMark,
  strategyRows,
} from './theme.js';

/** Greatest over least value of a panel from which on its axis is logarithmic: outliers must not own it. */
const MOST_LINEAR = 5;

/** Of the others tables tell. */
const SHOWN_QUANTILES: readonly string[] = ['p50', 'p95', 'p99'];

/** Percentiles of the response time by strategy, with their intervals; undefined where no request was completed. */
export function percentilesChart(summary: Summary, layout: Layout = 'wide'): ChartSpec | undefined {
  const { strategies, scenario } = summary;
  const looks = looksOf(summary);
  const quantiles = statisticsOf(strategies.map(({ measures }) => measures.response_time_ms)).filter((statistic) =>
    SHOWN_QUANTILES.includes(statistic),
  );
  const values = strategies.flatMap(({ name, measures }) =>
    quantiles.flatMap((quantile) => {
      const measure = measures.response_time_ms?.[quantile];
      return measure === undefined
        ? []
        : [{ strategy: name, percentile: statisticTitle(quantile), ...bounds(measure), shown: formatMeasure(measure) }];
    }),
  );
  if (values.length === 0) return undefined;
  const isLog =
    values.every(({ low }) => low > 0) &&
    quantiles.map(statisticTitle).some((title) => {
      const own = values.filter(({ percentile }) => percentile === title).map(({ value }) => value);
      return own.length > 0 && Math.max(...own) > MOST_LINEAR * Math.min(...own);
    });
  const { y, height, down } = strategyRows(layout);
  const x = {
    field: 'value',
    type: 'quantitative',
    scale: isLog ? { type: 'log', nice: false, padding: 12 } : { zero: false, nice: true, padding: 12 },
    axis: { title: 'ms', tickCount: 3, format: PLAIN_NUMBERS, grid: layout === 'wide' },
  };
  return chart(
    `Response time by strategy, ms: ${scenario.name}`,
    `Dots are percentiles, lines their 95 % intervals; each panel has its own axis${isLog ? ', which is logarithmic' : ''}.`,
    {
      data: { values },
      transform: [SHOWN],
      facet: { field: 'percentile', type: 'nominal', sort: quantiles.map(statisticTitle), title: null },
      columns: layout === 'wide' ? 3 : 1,
      resolve: { scale: { x: 'independent' } },
      spec: {
        width: panelWidth(looks, layout, 3),
        height,
        layer: [
          {
            mark: { type: 'rule', strokeWidth: 2, yOffset: down },
            encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, ...strategyColour(looks) },
          },
          {
            mark: { type: 'point', filled: true, size: 70, opacity: 1, yOffset: down },
            encoding: {
              y,
              x,
              ...strategyMark(looks, { legend: false }),
              tooltip: [
                { field: 'strategy', title: 'strategy' },
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

/** A value with the ends of its interval, which are the value itself where there is none. */
function bounds({ value, ci95 }: Measure) {
  return { value, low: ci95?.[0] ?? value, high: ci95?.[1] ?? value };
}
