/** Estimators with their intervals, and comparisons of strategies: one a file, `level` is a parameter of each. */
export { batchMeansInterval } from './batch-means.js';
export { asNumbers } from './column.js';
export { holmAdjusted } from './holm.js';
export type { Interval, Refusal } from './interval.js';
export { orderStatisticsInterval } from './order-statistics.js';
export { type PairedDifference, pairedDifference, type ReplicatedMeasure } from './paired-difference.js';
export { minimumObservations, quantileOfSorted, sortedColumn } from './quantile.js';
export { ADVISED_REPLICATIONS, sectioningInterval } from './sectioning.js';
