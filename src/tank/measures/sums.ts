import { sum } from 'simple-statistics';

/** Sum of a column, or of some of its entries. */
export function total(column: Int32Array | Float64Array, entries?: readonly number[]): number {
  return sum(entries === undefined ? (column as unknown as number[]) : entries.map((entry) => column[entry])); // it reads only
}
