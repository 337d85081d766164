/**
 * Settings of a property test. The seed is fixed, so that every run of the tests is the same run; PROPERTY_SEED explores
 * others. A failure prints seed and path, which replay it.
 */
export function runs(numRuns: number): { readonly seed: number; readonly numRuns: number } {
  return { seed: Number(process.env['PROPERTY_SEED'] ?? 19_530_201), numRuns };
}
