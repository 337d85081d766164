/**
 * Estimators with their intervals, and comparisons of strategies: one a file, `level` is a parameter of each.
 * It knows numbers alone, and imports no other room but core.
 */
export { advisedMeanRun, bootstrapInterval, MINIMUM_BOOTSTRAP_VALUES, resampledBlocks } from './block-bootstrap.js';
export { bootstrapDifference } from './bootstrap-difference.js';
export { clusteredQuantileInterval } from './clustered-quantile.js';
export { asNumbers } from './column.js';
export { holmAdjusted } from './holm.js';
export type { Interval, Refusal } from './interval.js';
export { orderStatisticsInterval } from './order-statistics.js';
export { overlappingBatchMeansInterval } from './overlapping-batch-means.js';
export { replicationsNeeded } from './replications-needed.js';
export { screen, selectBest } from './select-best.js';
export { nextReplications } from './sequential.js';
export { warmUpCut } from './warm-up.js';
export { growsWithoutBound, hasEnoughForQuantile, type Tail, tailIndex } from './verdict-checks.js';
export { type PairedDifference, pairedDifference, type ReplicatedMeasure } from './paired-difference.js';
export { pooledMean, pooledQuantile } from './pooled.js';
export { normalCdf } from './normal-cdf.js';
export { minimumObservations, quantileOfSorted, sortedColumn } from './quantile.js';
export { sectionSize, sectionsOf } from './sections.js';
export { ADVISED_REPLICATIONS, sectioningInterval } from './sectioning.js';
