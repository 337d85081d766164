/**
 * A typed array as simple-statistics wants it: its types ask for number[], its code only reads `length` and elements.
 * No copy is made; functions that sort or change their input must not be called with it.
 */
export function asNumbers(column: Float64Array): number[] {
  return column as unknown as number[];
}
