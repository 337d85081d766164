import { comparedValues, type Replications, type Summary } from '../../results/index.js';
import { chart, type ChartSpec, strategyLine } from './theme.js';

/**
 * How the compared measures settled: the mean of the replications so far, by their number; undefined for fewer than three.
 */
export function convergenceChart({ strategies, scenario }: Summary, replications: Replications): ChartSpec | undefined {
  const names = strategies.map(({ name }) => name);
  const values = comparedValues(replications).flatMap(({ strategy, measure, values: value }) =>
    runningMeans(value).map(({ made, mean }) => ({ strategy, measure, made, mean })),
  );
  if (!values.some(({ made }) => made > 2)) return undefined;
  const measures = [...new Set(values.map(({ measure }) => measure))];
  return chart(
    `How the estimates settled: ${scenario.name}`,
    'Mean of the replications up to each; what still moves at the end wants more of them.',
    {
      data: { values },
      facet: { field: 'measure', type: 'nominal', sort: measures, title: null },
      columns: 1,
      resolve: { scale: { y: 'independent' } },
      spec: {
        width: 620,
        height: 130,
        mark: { type: 'line', strokeWidth: 1.6 },
        encoding: {
          x: {
            field: 'made',
            type: 'quantitative',
            scale: { nice: false },
            axis: { title: 'replications', tickMinStep: 1 },
          },
          y: { field: 'mean', type: 'quantitative', scale: { zero: false }, axis: { title: null, tickCount: 4 } },
          ...strategyLine(names),
        },
      },
    },
  );
}

/** Replications without a value are passed over. */
function runningMeans(values: readonly (number | null)[]): { made: number; mean: number }[] {
  let sum = 0;
  let count = 0;
  return values.flatMap((value, r) => {
    if (value === null) return [];
    sum += value;
    count++;
    return [{ made: r + 1, mean: sum / count }];
  });
}
