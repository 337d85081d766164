import type { Measure, Summary } from '../../results/index.js';
import { statisticsOf, statisticTitle } from '../measure-tables.js';
import { chart, type ChartSpec, strategyMark } from './theme.js';

/** Percentiles of the response time by strategy, with their intervals; undefined where no request was completed. */
export function percentilesChart({ strategies, scenario }: Summary): ChartSpec | undefined {
  const names = strategies.map(({ name }) => name);
  const quantiles = statisticsOf(strategies.map(({ measures }) => measures.response_time_ms)).filter(
    (s) => s !== 'mean',
  );
  const values = strategies.flatMap(({ name, measures }) =>
    quantiles.flatMap((quantile) => {
      const measure = measures.response_time_ms?.[quantile];
      return measure === undefined
        ? []
        : [{ strategy: name, percentile: statisticTitle(quantile), ...bounds(measure) }];
    }),
  );
  if (values.length === 0) return undefined;
  const y = { field: 'strategy', type: 'nominal', sort: names, axis: { title: null } };
  return chart(
    `Response time by strategy, ms: ${scenario.name}`,
    'Dots are percentiles over all replications, lines their 95 % intervals where there are some; each panel has its own axis.',
    {
      data: { values },
      facet: { column: { field: 'percentile', type: 'nominal', sort: quantiles.map(statisticTitle), title: null } },
      resolve: { scale: { x: 'independent' } },
      spec: {
        width: 150,
        height: { step: 22 },
        layer: [
          {
            mark: { type: 'rule', strokeWidth: 2 },
            encoding: { y, x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' }, ...colourOnly(names) },
          },
          {
            mark: { type: 'point', filled: true, size: 70, opacity: 1 },
            encoding: {
              y,
              x: {
                field: 'value',
                type: 'quantitative',
                scale: { zero: false, nice: true, padding: 12 },
                axis: { title: 'response time, ms', tickCount: 3, format: ',~f' },
              },
              ...strategyMark(names, { legend: false }),
            },
          },
        ],
      },
    },
  );
}

/** A value with the ends of its interval, which are the value itself where there is none. */
export function bounds({ value, ci95 }: Measure) {
  return { value, low: ci95?.[0] ?? value, high: ci95?.[1] ?? value };
}

/** The strategies' colours, for marks without a shape. */
export function colourOnly(names: readonly string[]) {
  return { color: strategyMark(names, { legend: false }).color };
}
