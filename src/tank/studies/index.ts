/**
 * Studies: one scenario at many points. What is varied, the plan of every point, and the runs of all of them.
 * It may import core, plan, results, scenario and runs.
 */
export { pointsOf, type Variation } from './points.js';
export { KeptPoints } from './kept-points.js';
export { planSweep, runSweep } from './run-sweep.js';
