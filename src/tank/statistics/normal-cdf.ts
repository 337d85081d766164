import { errorFunction } from 'simple-statistics';

/** Φ(z), the standard normal distribution function, within 1e-7. */
export function normalCdf(z: number): number {
  return (1 + errorFunction(z / Math.SQRT2)) / 2;
}
