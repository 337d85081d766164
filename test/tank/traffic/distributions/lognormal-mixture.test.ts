import { describe, expect, test } from 'vitest';
import { Streams } from '../../../../src/core/streams.js';
import { normalCdf } from '../../../../src/tank/traffic/distributions/normal-cdf.js';
import { createDistribution, type DistributionSpec, meanOf } from '../../../../src/tank/traffic/distributions/spec.js';
import { DRAWS, expectMoments, sampleOf } from '../acceptance.js';

describe('a mixture clipped to min and max', () => {
  const [min, max] = [10, 200];
  const parts = [
    { weight: 2, median: 15, sigma: 0.8 },
    { weight: 1, median: 150, sigma: 0.5 },
    { weight: 1, median: 100, sigma: 0 },
  ];
  const spec: DistributionSpec = { kind: 'lognormal_mixture', parts, min, max };
  const clip = (x: number) => Math.min(max, Math.max(min, x));
  /** E[g(X)] by the midpoint rule over Z. */
  const expectation = (g: (x: number) => number) => {
    const step = 1e-4;
    let sum = 0;
    for (let z = -9 + step / 2; z < 9; z += step) {
      const density = (step * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
      for (const { weight, median, sigma } of parts) {
        sum += (weight / 4) * density * g(clip(median * Math.exp(sigma * z)));
      }
    }
    return sum;
  };
  const mean = expectation((x) => x);

  test('says its mean', () => {
    expect(meanOf(spec)).toBeCloseTo(mean, 5);
  });

  test('has the moments of theory, and the probability beyond the ends at the ends', () => {
    const random = new Streams('mixture', 0).named('clipped');
    const distribution = createDistribution(spec);
    const sample = sampleOf(() => distribution.sample(random));
    const variance = expectation((x) => (x - mean) ** 2);
    const kurtosis = expectation((x) => (x - mean) ** 4) / variance ** 2;
    expectMoments(sample, { mean, sd: Math.sqrt(variance), kurtosis });
    expect(sample.every((x) => x >= min && x <= max)).toBe(true);
    for (const end of [min, max]) {
      const share = expectation((x) => (x === end ? 1 : 0));
      const found = sample.filter((x) => x === end).length / DRAWS;
      expect(Math.abs(found - share)).toBeLessThan(3.29 * Math.sqrt((share * (1 - share)) / DRAWS));
    }
  });
});

test('the largest sigma keeps a finite mean', () => {
  const parts = [{ weight: 1, median: 1, sigma: 5 }];
  expect(meanOf({ kind: 'lognormal_mixture', parts })).toBeCloseTo(Math.exp(12.5), 6);
  expect(meanOf({ kind: 'lognormal_mixture', parts, max: 1 })).toBeCloseTo(0.5 + Math.exp(12.5) * normalCdf(-5), 9);
});

/** Values of erfc(−x / √2) / 2 by the C library. */
test.each([
  [0, 0.5],
  [1, 0.841344746068543],
  [-1, 0.158655253931457],
  [1.96, 0.97500210485178],
  [-5, 2.8665157187919e-7],
  [-8, 6.2209605742718e-16],
  [-40, 0],
  [Infinity, 1],
])('the normal distribution function at %d is %d', (x, p) => {
  expect(Math.abs(normalCdf(x) - p)).toBeLessThanOrEqual(Math.min(1e-14, 1e-7 * p));
});
