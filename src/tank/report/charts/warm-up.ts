import type { Series, Summary } from '../../results/index.js';
import { chart, type ChartSpec, strategyLine } from './theme.js';

/** What an automatic warm-up was found in, with the cut; undefined where it was given. */
export function warmUpChart({ strategies, scenario }: Summary, { warm_up }: Series): ChartSpec | undefined {
  if (warm_up === undefined) return undefined;
  const { cut_ms, bin_ms, strategies: found } = warm_up;
  const values = found.flatMap(({ name, response_time_ms }) =>
    response_time_ms.map((ms, bin) => ({ strategy: name, ms, seconds: ((bin + 0.5) * bin_ms) / 1000 })),
  );
  return chart(
    `Warm-up: ${scenario.name}`,
    'Response time by time of arrival, mean over pilot replications; what lies before the line is left out (MSER-5).',
    {
      width: 620,
      height: 220,
      layer: [
        {
          data: { values },
          mark: { type: 'line', strokeWidth: 1.3 },
          encoding: {
            x: {
              field: 'seconds',
              type: 'quantitative',
              scale: { nice: false },
              axis: { title: 'seconds from the start' },
            },
            y: { field: 'ms', type: 'quantitative', axis: { title: 'response time, ms' } },
            ...strategyLine(strategies.map(({ name }) => name)),
          },
        },
        {
          data: { values: [{ cut: cut_ms / 1000 }] },
          mark: { type: 'rule', color: '#000000', strokeWidth: 1.5, strokeDash: [6, 4] },
          encoding: { x: { field: 'cut', type: 'quantitative' } },
        },
      ],
    },
  );
}
