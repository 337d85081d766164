import { mean, sampleVariance } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { replicationsNeeded } from '../../../src/tank/statistics/replications-needed.js';
import { nextReplications } from '../../../src/tank/statistics/sequential.js';
import { tQuantile } from '../../../src/tank/statistics/student-t.js';
import { EXPERIMENTS, LEVEL } from './coverage.js';

const target = (relativeHalfWidth: number) => ({ relativeHalfWidth, level: LEVEL });
const PILOT = [9, 10, 11, 10, 9, 11, 10, 10, 9, 11];

describe('replications', () => {
  test('by hand: mean 10, S = 0.816497; t(13) S / √14 = 0.47143 ≤ 10 · 0.05 / 1.05 = 0.47619 < t(12) S / √13', () => {
    expect(replicationsNeeded(PILOT, target(0.05))).toBe(14);
  });

  test('the answer meets the bound and one replication less does not', () => {
    for (const gamma of [0.2, 0.1, 0.03, 0.01, 0.001]) {
      const count = replicationsNeeded(PILOT, target(gamma));
      const ratio = (n: number) => (tQuantile(0.975, n - 1) * Math.sqrt(sampleVariance(PILOT) / n)) / 10;
      expect(ratio(count)).toBeLessThanOrEqual(gamma / (1 + gamma));
      if (count > 2) expect(ratio(count - 1)).toBeGreaterThan(gamma / (1 + gamma));
    }
  });

  test('for many replications it is (z S (1 + γ) / (γ X̄))²', () => {
    const expected = (1.959964 * 0.0816497 * 1.001 * 1000) ** 2; // 25 660
    expect(replicationsNeeded(PILOT, target(0.001)) / expected).toBeCloseTo(1, 3);
  });

  test('a pilot that is precise enough already needs no more than it has', () => {
    expect(nextReplications(PILOT, target(0.07), 10, 100)).toMatchObject({ reason: 'precise' });
    expect(replicationsNeeded(PILOT, target(0.07))).toBeLessThanOrEqual(PILOT.length);
  });

  test('without an answer there is none', () => {
    expect(replicationsNeeded([3, 3, 3], target(0.1))).toBe(2);
    expect(replicationsNeeded([-1, 1], target(0.1))).toBe(Infinity);
    expect(replicationsNeeded([3], target(0.1))).toBeNaN();
    expect(replicationsNeeded([3, NaN], target(0.1))).toBeNaN();
    expect(() => replicationsNeeded(PILOT, target(0))).toThrow('a half-width is positive, not 0');
  });

  test('experiments of the planned size are as precise as wanted, on average', () => {
    const ratios = Array.from({ length: EXPERIMENTS }, (_, e) => {
      const random = new Streams('planned', e).named('sample');
      const draw = (n: number) => Array.from({ length: n }, () => 10 + 3 * random.normal());
      const estimates = draw(replicationsNeeded(draw(30), target(0.05)));
      const n = estimates.length;
      return (tQuantile(0.975, n - 1) * Math.sqrt(sampleVariance(estimates) / n)) / 10;
    });
    // the pilot of 30 knows S to 13 %, so a planned half-width has that deviation: the mean of 300 is within 3 %
    expect(mean(ratios) / (0.05 / 1.05)).toBeGreaterThan(0.97);
    expect(mean(ratios) / (0.05 / 1.05)).toBeLessThan(1.06); // 1 / S is a little larger on average than 1 / σ
  });
});
