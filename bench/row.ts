/** One measured promise. */
export interface Row {
  /** Such as `simulate/jsq16/times_cpp`. */
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** What a reader must know of this value, such as its range. */
  readonly note?: string;
}
