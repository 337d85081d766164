/** Points of a distribution: every 1 %, and closer together in the tail. */
export const ECDF_SHARES: readonly number[] = [
  ...Array.from({ length: 99 }, (_, i) => i / 100),
  ...Array.from({ length: 45 }, (_, i) => 0.99 + i / 5000),
  0.999,
  0.9995,
  0.9999,
  1,
];
