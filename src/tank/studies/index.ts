/**
 * Studies: one scenario at many points. What is varied, the plan of every point, the runs of all of them, and searches among them.
 * It may import core, statistics, measures, plan, results, scenario and runs.
 */
export { pointsOf, type Variation } from './points.js';
export { KeptPoints } from './kept-points.js';
export { planSweep, runSweep } from './run-sweep.js';
export { USUAL_PATH, type Vary } from './capacity-range.js';
export { planCapacity } from './plan-capacity.js';
export { runCapacity, TOLERANCE } from './run-capacity.js';
export { type VariedScenario, variedScenarios } from './varied-scenarios.js';
