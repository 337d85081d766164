import { mean, standardDeviation } from 'simple-statistics';
import { expect } from 'vitest';
import { distanceFrom } from '../../oracle/traffic-measures.js';

/** Acceptance of random samples against theory, at a level of 99.9 %; the seeds are fixed, so a failure stays one. */

export const DRAWS = 100_000;
const Z_999 = 3.2905; // two-sided normal quantile at 99.9 %

/** Kolmogorov-Smirnov: the largest distance of the empirical distribution from `cdf` is below 1.95 / sqrt(n). */
export function expectDistribution(sample: readonly number[], cdf: (x: number) => number): void {
  expect(distanceFrom(sample, { cdf })).toBeLessThan(1.95 / Math.sqrt(sample.length));
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

/** @returns `count` values of `draw` */
export function sampleOf(draw: () => number, count = DRAWS): number[] {
  return Array.from({ length: count }, draw);
}
