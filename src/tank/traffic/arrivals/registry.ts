import { batches } from './batches.js';
import { cox } from './cox.js';
import { deterministic } from './deterministic.js';
import { gammaGaps } from './gamma-gaps.js';
import { modulatedPoisson } from './modulated-poisson.js';
import { poisson } from './poisson.js';
import { ramp } from './ramp.js';
import { steps } from './steps.js';
import { tenants } from './tenants.js';
import { timeOfDay } from './time-of-day.js';
import { weibullGaps } from './weibull-gaps.js';

/** What no single process says. */
export const arrivalsNote =
  'Arrivals come before completions at the same instant: with equal gaps exactly as long as the service time, a server without a queue loses every other request.';

/**
 * The only list of arrival processes: names, scenario schema and messages derive from it. A new one is a file with its
 * class and its entry, and a line here. The name of an entry is the `kind` of its options.
 */
export const arrivals = {
  poisson,
  deterministic,
  gamma: gammaGaps,
  weibull: weibullGaps,
  modulated_poisson: modulatedPoisson,
  steps,
  ramp,
  cox,
  time_of_day: timeOfDay,
  batches,
  tenants,
};
