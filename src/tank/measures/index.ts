/**
 * What is measured of a run, and how it is put together over replications.
 * It sees the columns of finished jobs, never the plan; it may import core, router, statistics, trace and simulation.
 */
export { comparableMeasures, gatedCounts, type GatedMeasure, type MeasureName } from './comparable.js';
export type { ClassColumns, Course, JobResult } from './job-result.js';
