import { compensatedSum } from './sums.js';

/** Batches that a replication is cut into: many enough to see how requests depend on each other, long enough to be little so themselves. */
export const BATCH_COUNT = 20;

/**
 * The values of one replication, cut into 20 batches of neighbouring requests in order of arrival, each sorted for itself:
 * no more work than to sort the whole, and what intervals need. A rest of fewer than 20 values stands before the first batch.
 */
export interface BatchedColumn {
  /** The rest, then the batches, each smallest first. */
  readonly values: Float64Array;
  /** The sum of the rest, then of each batch. */
  readonly sums: Float64Array;
}

/**
 * Takes a column over, whose values change their places. Cost: O(n log n)
 * @param column finite values in order of arrival
 */
export function batchedColumn(column: Float64Array): BatchedColumn {
  const sums = new Float64Array(BATCH_COUNT + 1);
  for (let b = 0; b <= BATCH_COUNT; b++) sums[b] = compensatedSum(runOf(column, b).sort());
  return { values: column, sums };
}

/** Values in each batch. */
export function batchLength({ length }: Float64Array): number {
  return Math.floor(length / BATCH_COUNT);
}

/** The rest of a column, then its batches: each ascends, and may be empty. */
export function runsOf({ values }: BatchedColumn): Float64Array[] {
  return Array.from({ length: BATCH_COUNT + 1 }, (_, b) => runOf(values, b));
}

/** Those that are not empty. */
export function ascendingRuns(column: BatchedColumn): Float64Array[] {
  return runsOf(column).filter(({ length }) => length > 0);
}

/** @param index 0 for the rest, then the batches */
function runOf(values: Float64Array, index: number): Float64Array {
  const length = batchLength(values);
  const rest = values.length - BATCH_COUNT * length;
  return index === 0 ? values.subarray(0, rest) : values.subarray(rest + (index - 1) * length, rest + index * length);
}

/** @returns NaN without values */
export function batchedMean(columns: readonly BatchedColumn[]): number {
  const count = columns.reduce((total, { values }) => total + values.length, 0);
  return count === 0 ? NaN : compensatedSum(columns.flatMap(({ sums }) => [...sums])) / count;
}
