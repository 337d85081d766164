import type { Names } from '../../../core/index.js';
import type { TraceColumns } from '../../trace/index.js';

/** Unit of times that are numbers. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns';

/** What is known of the times of a file when its rows were read. */
export interface TimesRead {
  /** Of their column or key. */
  readonly name: string;
  /** Absent where they can only be dates. */
  readonly unit: TimeUnit | undefined;
  /** Whether the user said the unit. */
  readonly isGiven: boolean;
  /** Whether they were numbers. */
  readonly hasNumbers: boolean;
}

/** What is common to the formats of recorded traces with a request a row. */
interface RowFormat {
  /** Columns of the header, or keys of every object, that a row cannot do without; the time is the first. */
  readonly required: readonly [time: string, ...others: string[]];
  /** Columns that the user named: the file must have them, in JSON Lines one of its rows. */
  readonly named?: readonly string[];
  readonly time: TimesRead;
  /** The times of its rows have no order as such: they are of sessions that overlap. */
  readonly isUnordered?: boolean;
  /** Its name for the length of blocks, where rows give one. */
  readonly blockTokens?: string;
  /** Looks over all requests, in order, when the last row was read. @param sessions by index */
  finish?(columns: TraceColumns, sessions: Names): void;
}

/** CSV with a header, read by column name, so that columns may stand in any order and others are ignored. */
export interface CsvFormat extends RowFormat {
  readonly text: 'csv';
  /** Columns that are read where they are there. */
  readonly optional: readonly string[];
  /**
   * Decodes one row. Hot: allocates nothing for a good row.
   * @param fields the row's fields, as many as the header has
   * @param position index in `fields` of each of `required`, then of `optional`; −1 for one that is not there
   * @param row takes the values; left in any state when the row is bad
   * @returns what is wrong with the row, undefined when it is good
   */
  decode(fields: readonly string[], position: readonly number[], row: TraceRow): FieldMistake | undefined;
}

/** JSON Lines: an object a line; other keys are ignored. */
export interface JsonlFormat extends RowFormat {
  readonly text: 'jsonl';
  decode(value: Readonly<Record<string, unknown>>, row: TraceRow): FieldMistake | undefined;
}

/** Parquet: rows of named columns, decoded like objects; other columns are not read. */
export interface ParquetFormat extends RowFormat {
  readonly text: 'parquet';
  /** Columns that are read where they are there. */
  readonly optional: readonly string[];
  decode(value: Readonly<Record<string, unknown>>, row: TraceRow): FieldMistake | undefined;
}

export type TraceFormat = CsvFormat | JsonlFormat | ParquetFormat;

/** What traffic is drawn from a pool of clients. */
export interface PoolTraffic {
  /** Mean rate; default: the rates of the pool. */
  readonly ratePerS?: number | undefined;
  /** Part of the pool's time; default: its first hour. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Key of the random streams; default `servegen`. */
  readonly seed?: string | undefined;
}

/** How a trace is to be read. */
export interface FormatOptions {
  /** `csv`, `jsonl`, `parquet`: the file's own name for each column of the normal form that it has. */
  readonly columns?: Readonly<Record<string, string | undefined>> | undefined;
  /** Unit of times that are numbers; default: that of the format. */
  readonly timeUnit?: TimeUnit | undefined;
  /** `servegen`: which traffic is drawn. */
  readonly draw?: PoolTraffic | undefined;
  /** `burstgpt`: keeps requests without an answer, which failed at their source. */
  readonly keepFailed?: boolean | undefined;
}

/** Keys of a scenario's `trace` that only some formats use. */
export type OwnKey = 'columns' | 'keep_failed' | 'rate' | 'time_unit' | 'sort';

/** What the registry knows of a format. */
export interface FormatEntry {
  readonly summary: string;
  /** @param firstLine of a file, or that it is Parquet */
  readonly matches: (firstLine: string) => boolean;
  /** The columns, or keys, that a file of it is known by; absent where the file is told by something else. */
  readonly signature?: { readonly text: 'csv' | 'jsonl'; readonly columns: readonly string[] };
  /**
   * Absent where a file has no requests to be read, but something to draw them from.
   * @param firstLine of Parquet the names of its columns @returns a reader for one file: it may keep state
   */
  readonly create?: (options: FormatOptions, firstLine: string) => TraceFormat;
  /** Absent where it uses none of them. */
  readonly ownKey?: OwnKey;
}

/** One request, in a buffer that is used again for every row; what a row does not say is as in `resetRow`. */
export interface TraceRow {
  /** Time since any fixed instant, in full precision as two whole numbers: seconds, and units of 100 ns within one. */
  second: number;
  tick: number;
  /** Time since the start of the trace, in place of the two; NaN where it is not given so. */
  atMs: number;
  /** NO_TOKENS where a row does not say. */
  promptTokens: number;
  outputTokens: number;
  /** Ids; empty for none. */
  session: string;
  requestClass: string;
  tenant: string;
  priority: number;
  deadlineMs: number;
  /** Ids of the blocks of the prompt, each standing for all before it too. */
  blocks: readonly (number | string)[];
  /** 0 where it is not known. */
  blockTokens: number;
}

/** The length that is not known. */
export const NO_TOKENS = -1;

export function emptyRow(): TraceRow {
  const row = {} as TraceRow;
  resetRow(row);
  return row;
}

const NO_BLOCKS: readonly number[] = [];

export function resetRow(row: TraceRow): void {
  row.second = 0;
  row.tick = 0;
  row.atMs = NaN;
  row.promptTokens = NO_TOKENS;
  row.outputTokens = NO_TOKENS;
  row.session = '';
  row.requestClass = '';
  row.tenant = '';
  row.priority = 0;
  row.deadlineMs = Infinity;
  row.blocks = NO_BLOCKS;
  row.blockTokens = 0;
}

/** A value that cannot be used. */
export interface FieldMistake {
  /** Name of its column or key. */
  readonly column: string;
  /** What is wrong, with the value. */
  readonly message: string;
  /** What was expected. */
  readonly expected: string;
}

/** @returns whether the names of a CSV header include all of `columns` */
export function hasColumns(firstLine: string, columns: readonly string[]): boolean {
  const names = headerNames(firstLine);
  return columns.every((column) => names.includes(column));
}

/** The names of a CSV header. */
export function headerNames(firstLine: string): string[] {
  return firstLine.split(',').map((name) =>
    name
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
}

/** @returns whether a line, which may be cut off, looks like a JSON object with all of `keys` */
export function hasKeys(firstLine: string, keys: readonly string[]): boolean {
  return firstLine.startsWith('{') && keys.every((key) => new RegExp(`"${key}"\\s*:`).test(firstLine));
}

/** Keys of an object that may be cut off; those of objects in it too. */
export function objectKeys(line: string): string[] {
  return Array.from(line.matchAll(/"([^"\\]{1,200})"\s*:/g), ([, key]) => key);
}
