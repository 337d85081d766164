import fc from 'fast-check';
import { expect, test } from 'vitest';
import { independentComparison } from '../../../src/tank/statistics/index.js';
import { tQuantile, tTwoSidedPValue } from '../../../src/tank/statistics/student-t.js';

/** An estimate with the interval that t with `freedom` degrees gives a standard error. */
function estimate(value: number, error: number, freedom: number) {
  const half = tQuantile(0.975, freedom) * error;
  return { value, interval: { low: value - half, high: value + half } };
}

test('of symmetric intervals the p-value is that of t with the root of both squared errors', () => {
  const { difference, interval, pValue } = independentComparison(estimate(12, 3, 9), estimate(20, 4, 9), 0.95, 9);
  expect(difference).toBe(-8);
  expect(interval?.low).toBeCloseTo(-8 - 2.262157 * 5, 5);
  expect(interval?.high).toBeCloseTo(-8 + 2.262157 * 5, 5);
  expect(pValue).toBeCloseTo(tTwoSidedPValue(8 / 5, 9), 9);
});

test('the interval of the ratio is that of the difference of logarithms, above 0 at both ends', () => {
  const around = (value: number, factor: number) => ({
    value,
    interval: { low: value / factor, high: value * factor },
  });
  const { ratio } = independentComparison(around(300, Math.exp(0.3)), around(100, Math.exp(0.4)), 0.95, 19);
  expect(ratio?.low).toBeCloseTo(3 * Math.exp(-0.5), 9);
  expect(ratio?.high).toBeCloseTo(3 * Math.exp(0.5), 9);
  const atZero = { value: 1, interval: { low: 0, high: 2 } };
  expect(independentComparison(around(300, 2), atZero, 0.95, 19).ratio).toBeUndefined();
});

test('whatever the intervals, 0 is left out exactly when p is below 1 − level', () => {
  const bounded = fc
    .tuple(
      fc.double({ min: 1, max: 100, noNaN: true }),
      ...[1, 2].map(() => fc.double({ min: 0.1, max: 20, noNaN: true })),
    )
    .map(([value, below, above]) => ({ value, interval: { low: value - below, high: value + above } }));
  fc.assert(
    fc.property(bounded, bounded, fc.integer({ min: 1, max: 30 }), (x, y, freedom) => {
      const { interval = { low: NaN, high: NaN }, pValue = NaN } = independentComparison(x, y, 0.95, freedom);
      if (Math.abs(pValue - 0.05) < 1e-6) return; // jstat's digits
      expect(interval.low > 0 || interval.high < 0).toBe(pValue < 0.05);
    }),
  );
});

test('without width there is a difference alone', () => {
  const point = { value: 3, interval: { low: 3, high: 3 } };
  expect(independentComparison(point, point, 0.95, 19)).toEqual({ difference: 0 });
});
