/**
 * What is measured of a run: the registry, and what a finished job gives.
 * It sees the columns of a run, never the plan; it may import core, router, statistics, trace and simulation.
 */
export { countIn, type Course, type GroupedValues, type JobResult, ratioIn } from './job-result.js';
export type { Measure, Need, PartKind, TableName, Unit } from './measure.js';
export { measureJob } from './measure-job.js';
export { comparablePaths, directionOf, nested, parseMeasurePath, quantilesIn } from './measure-path.js';
export { DEFAULT_QUANTILES, probability, quantileName, quantileOfName } from './quantiles.js';
export { type RequestRows, requestRows, rowValues } from './request-rows.js';
export { type MeasureName, measures } from './registry.js';
export type { MeasureSettings } from './settings.js';
