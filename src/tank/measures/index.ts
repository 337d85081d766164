/**
 * What is measured of a run, and how it is put together over replications.
 * It sees the columns of finished jobs, never the plan; it may import core, router, statistics, trace and simulation.
 */
export { type Design, resampledRuns } from './design.js';
export { ECDF_SHARES } from './ecdf-shares.js';
export { comparedValues, type Estimate, type IntervalAbsence, LEVEL } from './estimate.js';
export { countIn, type Course, type JobResult, ratioIn } from './job-result.js';
export type { Measure, PartKind, TableName, Unit } from './measure.js';
export { measureJob } from './measure-job.js';
export { comparablePaths, directionOf, nested, parseMeasurePath, quantilesIn } from './measure-path.js';
export { estimateAt, type MeasuredPart, type MeasuredStrategy, measureStrategies } from './measured.js';
export { DEFAULT_QUANTILES, probability, quantileName, quantileOfName } from './quantiles.js';
export { type RequestRows, requestRows, rowValues } from './request-rows.js';
export { type MeasureName, measures } from './registry.js';
export type { MeasureSettings } from './settings.js';
