type Column = Int8Array | Uint8Array | Uint16Array | Int32Array | Float32Array | Float64Array;

/** A copy of a column with `count` elements; the new ones hold `value`. */
export function longer<Kind extends Column>(column: Kind, count: number, value = 0): Kind {
  const grown = new (column.constructor as new (length: number) => Kind)(count);
  if (value !== 0) grown.fill(value, column.length); // 0 is there already, in memory that need not be touched
  grown.set(column);
  return grown;
}
