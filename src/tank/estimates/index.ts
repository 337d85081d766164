/**
 * What is measured over replications: the values of the registry put together, with intervals.
 * It sees the results of jobs and how they were made, never the plan; it may import measures and statistics.
 */
export { type Design, resampledRuns } from './design.js';
export { ECDF_SHARES } from './ecdf-shares.js';
export { comparedValues, type Estimate, type IntervalAbsence, LEVEL } from './estimate.js';
export { estimateAt, type MeasuredPart, type MeasuredStrategy, measureStrategies } from './measured.js';
