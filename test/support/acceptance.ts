import { expect } from 'vitest';

/** Acceptance of random results at a level of 99.9 %. Seeds are fixed, so a failure stays one. */

/** 99.9 % quantiles of chi-square with 1, 2, … degrees of freedom (published table). */
const CHI_SQUARE_999 = [
  10.828, 13.816, 16.266, 18.467, 20.515, 22.458, 24.322, 26.124, 27.877, 29.588, 31.264, 32.909, 34.528, 36.123,
  37.697,
];

/** Counts are no further from equal shares than a fair draw leaves them; closer is welcome. */
export function expectEqualShares(counts: readonly number[], message: string): void {
  const fair = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const distance = counts.reduce((sum, count) => sum + (count - fair) ** 2 / fair, 0);
  expect(fair, `${message}: too few for a chi-square test`).toBeGreaterThan(50);
  expect(distance, `${message}: counts ${counts.join(', ')}`).toBeLessThan(CHI_SQUARE_999[counts.length - 2]);
}

/** Two samples of equal size come from one distribution: chi-square test of homogeneity over the cells in use. */
export function expectSameDistribution(a: readonly number[], b: readonly number[], message: string): void {
  const used = [...a.keys()].filter((cell) => a[cell] + b[cell] > 0);
  const distance = used.reduce((sum, cell) => sum + (a[cell] - b[cell]) ** 2 / (a[cell] + b[cell]), 0);
  const limit = used.length === 1 ? 0 : CHI_SQUARE_999[used.length - 2];
  expect(distance, `${message}: counts ${a.join(', ')} and ${b.join(', ')}`).toBeLessThanOrEqual(limit);
}

/**
 * Counts come from a draw with these shares, by a chi-square test of which a whole suite may make hundreds: each accepts
 * 99.99997 % (5 standard deviations of the cube root, which is nearly normal; Wilson and Hilferty 1931, PNAS 17(12)).
 */
export function expectShares(counts: readonly number[], shares: readonly number[], message: string): void {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const cells = [...shares.keys()].filter((cell) => shares[cell] > 0);
  const unexpected = [...counts.keys()].filter((cell) => counts[cell] > 0 && !cells.includes(cell));
  expect(unexpected, `${message}: drawn although their share is 0`).toEqual([]);
  expect(Math.min(...cells.map((cell) => total * shares[cell])), `${message}: too few draws`).toBeGreaterThan(5);
  const distance = cells.reduce((sum, cell) => sum + (counts[cell] - total * shares[cell]) ** 2 / shares[cell], 0);
  const freedom = cells.length - 1;
  const limit = freedom === 0 ? 0 : freedom * (1 - 2 / (9 * freedom) + 5 * Math.sqrt(2 / (9 * freedom))) ** 3;
  const text = `${message}: counts ${counts.join(', ')}, shares ${shares.join(', ')}`;
  expect(distance / total, text).toBeLessThanOrEqual(limit);
}
