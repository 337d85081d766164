const IS_FULL = process.env['TEST_RUNS'] === 'full';

/** Whether this is `npm run test:slow`. */
export function isFullRun(): boolean {
  return IS_FULL;
}

/** The quick run makes this share of the cases of the full one, but no fewer than the least where that has as many. */
const QUICK_SHARE = 1 / 10;
const QUICK_LEAST = 25;

/**
 * Settings of a property test: so many cases in the full run, and in the quick one (`npm test`) a tenth of them, at least
 * 25, or what is said of a dear one. The seed is fixed, so that every run of the tests is the same run, and the cases of
 * the quick run are the first of the full one; PROPERTY_SEED explores others. A failure prints seed and path, which replay it.
 */
export function runs(full: number, quick = Math.min(full, Math.max(QUICK_LEAST, Math.ceil(full * QUICK_SHARE)))) {
  return { seed: Number(process.env['PROPERTY_SEED'] ?? 19_530_201), numRuns: repetitions(quick, full) };
}

/** How often an experiment is repeated: in the quick run, and in the full one. */
export function repetitions(quick: number, full: number): number {
  return IS_FULL ? full : quick;
}
