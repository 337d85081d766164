import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holmAdjusted } from '../../../src/tank/statistics/index.js';
import { runs } from '../../support/runs.js';

describe('by hand', () => {
  test('four tests: 4 · 0.005, 3 · 0.01, 2 · 0.03, and 1 · 0.04 raised to its predecessor', () => {
    expect(holmAdjusted([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  test('a comparison without a p-value does not count as a test', () => {
    expect(holmAdjusted([0.01, undefined, 0.04, 0.03])).toEqual([0.03, undefined, 0.06, 0.06]);
  });

  test('adjusted p-values end at 1, one test stays as it is, none is none', () => {
    expect(holmAdjusted([0.6, 0.7])).toEqual([1, 1]);
    expect(holmAdjusted([0.2])).toEqual([0.2]);
    expect(holmAdjusted([undefined])).toEqual([undefined]);
    expect(holmAdjusted([])).toEqual([]);
  });
});

describe('for any p-values', () => {
  const pValues = fc.array(
    fc.integer({ min: 0, max: 40 }).map((k) => k / 40),
    { minLength: 1, maxLength: 12 },
  );
  const check = (holds: (p: readonly number[], adjusted: readonly number[]) => void): void => {
    fc.assert(
      fc.property(pValues, (p) => {
        holds(
          p,
          holmAdjusted(p).map((q) => q ?? NaN),
        );
      }),
      runs(500),
    );
  };

  test('adjusted ones lie between the raw one and m times the raw one, and at most at 1', () => {
    check((p, adjusted) => {
      adjusted.forEach((q, i) => {
        expect(q).toBeGreaterThanOrEqual(p[i]);
        expect(q).toBeLessThanOrEqual(1);
      });
      expect(Math.min(...adjusted)).toBe(Math.min(1, p.length * Math.min(...p)));
    });
  });

  test('a smaller p-value never gets a larger answer, equal ones get equal answers', () => {
    check((p, adjusted) => {
      for (let i = 0; i < p.length; i++) {
        for (let j = 0; j < p.length; j++) {
          if (p[i] <= p[j]) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]);
        }
      }
    });
  });

  test('the tests at most at α are those that stepping down rejects, while p_(i) ≤ α / (m − i + 1)', () => {
    const alpha = 0.333;
    check((p, adjusted) => {
      const sorted = [...p].sort((a, b) => a - b);
      const accepted = sorted.findIndex((value, i) => value > alpha / (p.length - i));
      const limit = accepted === -1 ? Infinity : sorted[accepted];
      expect(adjusted.map((q) => q <= alpha)).toEqual(p.map((value) => value < limit));
    });
  });
});

test('a p-value outside 0 … 1 is an impossible state', () => {
  expect(() => holmAdjusted([0.5, NaN])).toThrow('a p-value lies between 0 and 1, not at NaN');
});
