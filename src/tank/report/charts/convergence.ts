import { comparedValues, type Replications, type Summary } from '../../results/index.js';
import { formatNumber, formatRelative } from '../numbers.js';
import { measureInWords } from '../verdict.js';
import { looksOf } from './looks.js';
import { chart, type ChartSpec, type Layout, panelAxes, SHOWN, strategyLine, targets } from './theme.js';

/**
 * How the compared measures settled: how far the mean of the replications so far lies from the last, by their number;
 * undefined for fewer than three. As shares of the last, so that all strategies have room on one axis.
 */
export function convergenceChart(
  summary: Summary,
  replications: Replications,
  layout: Layout = 'wide',
): ChartSpec | undefined {
  const looks = looksOf(summary);
  const values = comparedValues(replications).flatMap(({ strategy, measure, values: value }) =>
    runningMeans(value).map((point) => ({ strategy, measure: measureInWords(measure), ...point })),
  );
  if (!values.some(({ made }) => made > 2)) return undefined;
  const measures = [...new Set(values.map(({ measure }) => measure))];
  const encoding = {
    x: {
      field: 'made',
      type: 'quantitative',
      scale: { nice: false, zero: false },
      axis: { title: 'replications', tickMinStep: 1, format: 'd' },
    },
    y: { field: 'percent', type: 'quantitative', axis: { title: 'from the last, %', tickCount: 4 } },
  };
  return chart(
    `How the estimates settled: ${summary.scenario.name}`,
    'Mean of the replications so far, as its distance from the mean of all.',
    {
      data: { values },
      transform: [SHOWN],
      facet: { field: 'measure', type: 'nominal', sort: measures, title: null },
      columns: 1,
      resolve: { scale: { y: 'independent' }, ...panelAxes(layout) },
      spec: {
        width: layout === 'wide' ? 610 : 265,
        height: 130,
        layer: [
          { mark: { type: 'line' }, encoding: { ...encoding, ...strategyLine(looks, layout) } },
          targets(encoding, [
            { field: 'strategy', title: 'strategy' },
            { field: 'made', title: 'replications' },
            { field: 'shown', title: 'mean so far' },
            { field: 'distance', title: 'from the last' },
          ]),
        ],
      },
    },
    { layout, looks },
  );
}

/** Replications without a value are passed over. */
function runningMeans(values: readonly (number | null)[]) {
  let sum = 0;
  let count = 0;
  const means = values.flatMap((value, r) => {
    if (value === null) return [];
    sum += value;
    count++;
    return [{ made: r + 1, mean: sum / count }];
  });
  const last = means.at(-1)?.mean ?? 0;
  return means.map(({ made, mean }) => {
    const share = last === 0 ? 0 : (mean - last) / Math.abs(last);
    return {
      made,
      percent: Number((100 * share).toPrecision(5)),
      shown: formatNumber(mean),
      distance: formatRelative(share),
    };
  });
}
