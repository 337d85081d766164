import type { ChartName } from '../charts/all.js';

/** How to read each chart, in a sentence. */
export const READINGS: Readonly<Record<ChartName, string>> = {
  percentile_curve:
    'At each percentile, the response time that this share of the requests did not exceed; lower is better.',
  percentiles: 'A dot further left is faster; strategies whose intervals are far apart differ clearly.',
  differences:
    'A mark left of 0 lies below the baseline. A filled mark is a difference that is shown, with all comparisons corrected for together (Holm); a hollow one is not, even where its own interval leaves 0 out.',
  overload: 'A long bar means that much of the traffic was affected; a 0 without a bar means none.',
  assignment:
    'A bar beyond its black mark is a model with more agents than it serves at once; load-aware strategies move agents of it to models that have room.',
  quality:
    'Higher is a better score, further left is faster: strategies below and to the right of the dashed line are beaten by one on it, as measured.',
  models:
    'A panel further to the right is a slower model; which model makes most of the tail depends on its share of the requests too, and is said above.',
  classes:
    'A panel further to the right is a class whose requests take longer; which class makes most of the tail depends on its share of the requests too, and is said above.',
  utilization: 'Marks of a strategy in one column mean that it loads all endpoints alike.',
  share: 'Marks far to the right are endpoints that a strategy sends most of its requests to.',
  utilization_over_time: 'A line at 100 % is a model without a free slot; a line that climbs to it has not settled.',
  queue_over_time: 'A queue that grows to the end of the run means that the fleet cannot keep up.',
  alerts: 'A long bar is a state that lasts; a rule raises each model once, until it is cleared.',
  convergence: 'A line that is flat long before its end means that more replications would change little.',
  warm_up: 'Left of the dashed line queues are still filling; requests that arrive there are excluded.',
};
