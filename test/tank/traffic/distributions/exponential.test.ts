import { expect, test } from 'vitest';
import { Streams } from '../../../../src/core/streams.js';
import { Exponential } from '../../../../src/tank/traffic/distributions/exponential.js';
import { expectDistribution, expectMoments, sampleOf } from '../acceptance.js';

test('an exponential distribution of mean m has standard deviation m and P(X <= x) = 1 - exp(-x / m)', () => {
  const random = new Streams('exponential', 0).named('sample');
  const exponential = new Exponential(40);
  const sample = sampleOf(() => exponential.sample(random));
  expectMoments(sample, { mean: 40, sd: 40, kurtosis: 9 });
  expectDistribution(sample, (x) => -Math.expm1(-x / 40));
});

test('a mean that is not above 0 is refused', () => {
  expect(() => new Exponential(0)).toThrow('the mean of an exponential distribution must be above 0, not 0');
});
