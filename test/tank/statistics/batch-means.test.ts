import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { batchMeansInterval, batchMeansVariance } from '../../../src/tank/statistics/batch-means.js';
import type { Interval } from '../../../src/tank/statistics/index.js';
import { tQuantile } from '../../../src/tank/statistics/student-t.js';
import { autoregressive, coverage, exponentials, LEVEL, NOMINAL, waitingTimes } from './coverage.js';

const intervalOf = (series: Float64Array): Interval | undefined => {
  const result = batchMeansInterval(series, LEVEL);
  return 'refusal' in result ? undefined : result.interval;
};

describe('by hand', () => {
  test('the interval is that of the batch means, about the mean of the series', () => {
    const series = exponentials(new Streams('by hand', 0).named('data'), 1000);
    const means = Array.from({ length: 25 }, (_, j) => mean([...series.subarray(40 * j, 40 * (j + 1))]));
    const centre = mean(means);
    const squares = means.reduce((sum, m) => sum + (m - centre) ** 2, 0);
    const varianceOfMean = squares / 24 / 25; // V/n = b/(k − 1) Σ (…)² / (k b)

    const result = batchMeansInterval(series, LEVEL);
    if ('refusal' in result) throw new Error(result.refusal);
    expect(result).toMatchObject({ batchCount: 25, batchSize: 40 });
    expect(result.varianceOfMean).toBeCloseTo(varianceOfMean, 12);
    const halfWidth = tQuantile(0.975, 24) * Math.sqrt(varianceOfMean);
    expect(result.interval.low).toBeCloseTo(centre - halfWidth, 12);
    expect(result.interval.high).toBeCloseTo(centre + halfWidth, 12);
  });

  test('of 1009 observations, 28 batches of 36 leave out only the first', () => {
    const series = exponentials(new Streams('remainder', 0).named('data'), 1009);
    const result = batchMeansVariance(series);
    expect(result).toMatchObject({ batchCount: 28, batchSize: 36 });
    expect(batchMeansVariance(Float64Array.of(7, ...series.subarray(1)))).toEqual(result);
  });
});

test('the variance constant of AR(1) with coefficient 0.8 is (1 + 0.8) / (1 − 0.8) = 9', () => {
  const n = 20_000;
  const constants = Array.from({ length: 100 }, (_, run) => {
    const result = batchMeansVariance(autoregressive(new Streams('constant', run).named('data'), 0.8, n));
    return 'refusal' in result ? [] : [n * result.varianceOfMean];
  }).flat();
  expect(constants.length).toBeGreaterThan(90); // in a few, batches are correlated by chance
  expect(mean(constants)).toBeGreaterThan(9 - 0.9); // one estimate has a deviation of 9 √(2/24) = 2.6, the mean of
  expect(mean(constants)).toBeLessThan(9 + 0.9); // 100 of 0.26: 0.9 is 99.9 %
});

describe('coverage', () => {
  test('AR(1) with coefficient 0.8 over 20 000 observations is covered as often as promised', () => {
    const { covered, refused } = coverage('batch means', 0, (random) =>
      intervalOf(autoregressive(random, 0.8, 20_000)),
    );
    expect(covered).toBeGreaterThanOrEqual(NOMINAL.low);
    expect(covered).toBeLessThanOrEqual(NOMINAL.high);
    expect(refused).toBeLessThan(0.02);
  });

  test('the same series over 500 observations is refused', () => {
    const { refused } = coverage('short', 0, (random) => intervalOf(autoregressive(random, 0.8, 500)));
    expect(refused).toBe(1);
  });

  test('2000 waits of M/M/1 at load 0.9 are too short: most are refused, and the rest cover far too seldom', () => {
    // One correlation time is 363 requests. Quiet runs, without a long queue, look uncorrelated and lie below the mean.
    const { covered, refused } = coverage('M/M/1', 9, (random) => intervalOf(waitingTimes(random, 0.9, 2000)));
    expect(refused).toBeGreaterThan(0.7);
    expect(covered).toBeLessThan(0.5);
  });
});

describe('there is no interval, and the reason is told', () => {
  test.each([
    ['a run below 1000 observations', 'too_few_observations', exponentials(new Streams('few', 0).named('data'), 999)],
    ['a run that drifts', 'batches_correlated', Float64Array.from({ length: 5000 }, (_, i) => i)],
    ['equal observations', 'no_spread', new Float64Array(5000).fill(0.1)],
    [
      'observations that differ by rounding',
      'no_spread',
      Float64Array.from({ length: 5000 }, (_, i) => (i % 3 === 0 ? 0.3 : 0.1 + 0.2)),
    ],
    [
      'a strict cycle, whose batches do not vary',
      'no_spread',
      Float64Array.from({ length: 4096 }, (_, i) => (i % 2 === 0 ? 0.3 : -0.1 - 0.2)),
    ],
  ])('for %s: %s', (_case, refusal, series) => {
    expect(batchMeansInterval(series, LEVEL)).toEqual({ refusal });
  });
});

test('doubling every duration doubles the interval exactly', () => {
  const series = waitingTimes(new Streams('double', 0).named('data'), 0.5, 10_000);
  const interval = intervalOf(series);
  const doubled = intervalOf(series.map((x) => 2 * x));
  expect(interval).toBeDefined();
  expect(doubled).toEqual({ low: 2 * (interval?.low ?? NaN), high: 2 * (interval?.high ?? NaN) });
});
