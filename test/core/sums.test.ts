import { expect, test } from 'vitest';
import { plainMean, plainSum } from '../../src/core/index.js';

test('sums go from left to right, with the rounding that this brings', () => {
  expect(plainSum([1e16, 1, -1e16])).toBe(0);
  expect(plainSum([1e16, -1e16, 1])).toBe(1);
  expect(plainMean(Int32Array.of(1, 2, 6))).toBe(3);
});

test('of no values the sum is 0 and there is no mean', () => {
  expect(plainSum([])).toBe(0);
  expect(plainMean([])).toBeNaN();
});
