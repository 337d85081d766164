import { measures } from '../../measures/index.js';
import { storedMeasure, type StrategySummary, type Summary } from '../../results/index.js';
import { chart, type ChartSpec, strategyMark } from './theme.js';

/** Counts of which less is better, by their label. */
const COUNTS: Readonly<Record<string, (strategy: StrategySummary) => number>> = Object.fromEntries(
  Object.entries(measures)
    .filter(([, { kind, better, table }]) => kind === 'count' && better === 'lower' && table !== 'routing')
    .map(([path, { label }]) => [label, (strategy) => Number(storedMeasure(strategy, path) ?? 0)]),
);

/** What did not go well, counted by strategy; undefined where everything did. */
export function overloadChart({ strategies, scenario }: Summary): ChartSpec | undefined {
  const names = strategies.map(({ name }) => name);
  const kinds = Object.entries(COUNTS).filter(([, count]) => strategies.some((strategy) => count(strategy) > 0));
  if (kinds.length === 0) return undefined;
  const values = strategies.flatMap((strategy) =>
    kinds.map(([kind, count]) => ({ strategy: strategy.name, kind, count: count(strategy) })),
  );
  const y = { field: 'strategy', type: 'nominal', sort: names, axis: { title: null } };
  const x = {
    field: 'count',
    type: 'quantitative',
    axis: { title: 'count', format: ',~f', tickCount: 3, tickMinStep: 1 },
  };
  return chart(
    `Overload and failures, counts: ${scenario.name}`,
    'Over all replications; kinds that did not happen under any strategy are left out; each panel has its own axis.',
    {
      data: { values },
      facet: { field: 'kind', type: 'nominal', sort: kinds.map(([kind]) => kind), title: null },
      columns: 3,
      resolve: { scale: { x: 'independent' } },
      spec: {
        width: 170,
        height: { step: 22 },
        layer: [
          { mark: { type: 'bar', height: 12 }, encoding: { y, x, color: colour(names) } },
          {
            mark: { type: 'text', align: 'left', dx: 4, fontSize: 10, color: '#222222' },
            encoding: { y, x, text: { field: 'count', type: 'quantitative', format: ',' } },
          },
        ],
      },
    },
  );
}

function colour(names: readonly string[]) {
  return strategyMark(names, { legend: false }).color;
}
