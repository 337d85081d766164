import { describe, expect, test } from 'vitest';
import { type ArrivalSpec, meanRatePerS } from '../../../../src/tank/traffic/arrivals/spec.js';
import { gapsOf, timesOf } from '../../../oracle/traffic-measures.js';
import { expectDistribution } from '../acceptance.js';
import { expectCounts } from './arrival-times.js';

const uneven: ArrivalSpec = {
  kind: 'batches',
  rate: 2,
  size: { kind: 'discrete', values: [1, 4, 20], weights: [0.5, 0.3, 0.2] },
};
const mean = 0.5 + 4 * 0.3 + 20 * 0.2;
const second = 0.5 + 16 * 0.3 + 400 * 0.2;

describe('Poisson batches', () => {
  test('counts have the mean of theory and disperse by E[S²] / E[S] in any window', () => {
    expectCounts(uneven, 1_200_000, (2 * mean) / 1000, () => second / mean, 0.15);
  });

  test('come at exponential gaps, with sizes of the distribution', () => {
    const sizes = new Map<number, number>();
    for (const ms of timesOf(uneven, 10_000_000)) sizes.set(ms, (sizes.get(ms) ?? 0) + 1);
    expectDistribution(gapsOf([...sizes.keys()]), (x) => -Math.expm1(-0.002 * x));
    const n = sizes.size;
    for (const [size, share] of [
      [1, 0.5],
      [4, 0.3],
      [20, 0.2],
    ]) {
      const found = [...sizes.values()].filter((count) => count === size).length;
      expect(Math.abs(found / n - share)).toBeLessThan(3.29 * Math.sqrt((share * (1 - share)) / n));
    }
  });
});

describe('the mean rate', () => {
  test('is exact for whole sizes', () => {
    expect(meanRatePerS(uneven, 1)).toBeCloseTo(2 * mean, 12);
    expect(meanRatePerS({ kind: 'batches', rate: 3, size: { kind: 'constant', value: 7 } }, 1)).toBe(21);
  });

  test('counts the rounding and the least size of 1', () => {
    // E max(1, round X) of an exponential of mean 2: 1 + Σ P(X > k − 0.5) from k = 2
    const theory = 1 + Math.exp(-0.75) / -Math.expm1(-0.5);
    const spec: ArrivalSpec = { kind: 'batches', rate: 1, size: { kind: 'exponential', mean: 2 } };
    expect(Math.abs(meanRatePerS(spec, 1) - theory)).toBeLessThan(0.03);
    expect(meanRatePerS({ kind: 'batches', rate: 1, size: { kind: 'constant', value: 0.2 } }, 1)).toBeCloseTo(1, 12);
  });
});
