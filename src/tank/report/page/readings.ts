import type { ChartName } from '../charts/all.js';

/** How to read each chart, in a sentence. */
export const READINGS: Readonly<Record<ChartName, string>> = {
  percentile_curve:
    'A line shows how long requests took at most, from the fastest tenth on the left to the slowest few on the right; lower is better.',
  percentiles: 'A dot further left is faster; where two intervals are far apart, so are the strategies.',
  differences: 'A dot left of 0 lies below the baseline; where the interval crosses 0, no difference is shown.',
  overload: 'A long bar means that much of the traffic met it; no bar and a 0 mean that nothing did.',
  models: 'The panel whose marks lie furthest to the right is the model that makes the tail.',
  classes: 'The panel whose marks lie furthest to the right is the class of requests that waits longest.',
  utilization: 'Marks of a strategy in one column mean that it loads all endpoints alike.',
  share: 'Marks far to the right are endpoints that a strategy sends most of its requests to.',
  utilization_over_time: 'A line at 100 % is a model without a free slot; a line that climbs to it has not settled.',
  queue_over_time: 'A queue that grows to the end of the run means that the fleet cannot keep up.',
  convergence: 'A line that is flat long before its end means that more replications would change little.',
  warm_up: 'Left of the dashed line queues are still filling; what arrives there is left out.',
};
