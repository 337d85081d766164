import type { Summary } from '../../results/index.js';
import { chart, type ChartSpec, strategyMark } from './theme.js';

/** Each strategy's difference from the baseline with its interval; undefined where nothing is compared. */
export function differencesChart({ strategies, comparisons, scenario }: Summary): ChartSpec | undefined {
  const names = strategies.map(({ name }) => name);
  const values = comparisons.flatMap(({ strategy, measure, difference, relative, ci95 }) => {
    if (difference === undefined || relative === undefined || difference === 0) return [];
    const percent = (value: number) => (100 * value * relative) / difference; // of the baseline's value
    const [low, high] = ci95 ?? [difference, difference];
    return [{ strategy, measure, value: percent(difference), low: percent(low), high: percent(high) }];
  });
  if (values.length === 0) return undefined;
  const shown = names.filter((name) => values.some(({ strategy }) => strategy === name));
  const y = { field: 'strategy', type: 'nominal', sort: shown, axis: { title: null } };
  const { baseline } = comparisons[0];
  return chart(
    `Difference from ${baseline}, %: ${scenario.name}`,
    'On the same traffic, with 95 % intervals where there are some; an interval that crosses 0 shows no difference.',
    {
      data: { values },
      facet: { field: 'measure', type: 'nominal', title: null },
      columns: 2,
      resolve: { scale: { x: 'independent' } },
      spec: {
        width: 300,
        height: { step: 22 },
        layer: [
          { mark: { type: 'rule', color: '#888888' }, encoding: { x: { datum: 0, type: 'quantitative' } } },
          {
            mark: { type: 'rule', strokeWidth: 2 },
            encoding: {
              y,
              x: {
                field: 'low',
                type: 'quantitative',
                axis: { title: `difference from ${baseline}, %`, tickCount: 5 },
              },
              x2: { field: 'high' },
              color: strategyMark(names, { legend: false }).color,
            },
          },
          {
            mark: { type: 'point', filled: true, size: 70, opacity: 1 },
            encoding: { y, x: { field: 'value', type: 'quantitative' }, ...strategyMark(names, { legend: false }) },
          },
        ],
      },
    },
  );
}
