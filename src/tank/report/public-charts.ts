import type { TraceProfile } from '../inspection/index.js';
import { type Capacity, checkMeasurePath, type Sweep } from '../results/index.js';
import { capacityAnswersChart, capacityCurvesChart } from './capacity/capacity-charts.js';
import { runCharts } from './charts/all.js';
import { intervalsChart } from './charts/intervals.js';
import type { ChartSpec, Layout } from './charts/theme.js';
import { dispersionChart, hitRateChart, lengthChart, rateChart } from './charts/traffic.js';
import { sweepHeatMap, sweepLines } from './sweep/sweep-charts.js';
import type { NamedProfile } from './trace-tables.js';

/** What traces are like, by the names that the lines of charts have. */
export type Profiles = Readonly<Record<string, TraceProfile>>;

/**
 * Charts as Vega-Lite specifications; undefined where there is nothing to show. Those of a run are those of its page; of a sweep
 * and of traces, of a measure that is named, and of profiles side by side.
 */
export const charts = {
  ...runCharts,
  /** Rows of values with their intervals, such as those of `measureRows`. */
  intervals: intervalsChart,
  /** A measure against what is varied, by default the one that is compared first. */
  sweep: (sweep: Sweep, measure = sweep.scenario.compare[0], layout?: Layout): ChartSpec | undefined => {
    checkMeasurePath(measure);
    return sweepLines(sweep, measure, layout)?.spec;
  },
  /** A measure over two factors. */
  heat_map: (sweep: Sweep, measure = sweep.scenario.compare[0], layout?: Layout): ChartSpec | undefined => {
    checkMeasurePath(measure);
    return sweepHeatMap(sweep, measure, layout)?.spec;
  },
  /** What each strategy needs, or bears. */
  capacity: (found: Capacity, layout?: Layout): ChartSpec | undefined => capacityAnswersChart(found, layout)?.spec,
  /** The share of requests that are not good, at the values that a search has looked at. */
  capacity_curves: (found: Capacity, layout?: Layout): ChartSpec | undefined => capacityCurvesChart(found, layout).spec,
  /** Requests per second over time. */
  rate: (profiles: Profiles) => rateChart(namedProfiles(profiles)),
  dispersion: (profiles: Profiles) => dispersionChart(namedProfiles(profiles)),
  prompt_lengths: (profiles: Profiles) => lengthChart(namedProfiles(profiles), 'prompt'),
  output_lengths: (profiles: Profiles) => lengthChart(namedProfiles(profiles), 'output'),
  /** Hits of one cache that all requests share, by its size. */
  hit_rate: (profiles: Profiles) => hitRateChart(namedProfiles(profiles)),
};

export function namedProfiles(profiles: Profiles): readonly NamedProfile[] {
  return Object.entries(profiles).map(([name, profile]) => ({ name, profile }));
}
