import type { ChartName } from '../charts/all.js';

/** How to read each chart, in a sentence. */
export const READINGS: Readonly<Record<ChartName, string>> = {
  percentile_curve:
    'A line shows the response time at each percentile, from the fastest requests on the left to the slowest few on the right; lower is better.',
  percentiles: 'A dot further left is faster; strategies whose intervals are far apart differ clearly.',
  differences: 'A dot left of 0 is below the baseline; if the interval crosses 0, no difference is shown.',
  overload: 'A long bar means that much of the traffic was affected; a 0 without a bar means none.',
  models: 'The panel whose marks lie furthest to the right shows the model that makes the tail.',
  classes: 'The panel whose marks lie furthest to the right shows the class of requests that takes longest.',
  utilization: 'Marks of a strategy in one column mean that it loads all endpoints alike.',
  share: 'Marks far to the right are endpoints that a strategy sends most of its requests to.',
  utilization_over_time: 'A line at 100 % is a model without a free slot; a line that climbs to it has not settled.',
  queue_over_time: 'A queue that grows to the end of the run means that the fleet cannot keep up.',
  convergence: 'A line that is flat long before its end means that more replications would change little.',
  warm_up: 'Left of the dashed line queues are still filling; requests that arrive there are excluded.',
};
