import type { Series, Summary } from '../../results/index.js';
import { chart, type ChartSpec, strategyLine } from './theme.js';

const SUBTITLE = 'Course of the first replication, from its start to its last arrival.';

/** Utilization of each model over time; undefined where no course was recorded. */
export function utilizationCourseChart({ strategies, scenario }: Summary, series: Series): ChartSpec | undefined {
  const names = strategies.map(({ name }) => name);
  const values = series.strategies.flatMap(({ name, course }) =>
    (course?.utilization ?? []).flatMap(({ model, value }) =>
      value.map((share, bin) => ({
        strategy: name,
        model,
        minutes: minutes(bin, course?.bin_ms ?? 0),
        percent: 100 * share,
      })),
    ),
  );
  if (values.length === 0) return undefined;
  const models = [...new Set(values.map(({ model }) => model))];
  return chart(
    `Utilization over time by model, %: ${scenario.name}`,
    `${SUBTITLE} Busy slots / slots; processor sharing: cores at work / cores.`,
    {
      data: { values },
      facet: { field: 'model', type: 'nominal', sort: models, title: null },
      columns: 1,
      spec: {
        width: 620,
        height: 110,
        mark: { type: 'line', strokeWidth: 1.3 },
        encoding: {
          x: TIME,
          y: { field: 'percent', type: 'quantitative', scale: { domainMin: 0 }, axis: { title: '%', tickCount: 4 } },
          ...strategyLine(names),
        },
      },
    },
  );
}

/** Requests waiting in the whole fleet over time; undefined where no course was recorded, or nothing ever waited. */
export function queueCourseChart({ strategies, scenario }: Summary, series: Series): ChartSpec | undefined {
  const names = strategies.map(({ name }) => name);
  const values = series.strategies.flatMap(({ name, course }) =>
    (course?.waiting ?? []).map((waiting, bin) => ({
      strategy: name,
      waiting,
      minutes: minutes(bin, course?.bin_ms ?? 0),
    })),
  );
  if (!values.some(({ waiting }) => waiting > 0)) return undefined;
  return chart(`Queue depth over time, requests: ${scenario.name}`, `${SUBTITLE} Waiting at all endpoints together.`, {
    data: { values },
    width: 620,
    height: 260,
    mark: { type: 'line', strokeWidth: 1.3 },
    encoding: {
      x: TIME,
      y: { field: 'waiting', type: 'quantitative', axis: { title: 'requests waiting, mean of each bin' } },
      ...strategyLine(names),
    },
  });
}

const TIME = {
  field: 'minutes',
  type: 'quantitative',
  scale: { nice: false },
  axis: { title: 'minutes from the start' },
};

/** The middle of a bin. */
function minutes(bin: number, binMs: number): number {
  return ((bin + 0.5) * binMs) / 60_000;
}
