import { errorFunction, mean, standardDeviation } from 'simple-statistics';
import { expect } from 'vitest';

/** Acceptance of random samples against theory, at a level of 99.9 %; the seeds are fixed, so a failure stays one. */

export const DRAWS = 100_000;
const Z_999 = 3.2905; // two-sided normal quantile at 99.9 %

/** Kolmogorov-Smirnov: the largest distance of the empirical distribution from `cdf` is below 1.95 / sqrt(n). */
export function expectDistribution(sample: readonly number[], cdf: (x: number) => number): void {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((x, i) => {
    distance = Math.max(distance, cdf(x) - i / n, (i + 1) / n - cdf(x));
  });
  expect(distance).toBeLessThan(1.95 / Math.sqrt(n));
}

/**
 * Mean and standard deviation agree with theory; the spread of the latter is sd × sqrt((kurtosis − 1) / 4n).
 * @param kurtosis fourth central moment divided by the square of the variance (3 for the normal)
 */
export function expectMoments(sample: number[], theory: { mean: number; sd: number; kurtosis: number }): void {
  const n = sample.length;
  expect(Math.abs(mean(sample) - theory.mean)).toBeLessThanOrEqual((Z_999 * theory.sd) / Math.sqrt(n));
  const spread = theory.sd * Math.sqrt((theory.kurtosis - 1) / (4 * n));
  expect(Math.abs(standardDeviation(sample) - theory.sd)).toBeLessThanOrEqual(Z_999 * spread);
}

/** The standard normal distribution function, to 1e-7. */
export function normalCdf(x: number): number {
  return (1 + errorFunction(x / Math.SQRT2)) / 2;
}

/** @returns `count` values of `draw` */
export function sampleOf(draw: () => number, count = DRAWS): number[] {
  return Array.from({ length: count }, draw);
}
