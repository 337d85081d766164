import { describe, expect, test } from 'vitest';
import { Streams } from '../../../../src/core/streams.js';
import { createDistribution, type DistributionSpec, meanOf } from '../../../../src/tank/traffic/distributions/spec.js';
import { continuousCases } from '../../../oracle/traffic-cases.js';
import { expectDistribution, expectMoments, sampleOf } from '../acceptance.js';

/** Each family against its own theory: mean, standard deviation, and the whole distribution function. */

describe.each(continuousCases)('%j', (spec, { mean, sd, kurtosis, cdf }) => {
  test('has the mean, the spread and the distribution of theory', () => {
    const random = new Streams('families', 0).named(JSON.stringify(spec));
    const distribution = createDistribution(spec);
    const sample = sampleOf(() => distribution.sample(random));
    expectDistribution(sample, cdf);
    expectMoments(sample, { mean, sd, kurtosis });
  });

  test('says its mean', () => {
    expect(meanOf(spec)).toBeCloseTo(mean, 9);
  });
});

test.each<[DistributionSpec, string]>([
  [{ kind: 'uniform', min: 2, max: 2 }, 'a uniform distribution cannot go from 2 to 2'],
  [{ kind: 'erlang', mean: 1, stages: 0.5 }, 'a whole number of stages from 1, not 0.5'],
  [{ kind: 'gamma', mean: 1, cv: 0 }, 'the cv of a gamma distribution must be above 0, not 0'],
  [{ kind: 'weibull', mean: 1, shape: 0.01 }, 'the shape of a Weibull distribution must be at least 0.1, not 0.01'],
  [{ kind: 'hyperexponential', mean: 1, cv: 0.9 }, 'must be at least 1, not 0.9'],
  [{ kind: 'pareto', shape: 1, min: 3, max: 2 }, 'a bounded Pareto distribution cannot go from 3 to 2'],
  [{ kind: 'lognormal_mixture', parts: [] }, 'at least one part, not 0'],
  [{ kind: 'lognormal_mixture', parts: [{ weight: 0, median: 1, sigma: 1 }] }, 'must be above 0, not 0'],
  [{ kind: 'lognormal_mixture', parts: [{ weight: 1, median: -1, sigma: 1 }] }, 'must be above 0, not -1'],
  [{ kind: 'lognormal_mixture', parts: [{ weight: 1, median: 1, sigma: -2 }] }, 'must be at least 0, not -2'],
  [
    { kind: 'lognormal_mixture', parts: [{ weight: 1, median: 1, sigma: 1 }], min: 3, max: 2 },
    'a lognormal mixture cannot go from 3 to 2',
  ],
  [{ kind: 'zipf', count: 1.5, skew: 1 }, 'must be a whole number from 1, not 1.5'],
  [{ kind: 'zipf', count: 2, skew: -1 }, 'must be at least 0, not -1'],
  [{ kind: 'discrete', values: [1, 2], weights: [1] }, 'cannot have 2 values and 1 weights'],
  [{ kind: 'discrete', values: [1, 2], weights: [1, -1] }, 'must be at least 0, not -1'],
  [{ kind: 'discrete', values: [1, 2], weights: [0, 0] }, 'must be above 0'],
  [{ kind: 'empirical', values: [1] }, 'at least two values, not 1'],
  [{ kind: 'empirical', values: [1, 2], shares: [0, 0.5, 1] }, 'cannot have 2 values and 3 shares'],
  [{ kind: 'empirical', values: [1, 2], shares: [0, 0.9] }, 'cannot go from 0 to 0.9'],
  [{ kind: 'empirical', values: [1, 3, 2] }, 'the values of a distribution must ascend: 2'],
  [{ kind: 'empirical', values: [1, 2, 3], shares: [0, 0, 1] }, 'the shares of a distribution must ascend: 0'],
])('%j is refused', (spec, message) => {
  expect(() => createDistribution(spec)).toThrow(message);
});
