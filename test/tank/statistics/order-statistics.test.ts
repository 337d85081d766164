import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import {
  type Interval,
  orderStatisticsInterval,
  type Refusal,
  sortedColumn,
} from '../../../src/tank/statistics/index.js';
import type { RankedInterval } from '../../../src/tank/statistics/order-statistics.js';
import { tQuantile } from '../../../src/tank/statistics/student-t.js';
import { autoregressive, coverage, exponentials, LEVEL, NOMINAL } from './coverage.js';

const quantileInterval = (series: Float64Array, p: number): RankedInterval | Refusal =>
  orderStatisticsInterval(series, sortedColumn(series), p, LEVEL);

const intervalOf = (series: Float64Array, p: number): Interval | undefined => {
  const result = quantileInterval(series, p);
  return 'refusal' in result ? undefined : result.interval;
};

describe('the ends are observations, and their ranks follow from the variance of the indicator', () => {
  const n = 20_000;
  const p = 0.5;
  // Lag-k correlation of 1{X ≤ median} for bivariate normal pairs: (2/π) arcsin φ^k (Sheppard's formula).
  const lags = Array.from({ length: 200 }, (_, k) => k + 1);
  const inflation = (phi: number): number => 1 + lags.reduce((sum, k) => sum + (4 / Math.PI) * Math.asin(phi ** k), 0);

  test.each([0, 0.8])('P50 of AR(1) with coefficient %s', (phi) => {
    const widths = Array.from({ length: 100 }, (_, run) => {
      const series = autoregressive(new Streams('ranks', run).named('data'), phi, n);
      const result = quantileInterval(series, p);
      if ('refusal' in result) throw new Error(result.refusal);
      const sorted = sortedColumn(series);
      expect(result.interval).toEqual({ low: sorted[result.lowRank - 1], high: sorted[result.highRank - 1] });
      expect(result.lowRank + result.highRank).toBe(2 * n * p); // as far above the median as below, the ends outside
      return result.highRank - result.lowRank;
    });
    // t(24) in place of z apart, the binomial ranks for independent data, and 2.5 times as many for φ = 0.8
    const expected = 2 * tQuantile(0.975, 24) * Math.sqrt(n * p * (1 - p) * inflation(phi));
    expect(Math.abs(mean(widths) / expected - 1)).toBeLessThan(0.05); // n gives 25 batches: one varies by 14 %
  });
});

test.each([
  [0.5, 0],
  [0.95, 1.6448536269514722],
])('coverage: quantile %s of AR(1) with coefficient 0.8 is held as often as promised', (p, truth) => {
  const { covered, refused } = coverage('order statistics', truth, (random) =>
    intervalOf(autoregressive(random, 0.8, 20_000), p),
  );
  expect(covered).toBeGreaterThanOrEqual(NOMINAL.low);
  expect(covered).toBeLessThanOrEqual(NOMINAL.high);
  expect(refused).toBeLessThan(0.02);
});

describe('there is no interval, and the reason is told', () => {
  const draws = (n: number): Float64Array => exponentials(new Streams('refused', 0).named('data'), n);

  test('below 100 observations beyond the quantile', () => {
    expect(quantileInterval(draws(9999), 0.99)).toEqual({ refusal: 'too_few_observations' });
    expect(quantileInterval(draws(10_000), 0.99)).toHaveProperty('interval');
  });

  test('for a run that drifts', () => {
    const drift = Float64Array.from({ length: 5000 }, (_, i) => i);
    expect(quantileInterval(drift, 0.95)).toEqual({ refusal: 'batches_correlated' });
  });

  test('for equal observations, and where both ends fall on the same value', () => {
    expect(quantileInterval(new Float64Array(5000).fill(40), 0.95)).toEqual({ refusal: 'no_spread' });
    const coarse = draws(5000).map((x) => (x < 1 ? 1 : x < 6 ? 2 : 3));
    expect(quantileInterval(coarse, 0.95)).toEqual({ refusal: 'no_spread' });
  });

  test('where all slow requests came in two bursts: the upper rank would lie beyond the slowest', () => {
    const bursts = draws(2000).map((x, i) => ((i >= 530 && i < 580) || (i >= 1620 && i < 1670) ? 100 + x : x));
    expect(quantileInterval(bursts, 0.95)).toEqual({ refusal: 'ranks_outside_sample' });
  });

  test('a sorted column of another series is an impossible state', () => {
    const mismatch = (): unknown => orderStatisticsInterval(draws(5000), draws(4000).sort(), 0.5, LEVEL);
    expect(mismatch).toThrow('a sorted column of 4000 does not belong to a series of 5000');
  });
});
