import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smallestCountAbove } from '../../src/core/share.js';
import { runs } from '../support/runs.js';

test.each([
  { share: 0.9, of: 1, count: 1 },
  { share: 0.9, of: 10, count: 10 },
  { share: 0.9, of: 11, count: 10 },
  { share: 0.8, of: 5, count: 5 },
  { share: 1, of: 10, count: 11 },
  { share: 0.001, of: 10, count: 1 },
])('$count is the smallest count whose share of $of is above $share', ({ share, of, count }) => {
  expect(smallestCountAbove(share, of)).toBe(count);
});

test('no count is above an infinite share', () => {
  expect(smallestCountAbove(Infinity, 10)).toBe(2 ** 31 - 1);
});

test('comparing counts decides exactly as comparing the quotient does', () => {
  const share = fc.oneof(
    fc.double({ min: 0.001, max: 1, noNaN: true }),
    fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 })).map(([a, b]) => Math.min(a, b) / b),
  );
  fc.assert(
    fc.property(share, fc.integer({ min: 1, max: 200 }), (threshold, of) => {
      const limit = smallestCountAbove(threshold, of);
      for (let count = 0; count <= of + 1; count++) expect(count >= limit).toBe(count / of > threshold);
    }),
    runs(300),
  );
});
