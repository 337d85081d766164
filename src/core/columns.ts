type Column = Int32Array | Uint8Array | Float64Array;

/** A copy of a column with `count` elements; the new ones hold `value`. */
export function longer(column: Int32Array, count: number, value?: number): Int32Array<ArrayBuffer>;
export function longer(column: Uint8Array, count: number, value?: number): Uint8Array<ArrayBuffer>;
export function longer(column: Float64Array, count: number, value?: number): Float64Array<ArrayBuffer>;
export function longer(column: Column, count: number, value = 0): Column {
  const grown = new (column.constructor as new (length: number) => Column)(count);
  grown.fill(value, column.length);
  grown.set(column);
  return grown;
}
