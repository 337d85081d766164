/**
 * The ground floor: clock, stopwatch, random streams, columns, heaps and diagnostics that every room uses.
 * It knows nothing of routing or simulation, and imports nothing of ours.
 */
export {
  ascendingRuns,
  BATCH_COUNT,
  type BatchedColumn,
  batchedColumn,
  batchedMean,
  batchLength,
  runsOf,
} from './batched-column.js';
export { type Clock, ManualClock } from './clock.js';
export { longer } from './columns.js';
export { type Diagnostic, firstOf, formatDiagnostic, InputError, printable } from './diagnostic.js';
export { ForwardDecay } from './forward-decay.js';
export { Interrupted } from './interrupted.js';
export { LimitError } from './limit-error.js';
export { LruIndex } from './lru-index.js';
export { MinHeap } from './min-heap.js';
export { mix32 } from './mix.js';
export { Names } from './names.js';
export { loadOptional, MissingPackageError, type Need } from './optional-package.js';
export { RandomStream } from './random-stream.js';
export { smallestCountAbove } from './share.js';
export { lowerBound, upperBound } from './sorted.js';
export type { Stopwatch } from './stopwatch.js';
export { Streams } from './streams.js';
export { plainMean, plainSum } from './sums.js';
export { VERSION } from './version.js';
