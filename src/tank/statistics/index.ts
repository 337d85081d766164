/**
 * Estimators with their intervals, and comparisons of strategies: one a file, `level` is a parameter of each.
 * It knows numbers alone, and imports no other room but core.
 */
export { advisedMeanRun, bootstrapInterval, MINIMUM_BOOTSTRAP_VALUES, resampledBlocks } from './block-bootstrap.js';
export { bootstrapDifference } from './bootstrap-difference.js';
export { asNumbers } from './column.js';
export { holmAdjusted } from './holm.js';
export { independentComparison, independentDifference } from './independent-difference.js';
export type { Interval, IntervalRefusal } from './interval.js';
export { LEAST_EFFECTIVE_OF_MEAN, meanEstimate, WIDE_SHARE } from './mean-estimate.js';
export { normalCdf } from './normal-cdf.js';
export {
  NO_STRETCH,
  type PairedDifference,
  pairedDifference,
  type Stretch,
  stretchOfDifference,
} from './paired-difference.js';
export { pooledQuantile, pooledQuantiles, searchable } from './pooled.js';
export { quantileOfSorted, sortedColumn } from './quantile.js';
export { LEAST_EFFECTIVE, quantileEstimate } from './quantile-estimate.js';
export { longerBy, type PilotEstimate, replicationsNeeded } from './replications-needed.js';
export { Sample } from './sample.js';
export { leastLength, leastReplications, sectionQuantiles, sectionSize } from './sections.js';
export type { ReplicatedMeasure } from './replicated-measure.js';
export { ADVISED_REPLICATIONS, sectioningInterval } from './sectioning.js';
export { selectBest } from './select-best.js';
export { nextReplications } from './sequential.js';
export { type Side, sideOfLimit } from './side-of-limit.js';
export { timesToTell } from './times-to-tell.js';
export { growsWithoutBound, type Tail, tailIndex } from './verdict-checks.js';
export { warmUpCut } from './warm-up.js';
