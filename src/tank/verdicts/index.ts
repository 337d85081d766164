/**
 * What may be said of measures: comparisons, whether they can be compared, the best, when to stop, the gate, and two runs
 * side by side.
 * It may import statistics, traffic, measures, estimates, plan and results; it runs nothing.
 */
export { bestStrategies } from './best-strategy.js';
export { comparabilityOf, requestCountOf } from './comparability.js';
export { compareWithBaseline } from './compare.js';
export { type GateCheck, type JudgedMeasure, regressions } from './gate/gate-check.js';
export type { Outcome } from './gate/judge-measure.js';
export { judgeScenario } from './gate/judge-scenario.js';
export { oneSided } from './gate/one-sided.js';
export { judgeSpeed, type SpeedRow } from './gate/judge-speed.js';
export { makeBaseline } from './gate/make-baseline.js';
export { gatedMeasures, gatedValues, replicationsOf } from './gated-values.js';
export type { ComparedRun } from './runs/compared-run.js';
export { compareRuns } from './runs/compare-runs.js';
export { planPrecision, type PrecisionPlan } from './plan-precision.js';
export { look, type StoppingState } from './stopping-rule.js';
