/**
 * Overlapping batch means: the variance of the mean of one autocorrelated, stationary series, from the means of all
 * n − b + 1 runs of b consecutive observations: V/n = b / ((n − b + 1)(n − b)) Σ (Ȳ_j(b) − Ȳ)², and the interval
 * Ȳ ± t(ν) √(V/n) with ν = 1.5 (n/b − 1). Its variance is two thirds of that of batch means of the same size, with the
 * same bias: the interval is a little narrower and steadier.
 *
 * The batch size is that of batch-means.ts, with what is said there on short runs: von Neumann's test accepts
 * the batch means as uncorrelated, and 20 to 30 batches fill the run. Cost: O(n).
 * Source: Meketon and Schmeiser (1984), Overlapping Batch Means: Something for Nothing?, Winter Simulation Conference.
 */
import { mean } from 'simple-statistics';
import { batchMeansVariance } from './batch-means.js';
import { asNumbers } from './column.js';
import { type Interval, type Refusal, symmetricInterval } from './interval.js';
import { tQuantile } from './student-t.js';

export type OverlappingBatchMeans = {
  readonly varianceOfMean: number;
  readonly batchSize: number;
  /** ν, not an integer in general. */
  readonly degreesOfFreedom: number;
  readonly interval: Interval;
};

/**
 * @param series finite observations in the order of the run, after warm-up
 * @param level coverage probability in (0, 1)
 * @returns the interval around the mean of the whole series, or why there is none, as `batchMeansInterval`
 */
export function overlappingBatchMeansInterval(series: Float64Array, level: number): OverlappingBatchMeans | Refusal {
  const batches = batchMeansVariance(series);
  if ('refusal' in batches) return batches;
  const { batchSize } = batches;
  const centre = mean(asNumbers(series));
  const varianceOfMean = overlappingVariance(series, centre, batchSize);
  const degreesOfFreedom = 1.5 * (series.length / batchSize - 1);
  const t = tQuantile((1 + level) / 2, degreesOfFreedom);
  const interval = symmetricInterval(centre, t * Math.sqrt(varianceOfMean));
  if (interval === undefined) return { refusal: 'no_spread' };
  return { varianceOfMean, batchSize, degreesOfFreedom, interval };
}

/**
 * V/n for a given batch size.
 * @param centre mean of the series: subtracted first, so that the sliding sum keeps its digits
 * @param batchSize b in 1…n − 1
 */
export function overlappingVariance(series: Float64Array, centre: number, batchSize: number): number {
  const n = series.length;
  let sum = 0; // of the last b deviations, b (Ȳ_j(b) − Ȳ)
  let squares = 0;
  for (let i = 0; i < n; i++) {
    sum += series[i] - centre;
    if (i >= batchSize) sum -= series[i - batchSize] - centre;
    if (i >= batchSize - 1) squares += sum * sum;
  }
  return squares / (batchSize * (n - batchSize + 1) * (n - batchSize));
}
