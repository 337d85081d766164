import { expect, test } from 'vitest';
import { hasSpread, isRounding, magnitude, intervalAround } from '../../../src/tank/statistics/interval.js';

test('an interval has a width: none is made of zero, of less than the spacing of numbers, or of infinity', () => {
  expect(intervalAround(5, 2)).toEqual({ low: 3, high: 7 });
  expect(intervalAround(5, 2, 4)).toEqual({ low: 3, high: 9 });
  for (const halfWidth of [0, 1e-20, NaN, Infinity]) expect(intervalAround(5, halfWidth)).toBeUndefined();
  expect(intervalAround(NaN, 1)).toBeUndefined();
});

test('sums of the same numbers in another order do not differ', () => {
  expect(0.1 + 0.2).not.toBe(0.3);
  expect(isRounding(0.1 + 0.2 - 0.3, 0.3)).toBe(true);
  expect(hasSpread([0.1 + 0.2, 0.3])).toBe(false);
  expect(hasSpread([0.3, 0.3 * (1 + 1e-9)])).toBe(true);
});

test('what counts as rounding depends on the numbers that were subtracted, not on their difference', () => {
  expect(hasSpread([1e-13, 2e-13])).toBe(true);
  expect(hasSpread([1e-13, 2e-13], 1)).toBe(false);
});

test('there is no spread without values, or when one is missing or infinite', () => {
  for (const values of [[], [1], [1, 1], [0, 0], [1, NaN], [NaN, 1], [1, Infinity]])
    expect(hasSpread(values)).toBe(false);
});

test('the magnitude is that of the largest number of either sign', () => {
  expect([magnitude([]), magnitude([1, -3, 2]), magnitude([1, NaN, 2])]).toEqual([0, 3, NaN]);
});
