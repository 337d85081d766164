import jStat from 'jstat';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../../src/core/streams.js';
import {
  createDistribution,
  type DistributionSpec,
  meanOf,
} from '../../../../src/tank/workload/distributions/registry.js';
import { expectDistribution, expectMoments, normalCdf, sampleOf } from '../acceptance.js';

/** Each family against its own theory: mean, standard deviation, and the whole distribution function. */

interface Theory {
  readonly mean: number;
  readonly sd: number;
  /** Fourth central moment / variance²; absent where it is so large that the moment test says nothing. */
  readonly kurtosis?: number;
  readonly cdf: (x: number) => number;
}

const gamma = (mean: number, cv: number): Theory => {
  const shape = 1 / (cv * cv);
  return { mean, sd: mean * cv, kurtosis: 3 + 6 / shape, cdf: (x) => jStat.gamma.cdf(x, shape, mean / shape) };
};

const weibull = (mean: number, shape: number): Theory => {
  const moment = (k: number) => jStat.gammafn(1 + k / shape);
  const scale = mean / moment(1);
  const variance = moment(2) - moment(1) ** 2;
  const fourth = moment(4) - 4 * moment(3) * moment(1) + 6 * moment(2) * moment(1) ** 2 - 3 * moment(1) ** 4;
  return {
    mean,
    sd: scale * Math.sqrt(variance),
    kurtosis: fourth / variance ** 2,
    cdf: (x) => -Math.expm1(-((x / scale) ** shape)),
  };
};

const hyperexponential = (mean: number, cv: number): Theory => {
  const p = (1 + Math.sqrt((cv * cv - 1) / (cv * cv + 1))) / 2;
  const cdf = (x: number) => 1 - p * Math.exp((-2 * p * x) / mean) - (1 - p) * Math.exp((-2 * (1 - p) * x) / mean);
  return { mean, sd: mean * cv, cdf };
};

const pareto = (shape: number, min: number, max: number, mean: number, sd: number): Theory => ({
  mean,
  sd,
  cdf: (x) => Math.min(1, Math.max(0, (1 - (min / x) ** shape) / (1 - (min / max) ** shape))),
});

/** Parts as weight (they add up to 1), median and sigma; E[X^k] = Σ weight × median^k × exp(k² sigma² / 2). */
const lognormalMixture = (...parts: readonly [number, number, number][]): Theory => {
  const moment = (k: number) => parts.reduce((sum, [w, m, s]) => sum + w * m ** k * Math.exp((k * s) ** 2 / 2), 0);
  const [mean, second, third, fourth] = [1, 2, 3, 4].map(moment);
  const variance = second - mean ** 2;
  return {
    mean,
    sd: Math.sqrt(variance),
    kurtosis: (fourth - 4 * third * mean + 6 * second * mean ** 2 - 3 * mean ** 4) / variance ** 2,
    cdf: (x) => parts.reduce((sum, [w, m, s]) => sum + w * normalCdf(Math.log(x / m) / s), 0),
  };
};

const CASES: readonly (readonly [DistributionSpec, Theory])[] = [
  [
    { kind: 'uniform', min: 10, max: 30 },
    { mean: 20, sd: 20 / Math.sqrt(12), kurtosis: 1.8, cdf: (x) => Math.min(1, Math.max(0, (x - 10) / 20)) },
  ],
  [{ kind: 'erlang', mean: 50, stages: 4 }, gamma(50, 0.5)],
  [{ kind: 'gamma', mean: 100, cv: 0.3 }, gamma(100, 0.3)],
  [{ kind: 'gamma', mean: 100, cv: 1 }, gamma(100, 1)],
  [{ kind: 'gamma', mean: 7, cv: 2.5 }, gamma(7, 2.5)],
  [{ kind: 'weibull', mean: 40, shape: 2 }, weibull(40, 2)],
  [{ kind: 'weibull', mean: 40, shape: 0.6 }, weibull(40, 0.6)],
  [{ kind: 'hyperexponential', mean: 10, cv: 2 }, hyperexponential(10, 2)],
  [{ kind: 'hyperexponential', mean: 10, cv: 1 }, hyperexponential(10, 1)],
  // shape 2 from 1 to 100: mean 2 (1 − 1/100) / (1 − 1/100²), E[X²] = 2 ln(100) / (1 − 1/100²)
  [
    { kind: 'pareto', shape: 2, min: 1, max: 100 },
    pareto(2, 1, 100, 1.98 / 0.9999, Math.sqrt((2 * Math.log(100)) / 0.9999 - (1.98 / 0.9999) ** 2)),
  ],
  // shape 1 from 1 to e: mean 1 / (1 − 1/e), E[X²] = (e − 1) / (1 − 1/e) = e
  [
    { kind: 'pareto', shape: 1, min: 1, max: Math.E },
    pareto(1, 1, Math.E, 1 / (1 - 1 / Math.E), Math.sqrt(Math.E - (1 / (1 - 1 / Math.E)) ** 2)),
  ],
  [{ kind: 'lognormal_mixture', parts: [{ weight: 7, median: 50, sigma: 0.4 }] }, lognormalMixture([1, 50, 0.4])],
  [
    {
      kind: 'lognormal_mixture',
      parts: [
        { weight: 3, median: 20, sigma: 0.5 },
        { weight: 1, median: 900, sigma: 0.2 },
      ],
    },
    lognormalMixture([0.75, 20, 0.5], [0.25, 900, 0.2]),
  ],
  // a uniform in two pieces: half the values in 0…10, half in 10…100
  [
    { kind: 'empirical', values: [0, 10, 100] },
    {
      mean: 30,
      sd: Math.sqrt(100 / 3 / 2 + (100 ** 3 - 10 ** 3) / 3 / 90 / 2 - 30 ** 2),
      cdf: (x) => (x < 10 ? x / 20 : 0.5 + (x - 10) / 180),
    },
  ],
  // and with shares: 0.9 in 2…4, 0.1 in 4…24; E[X²] = 0.9 × 56 / 6 + 0.1 × (24³ − 4³) / 60
  [
    { kind: 'empirical', values: [2, 4, 24], shares: [0, 0.9, 1] },
    {
      mean: 0.9 * 3 + 0.1 * 14,
      sd: Math.sqrt((0.9 * 56) / 6 + (0.1 * (24 ** 3 - 4 ** 3)) / 60 - 4.1 ** 2),
      cdf: (x) => (x < 4 ? 0.45 * (x - 2) : 0.9 + (x - 4) / 200),
    },
  ],
];

describe.each(CASES)('%j', (spec, { mean, sd, kurtosis, cdf }) => {
  test('has the mean, the spread and the distribution of theory', () => {
    const random = new Streams('families', 0).named(JSON.stringify(spec));
    const distribution = createDistribution(spec);
    const sample = sampleOf(() => distribution.sample(random));
    expectDistribution(sample, cdf);
    if (kurtosis !== undefined) expectMoments(sample, { mean, sd, kurtosis });
    const found = sample.reduce((sum, x) => sum + x, 0) / sample.length;
    expect(Math.abs(found - mean)).toBeLessThanOrEqual((3.29 * sd) / Math.sqrt(sample.length));
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
