import type { Replications, RunResults, Series, Summary } from '../../results/index.js';
import { alertsChart } from './alerts.js';
import { assignmentChart } from './assignment.js';
import { convergenceChart } from './convergence.js';
import { queueCourseChart, utilizationCourseChart } from './course.js';
import { differencesChart } from './differences.js';
import { shareChart, utilizationChart } from './endpoints.js';
import { overloadChart } from './overload.js';
import { classesChart, modelsChart } from './parts.js';
import { percentileCurveChart } from './percentile-curve.js';
import { percentilesChart } from './percentiles.js';
import { qualityChart } from './quality.js';
import type { ChartSpec, Layout } from './theme.js';
import { warmUpChart } from './warm-up.js';

/** The charts of a run as Vega-Lite specifications; undefined where there is nothing to show. */
export const charts = {
  percentile_curve: (summary: Summary, series: Series, _replications?: Replications, layout?: Layout) =>
    percentileCurveChart(summary, series, layout),
  percentiles: (summary: Summary, _series?: Series, _replications?: Replications, layout?: Layout) =>
    percentilesChart(summary, layout),
  differences: (summary: Summary, _series?: Series, _replications?: Replications, layout?: Layout) =>
    differencesChart(summary, layout),
  overload: (summary: Summary, _series?: Series, _replications?: Replications, layout?: Layout) =>
    overloadChart(summary, layout),
  assignment: (summary: Summary, _series?: Series, _replications?: Replications, layout?: Layout) =>
    assignmentChart(summary, layout),
  quality: (summary: Summary, _series?: Series, _replications?: Replications, layout?: Layout) =>
    qualityChart(summary, layout),
  models: (summary: Summary, _series?: Series, _replications?: Replications, layout?: Layout) =>
    modelsChart(summary, layout),
  classes: (summary: Summary, _series?: Series, _replications?: Replications, layout?: Layout) =>
    classesChart(summary, layout),
  utilization: (summary: Summary, _series?: Series, _replications?: Replications, layout?: Layout) =>
    utilizationChart(summary, layout),
  share: (summary: Summary, _series?: Series, _replications?: Replications, layout?: Layout) =>
    shareChart(summary, layout),
  utilization_over_time: (summary: Summary, series: Series, _replications?: Replications, layout?: Layout) =>
    utilizationCourseChart(summary, series, layout),
  queue_over_time: (summary: Summary, series: Series, _replications?: Replications, layout?: Layout) =>
    queueCourseChart(summary, series, layout),
  alerts: (summary: Summary, series: Series, _replications?: Replications, layout?: Layout) =>
    alertsChart(summary, series, layout),
  convergence: (summary: Summary, _series: Series, replications: Replications, layout?: Layout) =>
    convergenceChart(summary, replications, layout),
  warm_up: (summary: Summary, series: Series, _replications?: Replications, layout?: Layout) =>
    warmUpChart(summary, series, layout),
};

export type ChartName = keyof typeof charts;

export interface NamedChart {
  readonly name: ChartName;
  readonly spec: ChartSpec;
}

/** All charts that have something to show, in the order in which they are read. */
export function allCharts(
  { summary, series, replications }: Pick<RunResults, 'summary' | 'series' | 'replications'>,
  layout: Layout = 'wide',
): readonly NamedChart[] {
  return (Object.keys(charts) as ChartName[]).flatMap((name) => {
    const spec = charts[name](summary, series, replications, layout);
    return spec === undefined ? [] : [{ name, spec }];
  });
}
