import { expect, test } from 'vitest';
import { sideOfLimit } from '../../../src/tank/statistics/index.js';

/**
 * By hand: t(9) = 2.262157. A half-width of 0.001 at a share of 0.01 is h = 0.1 and K = 511.735 at a limit of 0.01, whose ends are
 * 0.008980 and 0.011; of another share the variance is scaled by limit / share.
 */
test.each([
  [0.00897, 0.001 * Math.sqrt(0.897), 'below'],
  [0.00899, 0.001 * Math.sqrt(0.899), 'open'],
  [0.01, 0.001, 'open'],
  [0.01099, 0.001 * Math.sqrt(1.099), 'open'],
  [0.01101, 0.001 * Math.sqrt(1.101), 'above'],
  [0, 0, 'below'],
  [1, 0, 'above'],
])('a share of %d ± %d is %s a limit of 1 %%', (share, halfWidth, side) => {
  expect(sideOfLimit(share, halfWidth, 10, 0.01)).toBe(side);
});

test('a share far below the limit is below, however rare its cases are', () => {
  expect(sideOfLimit(0.0001, 0.0002, 10, 0.01)).toBe('below');
});

test('so much spread at the limit is never below', () => {
  expect(sideOfLimit(0.005, 0.01, 3, 0.01)).toBe('open');
});
