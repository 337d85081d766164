import type { Series, Summary } from '../../results/index.js';
import { chart, type ChartSpec, strategyLine } from './theme.js';

/** Empirical distribution of the response time on a logarithmic axis; undefined where no request was completed. */
export function ecdfChart({ strategies, scenario }: Summary, series: Series): ChartSpec | undefined {
  const names = strategies.map(({ name }) => name);
  const values = series.strategies.flatMap(({ name, response_time_ms: { p, value } }) =>
    value.flatMap((ms, i) => (p[i] >= 0.01 && ms > 0 ? [{ strategy: name, ms, share: p[i] }] : [])),
  );
  if (values.length === 0) return undefined;
  return chart(
    `Distribution of the response time: ${scenario.name}`,
    'Share of completed requests that took at most so long (empirical distribution over all replications, from 1 % on).',
    {
      data: { values },
      width: 620,
      height: 300,
      mark: { type: 'line', interpolate: 'linear', strokeWidth: 1.8 },
      encoding: {
        x: {
          field: 'ms',
          type: 'quantitative',
          scale: { type: 'log', nice: false },
          axis: { title: 'response time, ms (logarithmic)', format: ',~f', tickCount: 8 },
        },
        y: {
          field: 'share',
          type: 'quantitative',
          scale: { domain: [0, 1] },
          axis: { title: 'share of requests', format: '.0%' },
        },
        order: { field: 'share', type: 'quantitative' },
        ...strategyLine(names),
      },
    },
  );
}
