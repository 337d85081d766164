/** Points of a distribution: every percent; from 99 % every fiftieth, and from 99.9 % every hundredth of one. */
export const ECDF_SHARES: readonly number[] = [
  ...Array.from({ length: 99 }, (_, i) => i / 100),
  ...Array.from({ length: 45 }, (_, i) => 0.99 + i / 5000),
  ...Array.from({ length: 10 }, (_, i) => (9990 + i) / 10_000),
  1,
];
