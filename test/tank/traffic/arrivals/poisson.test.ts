import { expect, test } from 'vitest';
import { mean, sampleCorrelation } from 'simple-statistics';
import { Streams } from '../../../../src/core/streams.js';
import { PoissonArrivals } from '../../../../src/tank/traffic/arrivals/poisson.js';
import { DRAWS, expectDistribution, expectMoments, sampleOf } from '../acceptance.js';

function arrivalTimes(ratePerS: number): number[] {
  const random = new Streams('poisson', 0).named('arrivals');
  const process = new PoissonArrivals(ratePerS);
  let timeMs = 0;
  return sampleOf(() => (timeMs = process.nextMs(timeMs, random)));
}

test('gaps of a Poisson process at 40/s are exponential with mean 25 ms and cv 1', () => {
  const gaps = arrivalTimes(40).map((timeMs, i, times) => timeMs - (times[i - 1] ?? 0));
  expectMoments(gaps, { mean: 25, sd: 25, kurtosis: 9 });
  expectDistribution(gaps, (x) => -Math.expm1(-x / 25));
});

test('neighbouring gaps are uncorrelated', () => {
  const times = arrivalTimes(40);
  const gaps = times.slice(1).map((timeMs, i) => timeMs - times[i]);
  expect(Math.abs(sampleCorrelation(gaps.slice(1), gaps.slice(0, -1)))).toBeLessThan(3.29 / Math.sqrt(DRAWS));
});

test('arrivals per second have a variance equal to their mean (index of dispersion 1)', () => {
  const counts = new Array<number>(2000).fill(0);
  for (const timeMs of arrivalTimes(40)) if (timeMs < 2_000_000) counts[Math.floor(timeMs / 1000)]++;
  const meanCount = mean(counts);
  const dispersion = counts.reduce((sum, count) => sum + (count - meanCount) ** 2, 0) / (counts.length - 1) / meanCount;
  expect(Math.abs(dispersion - 1)).toBeLessThan(3.29 * Math.sqrt(2 / (counts.length - 1)));
});

test('a rate that is not above 0 is refused', () => {
  expect(() => new PoissonArrivals(0)).toThrow('the rate of a Poisson process must be above 0, not 0');
});
