import { median } from './row.js';

/** What a reading of the clock before and after nothing takes: the median, in ns. It is part of every single timing. */
export function clockCostNs(): number {
  const empty = new Float64Array(200_000);
  for (let i = 0; i < empty.length; i++) {
    const startedMs = performance.now();
    empty[i] = 1e6 * (performance.now() - startedMs);
  }
  return median(empty);
}
