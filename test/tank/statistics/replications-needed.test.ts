import { describe, expect, test } from 'vitest';
import { longerBy, replicationsNeeded } from '../../../src/tank/statistics/replications-needed.js';

const pilot = (half: number, effective?: number) => ({
  value: 10,
  interval: { low: 10 - half, high: 10 + half },
  effective,
});

describe('replications', () => {
  test('by hand: a half-width of 1 falls to 10 · 0.05 / 1.05 in 4.41 times as many', () => {
    expect(replicationsNeeded(pilot(1), 10, 0.05)).toBe(45); // 10 · 4.41 = 44.1
  });

  test('the plan meets the bound, and one replication less does not', () => {
    for (const gamma of [0.2, 0.1, 0.03, 0.01, 0.001]) {
      const count = replicationsNeeded(pilot(2), 10, gamma);
      const half = (n: number) => 2 * Math.sqrt(10 / n);
      expect(half(count)).toBeLessThanOrEqual((10 * gamma) / (1 + gamma) + 1e-9);
      if (count > 10) expect(half(count - 1)).toBeGreaterThan((10 * gamma) / (1 + gamma));
    }
  });

  test('they are as many as an interval needs at least: 24 effective requests', () => {
    expect(replicationsNeeded(pilot(0.001, 6), 10, 0.05)).toBe(40);
    expect(replicationsNeeded({ value: 10, interval: undefined, effective: 4 }, 10, 0.05)).toBe(60);
  });

  test('never fewer than ten', () => {
    expect(replicationsNeeded(pilot(0.001, 500), 10, 0.05)).toBe(10);
  });

  test('where nothing can be told they are not a number, and of a value of 0 there are never enough', () => {
    expect(replicationsNeeded({ value: 10, interval: undefined, effective: undefined }, 10, 0.05)).toBeNaN();
    expect(replicationsNeeded({ value: 0, interval: { low: -1, high: 1 }, effective: undefined }, 10, 0.05)).toBe(
      Infinity,
    );
    expect(() => replicationsNeeded(pilot(1), 10, 0)).toThrow('a half-width is positive, not 0');
  });
});

test('runs that are too short are to be as many times as long, in one digit', () => {
  expect([11.9, 4.2, 2.4, 1, 0.3, 0].map(longerBy)).toEqual([3, 6, 10, 30, 80, 100]);
});
