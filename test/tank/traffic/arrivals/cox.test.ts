import { mean, standardDeviation } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { type ArrivalSpec, meanRatePerS } from '../../../../src/tank/traffic/arrivals/spec.js';
import { gapsOf, timesOf } from '../../../oracle/traffic-measures.js';
import { coxDispersion } from '../../../oracle/traffic-theory.js';
import { expectDistribution } from '../acceptance.js';
import { expectCounts } from './arrival-times.js';

type CoxSpec = Extract<ArrivalSpec, { kind: 'cox' }>;

const wandering: CoxSpec = { kind: 'cox', rate: 20, rate_cv: 0.5, time_constant: 20_000, gap_cv: 1 };

describe('a rate that wanders', () => {
  test.each<[string, CoxSpec]>([
    ['Poisson gaps', wandering],
    ['a shorter time constant', { ...wandering, time_constant: 2000, rate_cv: 0.8 }],
    ['regular gaps', { ...wandering, gap_cv: 0.5 }],
  ])('has the mean rate, and counts disperse as theory says: %s', (_, spec) => {
    expect(meanRatePerS(spec, 1000)).toBe(20);
    expectCounts(spec, 2_400_000, 0.02, (windowMs) => coxDispersion(spec, windowMs), 0.15);
  });

  test('the theory comes near the closed form of a small spread', () => {
    const spec = { ...wandering, rate_cv: 0.01 };
    const ratio = 60_000 / spec.time_constant;
    const closed = 1 + ((0.02 * 0.01 ** 2 * 2 * spec.time_constant) / ratio) * (ratio - 1 + Math.exp(-ratio));
    expect(coxDispersion(spec, 60_000) - 1).toBeCloseTo(closed - 1, 4);
  });
});

describe('without a spread of the rate', () => {
  test('it is a Poisson process where gap_cv is 1', () => {
    const gaps = gapsOf(timesOf({ ...wandering, rate_cv: 0 }, 5_000_000));
    expectDistribution(gaps, (x) => -Math.expm1(-0.02 * x));
  });

  test.each([0.3, 2])('the gaps have a cv of %d', (cv) => {
    const gaps = gapsOf(timesOf({ ...wandering, rate_cv: 0, gap_cv: cv }, 5_000_000));
    const n = gaps.length;
    expect(Math.abs(mean(gaps) / 50 - 1)).toBeLessThan((3.29 * cv) / Math.sqrt(n));
    const kurtosis = 3 + 6 * cv * cv;
    const spread = cv * Math.sqrt((kurtosis - 1) / (4 * n));
    expect(Math.abs(standardDeviation(gaps) / 50 - cv)).toBeLessThan(3.29 * spread);
  });
});

test('a time constant far below a gap leaves a Poisson process', () => {
  const times = timesOf({ ...wandering, rate: 1, rate_cv: 1, time_constant: 10 }, 2_000_000);
  expect(Math.abs(times.length - 2000)).toBeLessThan(3.29 * Math.sqrt(2000 * 1.02)); // IDC 1 + 2 τ λ Σ σ²ⁿ / (n n!)
});
