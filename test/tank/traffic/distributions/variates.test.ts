import { expect, test } from 'vitest';
import { Streams } from '../../../../src/core/streams.js';
import { normalCdf } from '../../../oracle/traffic-theory.js';
import { DRAWS, expectDistribution, expectMoments, sampleOf } from '../acceptance.js';

const stream = (name: string) => new Streams('variates', 0).named(name);

test('uniform variates have mean 1/2, variance 1/12 and the uniform distribution', () => {
  const random = stream('uniform');
  const sample = sampleOf(() => random.uniform());
  expectMoments(sample, { mean: 0.5, sd: Math.sqrt(1 / 12), kurtosis: 1.8 });
  expectDistribution(sample, (x) => x);
  expect(sample.every((x) => x >= 0 && x < 1)).toBe(true);
});

test('exponential variates have mean 1, standard deviation 1 and the exponential distribution', () => {
  const random = stream('exponential');
  const sample = sampleOf(() => random.exponential());
  expectMoments(sample, { mean: 1, sd: 1, kurtosis: 9 });
  expectDistribution(sample, (x) => -Math.expm1(-x));
});

test('exponential variates beyond the last layer of the ziggurat are as frequent as exp(-r)', () => {
  const random = stream('tail');
  const n = 20 * DRAWS;
  let beyond = 0;
  for (let i = 0; i < n; i++) if (random.exponential() > 7.69711747013105) beyond++;
  const expected = n * Math.exp(-7.69711747013105);
  expect(Math.abs(beyond - expected)).toBeLessThan(3.29 * Math.sqrt(expected));
});

test('normal variates have mean 0, standard deviation 1 and the normal distribution', () => {
  const random = stream('normal');
  const sample = sampleOf(() => random.normal());
  expectMoments(sample, { mean: 0, sd: 1, kurtosis: 3 });
  expectDistribution(sample, normalCdf);
});

test('integers below n are uniform over 0…n - 1', () => {
  const random = stream('below');
  const counts = new Array<number>(7).fill(0);
  for (let i = 0; i < DRAWS; i++) counts[random.below(7)]++;
  const fair = DRAWS / 7;
  const chiSquare = counts.reduce((sum, count) => sum + (count - fair) ** 2 / fair, 0);
  expect(chiSquare).toBeLessThan(22.46); // 99.9 % quantile with 6 degrees of freedom
});
