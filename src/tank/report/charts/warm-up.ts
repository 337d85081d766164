import type { Series, Summary } from '../../results/index.js';
import { looksOf } from './looks.js';
import { chart, type ChartSpec, type Layout, SHOWN, strategyLine, targets } from './theme.js';

/** What an automatic warm-up was found in, with the cut; undefined where it was given. */
export function warmUpChart(summary: Summary, { warm_up }: Series, layout: Layout = 'wide'): ChartSpec | undefined {
  if (warm_up === undefined) return undefined;
  const looks = looksOf(summary);
  const { cut_ms, bin_ms, strategies: found } = warm_up;
  const values = found.flatMap(({ name, response_time_ms }) =>
    response_time_ms.map((ms, bin) => ({ strategy: name, ms, seconds: ((bin + 0.5) * bin_ms) / 1000 })),
  );
  const encoding = {
    x: {
      field: 'seconds',
      type: 'quantitative',
      scale: { nice: false, zero: true },
      axis: { title: 'seconds from the start', tickCount: layout === 'wide' ? 8 : 4 },
    },
    y: { field: 'ms', type: 'quantitative', axis: { title: 'response time, ms', tickCount: 5 } },
  };
  return chart(
    `Warm-up: ${summary.scenario.name}`,
    'Response time by time of arrival, mean over pilot replications; requests before the line are excluded (MSER-5).',
    {
      width: layout === 'wide' ? 610 : 265,
      height: 220,
      layer: [
        {
          data: { values },
          transform: [SHOWN],
          mark: { type: 'line' },
          encoding: { ...encoding, ...strategyLine(looks, layout) },
        },
        {
          data: { values },
          transform: [SHOWN],
          layer: [
            targets(encoding, [
              { field: 'strategy', title: 'strategy' },
              { field: 'seconds', title: 'seconds', format: ',.1f' },
              { field: 'ms', title: 'response time, ms', format: ',.4~r' },
            ]),
          ],
        },
        {
          data: { values: [{ cut: cut_ms / 1000 }] },
          mark: { type: 'rule', color: '#222222', strokeWidth: 1.5, strokeDash: [6, 4] },
          encoding: { x: { field: 'cut', type: 'quantitative' } },
        },
      ],
    },
    { layout, looks },
  );
}
