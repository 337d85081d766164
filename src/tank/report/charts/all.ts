import type { Replications, RunResults, Series, Summary } from '../../results/index.js';
import { convergenceChart } from './convergence.js';
import { queueCourseChart, utilizationCourseChart } from './course.js';
import { differencesChart } from './differences.js';
import { ecdfChart } from './ecdf.js';
import { shareChart, utilizationChart } from './endpoints.js';
import { overloadChart } from './overload.js';
import { percentilesChart } from './percentiles.js';
import type { ChartSpec } from './theme.js';
import { warmUpChart } from './warm-up.js';

/** The charts of a run as Vega-Lite specifications; undefined where there is nothing to show. */
export const charts = {
  percentiles: (summary: Summary) => percentilesChart(summary),
  differences: (summary: Summary) => differencesChart(summary),
  ecdf: (summary: Summary, series: Series) => ecdfChart(summary, series),
  overload: (summary: Summary) => overloadChart(summary),
  utilization: (summary: Summary) => utilizationChart(summary),
  share: (summary: Summary) => shareChart(summary),
  utilization_over_time: (summary: Summary, series: Series) => utilizationCourseChart(summary, series),
  queue_over_time: (summary: Summary, series: Series) => queueCourseChart(summary, series),
  convergence: (summary: Summary, _series: Series, replications: Replications) =>
    convergenceChart(summary, replications),
  warm_up: (summary: Summary, series: Series) => warmUpChart(summary, series),
};

export type ChartName = keyof typeof charts;

export interface NamedChart {
  readonly name: ChartName;
  readonly spec: ChartSpec;
}

/** All charts that have something to show, in the order in which they are read. */
export function allCharts({ summary, series, replications }: RunResults): readonly NamedChart[] {
  return (Object.keys(charts) as ChartName[]).flatMap((name) => {
    const spec = charts[name](summary, series, replications);
    return spec === undefined ? [] : [{ name, spec }];
  });
}
