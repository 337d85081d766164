import { plainMean, plainSum } from '../../../core/index.js';
import type { Series, StrategySeries, Summary } from '../../results/index.js';
import { formatNumber, formatShare } from '../numbers.js';
import { looksOf } from './looks.js';
import { chart, type ChartSpec, type Layout, panelAxes, SHOWN, strategyColour, targets, zoomed } from './theme.js';

const SUBTITLE =
  'First replication, from its start to its last arrival; one panel per strategy, all with the same axes.';

/** Models that have a line each; of more the whole fleet has one. */
const MOST_LINES = 4;

/** Points of a line: more are not told apart in a panel. */
const MOST_POINTS = 60;

/** Utilization over time, by model or of the whole fleet; undefined where no course was recorded. */
export function utilizationCourseChart(
  summary: Summary,
  series: Series,
  layout: Layout = 'wide',
): ChartSpec | undefined {
  const replicas = new Map(summary.strategies[0].models.map((model) => [model.id, model.replicas]));
  const values = series.strategies.flatMap(({ name, course }) =>
    course === undefined
      ? []
      : linesOf(course, replicas).flatMap(({ line, value }) =>
          points(value, course.bin_ms).map(({ minutes, mean }) => ({
            strategy: name,
            line,
            minutes,
            y: Number((100 * mean).toFixed(2)),
            shown: formatShare(mean),
          })),
        ),
  );
  return panels(summary, layout, values, {
    title: 'Utilization over time, %',
    subtitle: `${SUBTITLE} Busy slots / slots; processor sharing: cores at work / cores.`,
    axis: 'utilization, %',
    tooltip: 'utilization',
  });
}

/** Requests waiting in the whole fleet over time; undefined where no course was recorded, or nothing ever waited. */
export function queueCourseChart(summary: Summary, series: Series, layout: Layout = 'wide'): ChartSpec | undefined {
  const values = series.strategies.flatMap(({ name, course }) =>
    points(course?.waiting ?? [], course?.bin_ms ?? 0).map(({ minutes, mean }) => ({
      strategy: name,
      line: 'all endpoints',
      minutes,
      y: Number(mean.toPrecision(5)),
      shown: formatNumber(mean),
    })),
  );
  if (!values.some(({ y }) => y > 0)) return undefined;
  return panels(summary, layout, values, {
    title: 'Queue over time, requests',
    subtitle: SUBTITLE,
    axis: 'waiting',
    tooltip: 'requests waiting',
  });
}

interface Content {
  readonly title: string;
  readonly subtitle: string;
  readonly axis: string;
  readonly tooltip: string;
}

interface Point {
  readonly strategy: string;
  readonly line: string;
  readonly minutes: number;
  readonly y: number;
  readonly shown: string;
}

function panels(
  summary: Summary,
  layout: Layout,
  values: readonly Point[],
  { title, subtitle, axis, tooltip }: Content,
): ChartSpec | undefined {
  if (values.length === 0) return undefined;
  const looks = looksOf(summary);
  const lines = [...new Set(values.map(({ line }) => line))];
  const recorded = looks.filter(({ name }) => values.some(({ strategy }) => strategy === name));
  const encoding = {
    x: {
      field: 'minutes',
      type: 'quantitative',
      scale: { nice: false, zero: true },
      axis: { title: 'minutes from the start', tickCount: 4, labelBound: 1 },
    },
    y: { field: 'y', type: 'quantitative', scale: { zero: true }, axis: { title: axis, tickCount: 3 } },
    ...strategyColour(looks),
  };
  const columns = layout === 'narrow' ? 1 : Math.min(3, recorded.length);
  return chart(
    `${title}: ${summary.scenario.name}`,
    subtitle,
    {
      data: { values },
      transform: [SHOWN],
      facet: {
        field: 'strategy',
        type: 'nominal',
        sort: recorded.map(({ name }) => name),
        title: null,
        ...(layout === 'wide' && columns > 1 && { header: { labelLimit: 600 / columns } }),
      },
      columns,
      resolve: panelAxes(layout, recorded.length, columns),
      spacing: { row: 14, column: 18 },
      spec: {
        width: layout === 'narrow' ? 265 : columns === 1 ? 600 : columns === 2 ? 295 : 190,
        height: 80,
        layer: [
          {
            params: zoomed('x'),
            mark: { type: 'line', strokeWidth: 1.5, clip: true },
            encoding: {
              ...encoding,
              ...(lines.length > 1
                ? {
                    strokeDash: {
                      field: 'line',
                      type: 'nominal',
                      scale: { domain: lines, range: MODEL_DASHES.slice(0, lines.length) },
                      legend: { title: null, orient: 'bottom', symbolSize: 1000, columns: layout === 'wide' ? 4 : 2 },
                    },
                  }
                : {}),
            },
          },
          targets(encoding, [
            { field: 'strategy', title: 'strategy' },
            ...(lines.length > 1 ? [{ field: 'line', title: 'model' }] : []),
            { field: 'minutes', title: 'minutes', format: '.2f' },
            { field: 'shown', title: tooltip },
          ]),
        ],
      },
    },
    { layout, looks },
  );
}

const MODEL_DASHES = [
  [1, 0],
  [5, 2],
  [1.5, 1.5],
  [8, 2, 2, 2],
];

/** A line for each of a few models; for more, or one, the mean of all, each model with the weight of its replicas. */
function linesOf({ utilization }: NonNullable<StrategySeries['course']>, replicas: ReadonlyMap<string, number>) {
  if (utilization.length <= MOST_LINES) return utilization.map(({ model, value }) => ({ line: model, value }));
  const weights = utilization.map(({ model }) => replicas.get(model) ?? 1);
  const total = plainSum(weights);
  const value = utilization[0].value.map(
    (_, bin) => plainSum(utilization.map((each, m) => weights[m] * each.value[bin])) / total,
  );
  return [{ line: 'whole fleet', value }];
}

/** Bins of a course, several in one where there are many, each at its middle. */
function points(bins: readonly number[], binMs: number) {
  const width = Math.ceil(bins.length / MOST_POINTS);
  return Array.from({ length: Math.ceil(bins.length / width) || 0 }, (_, i) => {
    const own = bins.slice(i * width, (i + 1) * width);
    return { minutes: Number((((i * width + own.length / 2) * binMs) / 60_000).toPrecision(5)), mean: plainMean(own) };
  });
}
