import jStat from 'jstat';
import { mean, standardDeviation } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../../src/core/streams.js';
import { type ArrivalSpec, createArrivalProcess, meanRatePerS } from '../../../../src/tank/traffic/arrivals/spec.js';
import { gapsOf, timesOf } from '../../../oracle/traffic-measures.js';
import { tenantDispersion } from '../../../oracle/traffic-theory.js';
import { expectDistribution } from '../acceptance.js';
import { expectCounts } from './arrival-times.js';

type TenantSpec = Extract<ArrivalSpec, { kind: 'tenants' }>;

const spec: TenantSpec = { kind: 'tenants', rate: 20, count: 6, skew: 1.2, gap_cv: 1 };

function sharesOf({ count, skew }: TenantSpec): number[] {
  const weights = Array.from({ length: count }, (_, k) => 1 / (k + 1) ** skew);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Arrival times of every tenant up to an end. */
function timesByTenant(tenants: TenantSpec, endMs: number): number[][] {
  const random = new Streams('tenants', 0).named('arrivals');
  const process = createArrivalProcess(tenants);
  const times = Array.from({ length: tenants.count }, (): number[] => []);
  for (let ms = process.nextMs(0, random); ms <= endMs; ms = process.nextMs(ms, random)) {
    times[process.tenant ?? -1].push(ms);
  }
  return times;
}

describe('tenants', () => {
  test('say how many they are; other processes have none', () => {
    expect(createArrivalProcess(spec).tenantCount).toBe(6);
    expect(createArrivalProcess({ kind: 'poisson', rate: 1 }).tenantCount).toBeUndefined();
  });

  test.each([0, 1.2])('with Poisson gaps have shares by a skew of %d, by chi-square', (skew) => {
    const tenants = { ...spec, skew };
    const endMs = 5_000_000;
    const means = sharesOf(tenants).map((share) => share * 0.02 * endMs);
    const counts = timesByTenant(tenants, endMs).map(({ length }) => length);
    const distance = counts.reduce((sum, count, k) => sum + (count - means[k]) ** 2 / means[k], 0);
    expect(jStat.gamma.cdf(distance, spec.count / 2, 2)).toBeLessThan(0.999);
  });

  test.each([0.4, 2])('have gaps of their own with a cv of %d', (cv) => {
    const tenants = { ...spec, gap_cv: cv };
    const shares = sharesOf(tenants);
    timesByTenant(tenants, 5_000_000).forEach((times, k) => {
      const gaps = gapsOf(times);
      const n = gaps.length;
      const gapMs = 50 / shares[k];
      expect(Math.abs(mean(gaps) / gapMs - 1)).toBeLessThan((3.89 * cv) / Math.sqrt(n)); // 99.99 %: six tenants
      const spread = cv * Math.sqrt((2 + 6 * cv * cv) / (4 * n));
      expect(Math.abs(standardDeviation(gaps) / gapMs - cv)).toBeLessThan(3.89 * spread);
    });
  });
});

describe('all tenants together', () => {
  test('are a Poisson process where their gaps are exponential', () => {
    expectDistribution(gapsOf(timesOf(spec, 5_000_000)), (x) => -Math.expm1(-0.02 * x));
  });

  test.each([0.5, 1])('keep the rate, and counts disperse as theory says with a cv of %d', (cv) => {
    const tenants = { ...spec, rate: 100, skew: 0.5, gap_cv: cv };
    expect(meanRatePerS(tenants, 1)).toBe(100);
    expectCounts(tenants, 600_000, 0.1, (windowMs) => tenantDispersion(tenants, windowMs), 0.2);
  });

  test.each([0.3, 3])('start in their stationary state, with a cv of %d', (cv) => {
    const tenants = { ...spec, count: 3, skew: 0, gap_cv: cv }; // a mean gap of 150 ms each
    const counts = Array.from({ length: 4000 }, (_, seed) => timesOf(tenants, 60, seed).length);
    const tolerance = (3.29 * standardDeviation(counts)) / Math.sqrt(counts.length);
    expect(Math.abs(mean(counts) - 1.2)).toBeLessThan(tolerance);
  });

  test('ten thousand of them keep their rate', () => {
    const { length } = timesOf({ ...spec, count: 10_000, skew: 1, rate: 1000 }, 100_000);
    expect(Math.abs(length - 100_000)).toBeLessThan(3.29 * Math.sqrt(100_000));
  });
});
