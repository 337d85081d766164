import jStat from 'jstat';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../../src/core/streams.js';
import {
  createDistribution,
  type DistributionSpec,
  meanOf,
} from '../../../../src/tank/workload/distributions/registry.js';
import { expectDistribution, expectMoments, sampleOf } from '../acceptance.js';

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
])('%j is refused', (spec, message) => {
  expect(() => createDistribution(spec)).toThrow(message);
});
