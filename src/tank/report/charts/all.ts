import type { RunResults, Summary } from '../../results/index.js';
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

/** What every chart of a run needs, and what some need besides. */
export type SummaryOf = Summary | Pick<RunResults, 'summary'>;
type WithSeries = Pick<RunResults, 'summary' | 'series'>;
type WithReplications = Pick<RunResults, 'summary' | 'replications'>;

/** The charts of a run as Vega-Lite specifications; undefined where there is nothing to show. */
export const runCharts = {
  percentile_curve: ({ summary, series }: WithSeries, layout?: Layout) => percentileCurveChart(summary, series, layout),
  percentiles: (of: SummaryOf, layout?: Layout) => percentilesChart(summaryIn(of), layout),
  differences: (of: SummaryOf, layout?: Layout) => differencesChart(summaryIn(of), layout),
  overload: (of: SummaryOf, layout?: Layout) => overloadChart(summaryIn(of), layout),
  assignment: (of: SummaryOf, layout?: Layout) => assignmentChart(summaryIn(of), layout),
  quality: (of: SummaryOf, layout?: Layout) => qualityChart(summaryIn(of), layout),
  models: (of: SummaryOf, layout?: Layout) => modelsChart(summaryIn(of), layout),
  classes: (of: SummaryOf, layout?: Layout) => classesChart(summaryIn(of), layout),
  utilization: (of: SummaryOf, layout?: Layout) => utilizationChart(summaryIn(of), layout),
  share: (of: SummaryOf, layout?: Layout) => shareChart(summaryIn(of), layout),
  utilization_over_time: ({ summary, series }: WithSeries, layout?: Layout) =>
    utilizationCourseChart(summary, series, layout),
  queue_over_time: ({ summary, series }: WithSeries, layout?: Layout) => queueCourseChart(summary, series, layout),
  alerts: ({ summary, series }: WithSeries, layout?: Layout) => alertsChart(summary, series, layout),
  convergence: ({ summary, replications }: WithReplications, layout?: Layout) =>
    convergenceChart(summary, replications, layout),
  warm_up: ({ summary, series }: WithSeries, layout?: Layout) => warmUpChart(summary, series, layout),
};

function summaryIn(of: SummaryOf): Summary {
  return 'summary' in of ? of.summary : of;
}

export type ChartName = keyof typeof runCharts;

export interface NamedChart {
  readonly name: ChartName;
  readonly spec: ChartSpec;
}

/** All charts that have something to show, in the order in which they are read. */
export function allCharts(
  results: Pick<RunResults, 'summary' | 'series' | 'replications'>,
  layout: Layout = 'wide',
): readonly NamedChart[] {
  return (Object.keys(runCharts) as ChartName[]).flatMap((name) => {
    const spec = runCharts[name](results, layout);
    return spec === undefined ? [] : [{ name, spec }];
  });
}
