/**
 * What a recorded trace format consists of: CSV with a header, one request a row, read by column name, so that columns
 * may stand in any order and others are ignored.
 */
export interface TraceFormat {
  readonly summary: string;
  /** Names of the columns, as in the header: the time first, then what else a row needs. */
  readonly columns: readonly [time: string, ...others: string[]];
  /** @param firstLine first line of the file, without its end */
  matches(firstLine: string): boolean;
  /**
   * Decodes one row. Hot: allocates nothing for a good row.
   * @param fields the row's fields, as many as the header has
   * @param position index in `fields` of each of `columns`
   * @param row takes the values; left in any state when the row is bad
   * @returns what is wrong with the row, undefined when it is good
   */
  decode(fields: readonly string[], position: readonly number[], row: TraceRow): FieldMistake | undefined;
}

/** One request, in a buffer that is used again for every row. Times keep their full precision as two whole numbers. */
export interface TraceRow {
  /** Whole seconds since any fixed instant. */
  second: number;
  /** Units of 100 ns within the second, 0…9,999,999. */
  tick: number;
  promptTokens: number;
  outputTokens: number;
}

/** A value that cannot be used. */
export interface FieldMistake {
  /** Index into the format's `columns`. */
  readonly column: number;
  /** What is wrong, with the value. */
  readonly message: string;
  /** What was expected. */
  readonly expected: string;
}

/** @returns whether the names of a CSV header include all of `columns` */
export function hasColumns(firstLine: string, columns: readonly string[]): boolean {
  const names = firstLine.split(',').map((name) => name.replace(/^"(.*)"$/, '$1'));
  return columns.every((column) => names.includes(column));
}
