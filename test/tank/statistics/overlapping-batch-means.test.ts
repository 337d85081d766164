import { mean, sampleVariance, sum } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { batchMeansVariance } from '../../../src/tank/statistics/batch-means.js';
import {
  overlappingBatchMeansInterval,
  overlappingVariance,
} from '../../../src/tank/statistics/overlapping-batch-means.js';
import { tQuantile } from '../../../src/tank/statistics/student-t.js';
import { autoregressive, coverage, exponentials, LEVEL, NOMINAL } from './coverage.js';

const sample = (name: string, run: number) => new Streams(name, run).named('sample');

describe('by hand', () => {
  test('1, 2, 4, 1 in batches of 2: means 1.5, 3, 2.5 about 2, variance 2 / (3 · 2) · (0.25 + 1 + 0.25) = 0.5', () => {
    expect(overlappingVariance(Float64Array.of(1, 2, 4, 1), 2, 2)).toBeCloseTo(0.5, 12);
  });

  test('batches of one observation give the sample variance over n', () => {
    const series = exponentials(sample('ones', 0), 1000);
    const centre = mean([...series]);
    expect(overlappingVariance(series, centre, 1)).toBeCloseTo(sampleVariance([...series]) / 1000, 12);
  });

  test('the interval has the batch size of batch means, about the mean of the series', () => {
    const series = exponentials(sample('by hand', 0), 1009).map((x) => 1e6 + x);
    const centre = mean([...series]);
    const b = 36;
    const squares = Array.from(
      { length: 1009 - b + 1 },
      (_, j) => (mean([...series.subarray(j, j + b)]) - centre) ** 2,
    );
    const variance = (b / ((1009 - b + 1) * (1009 - b))) * sum(squares);

    const result = overlappingBatchMeansInterval(series, LEVEL);
    if ('refusal' in result) throw new Error(result.refusal);
    expect(result.batchSize).toBe(b);
    expect(result.degreesOfFreedom).toBeCloseTo(1.5 * (1009 / b - 1), 12);
    expect(result.varianceOfMean / variance).toBeCloseTo(1, 6);
    const halfWidth = tQuantile(0.975, result.degreesOfFreedom) * Math.sqrt(variance);
    expect(result.interval.low).toBeCloseTo(centre - halfWidth, 6);
    expect(result.interval.high).toBeCloseTo(centre + halfWidth, 6);
  });
});

test('AR(1) with coefficient 0.8 over 20 000 observations is covered as often as promised', () => {
  const { covered, refused } = coverage('overlapping', 0, (random) => {
    const result = overlappingBatchMeansInterval(autoregressive(random, 0.8, 20_000), LEVEL);
    return 'refusal' in result ? undefined : result.interval;
  });
  expect(covered).toBeGreaterThanOrEqual(NOMINAL.low); // 276 to 294 of 300: 98.8 % of right intervals (coverage.ts)
  expect(covered).toBeLessThanOrEqual(NOMINAL.high);
  expect(refused).toBeLessThan(0.02);
});

test('of the variance of batch means two thirds are left, about the same true value 9 / n', () => {
  const n = 5000;
  const b = 200; // 25 batches
  const estimates = Array.from({ length: 400 }, (_, run) => {
    const series = autoregressive(sample('two thirds', run), 0.8, n);
    const means = Array.from({ length: n / b }, (_, j) => mean([...series.subarray(b * j, b * (j + 1))]));
    return [overlappingVariance(series, mean(means), b), sampleVariance(means) / means.length];
  });
  const [overlapping, disjoint] = [0, 1].map((i) => estimates.map((pair) => n * pair[i]));
  // bias: 2 · 0.8 / ((1 − 0.8²) b) = 2 % low; the mean of 400 estimates of 36 degrees of freedom: ± 4 %
  expect(mean(overlapping)).toBeGreaterThan(9 * 0.93);
  expect(mean(overlapping)).toBeLessThan(9 * 1.04);
  // the logarithm of a ratio of correlated variances of 400 has a deviation of about 0.08: ± 0.26 is 99.9 %
  const ratio = sampleVariance(overlapping) / sampleVariance(disjoint);
  expect(Math.abs(Math.log(ratio / (2 / 3)))).toBeLessThan(0.26);
});

describe('there is no interval, with the reason of batch means', () => {
  test.each([
    ['a run below 1000 observations', exponentials(sample('few', 0), 999)],
    ['a run that drifts', Float64Array.from({ length: 5000 }, (_, i) => i)],
    ['equal observations', new Float64Array(5000).fill(0.1)],
  ])('for %s', (_case, series) => {
    const expected = batchMeansVariance(series);
    expect(expected).toHaveProperty('refusal');
    expect(overlappingBatchMeansInterval(series, LEVEL)).toEqual(expected);
  });
});
