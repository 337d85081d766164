/**
 * The variance of a mean over R replications. With batches, from what is seen inside the replications, in 20 batches each,
 * and between them: inside, batches that still depend on their neighbours are allowed for by (1 + ρ) / (1 − ρ), ρ the
 * correlation of neighbours over all replications; both estimates are joined with weights of 19 and R − 1. By replications
 * alone where there are many and the batches of one differ by design, or are too short to show anything.
 * Sources: Schmeiser (1982), Batch Size Effects in the Analysis of Simulation Output, Operations Research 30(3); Tafazzoli,
 * Steiger and Wilson (2011), N-Skart, IEEE Transactions on Automatic Control 56(2), for the factor. The weights were found
 * by experiment: docs/statistics.md.
 */
import { BATCH_COUNT, batchLength, type BatchedColumn, plainSum } from '../../core/index.js';

/** Replications from which on their differences alone can be judged by. */
const MANY_REPLICATIONS = 30;
/** Values of a replication below which its batches show nothing. */
const LEAST_LENGTH = 2 * BATCH_COUNT;
const LARGEST_CORRELATION = 0.9;

export interface MeanVariance {
  readonly mean: number;
  readonly varianceOfMean: number;
  readonly degreesOfFreedom: number;
}

/** Where the variance of a mean is to be seen; undefined where the runs are too short and too few. */
export type Spread = 'batches' | 'replications';

/** @param isTerminating whether a replication has no steady state, so that its batches differ by design */
export function spreadOf(columns: readonly BatchedColumn[], isTerminating: boolean): Spread | undefined {
  const isMany = columns.length >= MANY_REPLICATIONS;
  const isShort = columns.some(({ values }) => values.length < LEAST_LENGTH);
  if (isMany && (isTerminating || isShort)) return 'replications';
  return isShort ? undefined : 'batches';
}

/**
 * @param columns of the replications
 * @param totals of a value over the requests of each: of the rest of it, then of its batches
 */
export function meanVariance(
  columns: readonly BatchedColumn[],
  totals: readonly ArrayLike<number>[],
  spread: Spread,
): MeanVariance {
  if (spread === 'replications') {
    return byReplications(
      totals.map(plainSum),
      columns.map(({ values }) => values.length),
    );
  }
  return byBatches(
    columns.map(({ values }, r) => {
      const length = batchLength(values);
      return Array.from({ length: BATCH_COUNT }, (_, b) => totals[r][b + 1] / length);
    }),
  );
}

/** @param means of 20 batches, by replication */
export function byBatches(means: readonly (readonly number[])[]): MeanVariance {
  const replications = means.length;
  const count = replications * BATCH_COUNT;
  const mean = means.flat().reduce(plus, 0) / count;
  let squares = 0;
  let products = 0;
  for (const batches of means) {
    for (let j = 0; j < BATCH_COUNT; j++) {
      squares += (batches[j] - mean) ** 2;
      if (j > 0) products += (batches[j] - mean) * (batches[j - 1] - mean);
    }
  }
  const found = squares === 0 ? 0 : (products / squares) * (BATCH_COUNT / (BATCH_COUNT - 1));
  const correlation = Math.min(LARGEST_CORRELATION, Math.max(0, found));
  const inside = ((squares / (count - 1)) * (1 + correlation)) / (1 - correlation) / count;
  const apart = means.map((batches) => (batches.reduce(plus, 0) / BATCH_COUNT - mean) ** 2).reduce(plus, 0);
  const between = replications === 1 ? 0 : apart / (replications - 1) / replications;
  const degreesOfFreedom = replications - 1 + BATCH_COUNT - 1;
  const varianceOfMean = ((replications - 1) * between + (BATCH_COUNT - 1) * inside) / degreesOfFreedom;
  return { mean, varianceOfMean, degreesOfFreedom };
}

/** A replication counts by its length: the ratio of means, linearised. */
function byReplications(totals: readonly number[], lengths: readonly number[]): MeanVariance {
  const replications = totals.length;
  const count = lengths.reduce(plus, 0);
  const mean = totals.reduce(plus, 0) / count;
  const squares = totals.map((total, r) => (((total - mean * lengths[r]) * replications) / count) ** 2).reduce(plus, 0);
  return {
    mean,
    varianceOfMean: squares / (replications - 1) / replications,
    degreesOfFreedom: replications - 1,
  };
}

function plus(a: number, b: number): number {
  return a + b;
}
