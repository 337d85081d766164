/**
 * Batch means: the interval of the mean of one autocorrelated, stationary series, from the means of k long batches:
 * Ȳ ± t(k−1) √(V/n) with V = b / (k − 1) Σ (Ȳ_j − Ȳ)², b observations a batch.
 *
 * The batch size doubles from 1 until the test of von Neumann accepts the batch means as uncorrelated; then as many of
 * the neighbouring batches are joined as leave 20 to 30, which removes most of the correlation that the test could not
 * see. A batch size is acceptable only while 20 batches remain. Cost: O(n).
 *
 * The test sees only what the run contains: one of less than a hundred correlation times can pass it by chance and
 * then under-covers (shown in the tests by the waits of M/M/1 at load 0.9). Where it matters, use replications.
 * Sources: Fishman (1978), Grouping Observations in Digital Simulation, Management Science 24(5); Schmeiser (1982),
 * Batch Size Effects in the Analysis of Simulation Output, Operations Research 30(3).
 */
import { mean, sampleVariance } from 'simple-statistics';
import { asNumbers } from './column.js';
import { hasSpread, type Interval, magnitude, type Refusal, symmetricInterval } from './interval.js';
import { tQuantile } from './student-t.js';

/** Fewest batches that an interval is made from: with fewer, t grows and the test has little power. */
export const MINIMUM_BATCH_COUNT = 20;

/** Most batches: beyond 30 t hardly falls any more, while shorter batches are more correlated (Schmeiser). */
export const MAXIMUM_BATCH_COUNT = 30;

/**
 * Fewest observations: 20 batches of 50, so that their means are near normal and the test has data to see correlation
 * in. For AR(1) with coefficient 0.8, nominal 95 % intervals covered 82 % at 200 observations and 93 % at 1000.
 */
export const MINIMUM_RUN_LENGTH = 1000;

/** Estimated variance of the mean of a series, and the batches behind it. */
export type MeanVariance = {
  /** V/n, with the variance constant V = lim n Var(mean). */
  readonly varianceOfMean: number;
  readonly batchCount: number;
  readonly batchSize: number;
};

/**
 * @param series finite observations in the order of the run, after warm-up
 * @param level coverage probability in (0, 1)
 * @returns the interval around the mean of the whole series, or why there is none
 */
export function batchMeansInterval(
  series: Float64Array,
  level: number,
): (MeanVariance & { readonly interval: Interval }) | Refusal {
  const estimate = batchMeansVariance(series);
  if ('refusal' in estimate) return estimate;
  const t = tQuantile((1 + level) / 2, estimate.batchCount - 1);
  const interval = symmetricInterval(mean(asNumbers(series)), t * Math.sqrt(estimate.varianceOfMean));
  return interval === undefined ? { refusal: 'no_spread' } : { ...estimate, interval };
}

/** The variance V/n alone, for estimators that are built on it; parameters and refusals as above. */
export function batchMeansVariance(series: Float64Array): MeanVariance | Refusal {
  const n = series.length;
  if (n < MINIMUM_RUN_LENGTH) return { refusal: 'too_few_observations' };
  const scale = magnitude(series);
  for (let means = series; means.length >= MINIMUM_BATCH_COUNT; means = meansOfPairs(means)) {
    if (!hasSpread(means, scale)) return { refusal: 'no_spread' };
    if (looksUncorrelated(means)) return varianceFrom(series, scale, finalBatchCount(n, means.length));
  }
  return { refusal: 'batches_correlated' };
}

/** The count from 20 to 30 (and at most `limit`) that leaves the fewest observations over; of equals the larger. */
function finalBatchCount(n: number, limit: number): number {
  let best = MINIMUM_BATCH_COUNT;
  for (let count = best + 1; count <= Math.min(limit, MAXIMUM_BATCH_COUNT); count++) {
    if (n % count <= n % best) best = count;
  }
  return best;
}

function varianceFrom(series: Float64Array, scale: number, batchCount: number): MeanVariance | Refusal {
  const batchSize = Math.floor(series.length / batchCount);
  const means = meansOfBatches(series, batchCount, batchSize);
  if (!hasSpread(means, scale)) return { refusal: 'no_spread' };
  const varianceConstant = batchSize * sampleVariance(asNumbers(means));
  return { varianceOfMean: varianceConstant / series.length, batchCount, batchSize };
}

/** Means of consecutive batches that end with the series; what is left over is dropped at its start, by the warm-up. */
function meansOfBatches(series: Float64Array, count: number, batchSize: number): Float64Array {
  const means = new Float64Array(count);
  let i = series.length - count * batchSize;
  for (let j = 0; j < count; j++) {
    let sum = 0;
    for (const end = i + batchSize; i < end; i++) sum += series[i];
    means[j] = sum / batchSize;
  }
  return means;
}

/** Means of batches of twice the size; an odd first batch is dropped. */
function meansOfPairs(means: Float64Array): Float64Array {
  const odd = means.length % 2;
  const pairs = new Float64Array((means.length - odd) / 2);
  for (let j = 0; j < pairs.length; j++) pairs[j] = (means[odd + 2 * j] + means[odd + 2 * j + 1]) / 2;
  return pairs;
}

const Z = 1.959964; // two-sided normal quantile: independent batches pass in 95 % of cases

/**
 * Von Neumann's ratio as Fishman uses it: C = 1 − Σ (Ȳ_j − Ȳ_{j+1})² / (2 Σ (Ȳ_j − Ȳ)²), which is the lag-1
 * autocorrelation with a correction for both ends; its variance is (k − 2) / (k² − 1) for independent normal means.
 */
function looksUncorrelated(means: Float64Array): boolean {
  const k = means.length;
  let steps = 0;
  for (let j = 1; j < k; j++) steps += (means[j] - means[j - 1]) ** 2;
  const c = 1 - steps / (2 * (k - 1) * sampleVariance(asNumbers(means)));
  return Math.abs(c) < Z * Math.sqrt((k - 2) / (k * k - 1));
}
