import { expect, test } from 'vitest';
import { lowerBound, upperBound } from '../../src/core/index.js';

test('bounds count what is less, and what is at most, as counting one by one does', () => {
  const ascending = [1, 3, 3, 3, 7];
  for (let value = 0; value <= 8; value++) {
    expect(lowerBound(ascending, value)).toBe(ascending.filter((each) => each < value).length);
    expect(upperBound(ascending, value)).toBe(ascending.filter((each) => each <= value).length);
  }
  expect(lowerBound([], 1)).toBe(0);
  expect(upperBound([], 1)).toBe(0);
});
