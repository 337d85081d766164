import { expect, test } from 'vitest';
import { Streams } from '../../../../src/core/streams.js';
import { Lognormal } from '../../../../src/tank/traffic/distributions/lognormal.js';
import { normalCdf } from '../../../oracle/traffic-theory.js';
import { expectDistribution, expectMoments, sampleOf } from '../acceptance.js';

for (const { mean, cv } of [
  { mean: 800, cv: 1.2 },
  { mean: 1, cv: 0.1 },
  { mean: 20, cv: 3 },
]) {
  test(`a lognormal distribution of mean ${mean} and cv ${cv} has a normal logarithm with sigma^2 = ln(1 + cv^2)`, () => {
    const random = new Streams('lognormal', 0).named(`${mean}/${cv}`);
    const lognormal = new Lognormal(mean, cv);
    const logarithms = sampleOf(() => Math.log(lognormal.sample(random)));
    const sigma = Math.sqrt(Math.log(1 + cv * cv));
    const mu = Math.log(mean) - (sigma * sigma) / 2;
    expectMoments(logarithms, { mean: mu, sd: sigma, kurtosis: 3 });
    expectDistribution(logarithms, (x) => normalCdf((x - mu) / sigma));
  });
}

test('mean and cv are those of the variable itself, not of its logarithm', () => {
  const random = new Streams('lognormal', 0).named('moments');
  const lognormal = new Lognormal(200, 0.5);
  const w = 1.25; // exp(sigma^2) = 1 + cv^2; kurtosis of a lognormal: w^4 + 2w^3 + 3w^2 - 3
  const kurtosis = w ** 4 + 2 * w ** 3 + 3 * w ** 2 - 3;
  expectMoments(
    sampleOf(() => lognormal.sample(random)),
    { mean: 200, sd: 100, kurtosis },
  );
});

test('with cv 0 it is the constant mean, and nothing is drawn', () => {
  const random = new Streams('lognormal', 0).named('constant');
  const untouched = new Streams('lognormal', 0).named('constant');
  const lognormal = new Lognormal(7.1, 0);
  expect(sampleOf(() => lognormal.sample(random), 3)).toEqual([7.1, 7.1, 7.1]);
  expect(random.int32()).toBe(untouched.int32());
});

test('a doubled mean exactly doubles every value', () => {
  const [single, double] = [new Lognormal(13, 0.7), new Lognormal(26, 0.7)];
  const [a, b] = [new Streams('double', 0).named('x'), new Streams('double', 0).named('x')];
  for (let i = 0; i < 1000; i++) expect(double.sample(b)).toBe(2 * single.sample(a));
});

test('a mean that is not above 0 and a cv below 0 are refused', () => {
  expect(() => new Lognormal(0, 1)).toThrow('the mean of a lognormal distribution must be above 0, not 0');
  expect(() => new Lognormal(1, -0.1)).toThrow('the cv of a lognormal distribution must be at least 0, not -0.1');
});
