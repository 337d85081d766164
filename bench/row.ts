/** One measured promise. */
export interface Row {
  /** Such as `simulate/jsq16/times_cpp`. */
  readonly name: string;
  readonly unit: 'ns' | 'ms' | 'bytes' | '1/s' | 'ratio';
  readonly value: number;
  /** What a reader must know of this value, such as its range. */
  readonly note?: string;
}

/** Rows, and in words what could not be measured here. */
export interface Section {
  readonly rows: readonly Row[];
  readonly leftOut: readonly string[];
}

/** The smallest value with at least half of the values at or below it. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** The smallest value with at least the share `p` of the values at or below it. */
export function quantile(values: ArrayLike<number>, p: number): number {
  return Float64Array.from(values).sort()[Math.ceil(values.length * p) - 1];
}

/** `low–high over n what`. */
export function range(values: readonly number[], what: string): string {
  return `${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)} over ${values.length} ${what}`;
}
