import { type Diagnostic, InputError } from '../../../core/index.js';
import { quoted } from '../../../core/input/index.js';
import type { Trace } from '../../trace/index.js';
import { excerptOf, fieldSpan } from './row-text.js';
import { columnAdvice, mistake } from './text-guard.js';
import { TraceBuilder } from './trace-builder.js';
import {
  type CsvFormat,
  emptyRow,
  type JsonlFormat,
  type ParquetFormat,
  resetRow,
  type TraceFormat,
} from './trace-format.js';

const MISTAKES_SHOWN = 20; // bad rows that are reported before reading stops
const SKIPPED_SHOWN = 10; // bad rows that are reported where they are skipped

/** What is done with rows that are bad, in another order, or too many. */
export interface RowRules {
  readonly skipBadRows: boolean;
  readonly sort: boolean;
  readonly requestLimit: number;
}

/**
 * Turns the rows of a trace file into columns, and bad rows into diagnostics. A row is bad when a field cannot be used,
 * when fields are missing or too many, and when it is earlier than the last good row and rows are not sorted.
 * Cost: O(1) per row, nothing allocated for a good one.
 */
export class TraceRows {
  /** The first bad rows: at most 20, at most 10 where they are skipped. */
  readonly diagnostics: Diagnostic[] = [];
  readonly #file: string;
  readonly #format: TraceFormat;
  readonly #skipBadRows: boolean;
  readonly #requestLimit: number;
  readonly #builder: TraceBuilder;
  readonly #row = emptyRow();
  #names: readonly string[] = []; // of the header, or the keys of the first object
  #unseen: readonly string[]; // keys that the user named, and no object had yet
  #position: readonly number[] = []; // index among a row's fields of each of the format's columns
  #line = 0;
  #badCount = 0;

  /** @param file as the user named it */
  constructor(file: string, format: TraceFormat, { skipBadRows, sort, requestLimit }: RowRules) {
    this.#file = file;
    this.#format = format;
    this.#unseen = format.text === 'jsonl' ? (format.named ?? []) : [];
    this.#builder = new TraceBuilder(format, sort);
    this.#skipBadRows = skipBadRows;
    this.#requestLimit = requestLimit;
  }

  /** Bad rows so far. */
  get badCount(): number {
    return this.#badCount;
  }

  /**
   * Takes a row of CSV: the header first.
   * @param text the row as it stands in the file, with its end, after the ends of the empty lines before it
   * @throws InputError when reading cannot go on
   */
  addFields(format: CsvFormat, fields: readonly string[], text: string): void {
    const row = this.#begin(text);
    if (this.#names.length === 0) this.#readHeader(format, fields, row);
    else this.#readRow(format, fields, row);
    for (let i = row.indexOf('\n'); i >= 0 && i < row.length - 1; i = row.indexOf('\n', i + 1)) this.#line++;
  }

  /** Takes an object of JSON Lines, or of a table. @param text of the line, empty where there is none */
  addObject(format: JsonlFormat | ParquetFormat, value: unknown, text: string): void {
    this.#line++;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.#addBad('the line is not a JSON object', `expected {"${format.required.join('": …, "')}": …}`, text);
      return;
    }
    const fields = value as Readonly<Record<string, unknown>>;
    if (this.#names.length === 0) this.#names = Object.keys(fields);
    if (this.#unseen.length > 0) this.#unseen = this.#unseen.filter((name) => !Object.hasOwn(fields, name));
    resetRow(this.#row);
    const wrong = format.decode(fields, this.#row);
    if (wrong === undefined) this.#addRequest(text, (column) => fields[column]);
    else this.#addBad(wrong.message, wrong.expected, text, wrong.column);
  }

  /** Takes a line that is empty. */
  skipLine(): void {
    this.#line++;
  }

  /** Takes a row that cannot be divided into fields. */
  addIndivisible(message: string, text: string): void {
    this.#addBad(message, 'expected fields separated by commas', this.#begin(text));
  }

  /**
   * @returns the requests of the good rows
   * @throws InputError with every mistake that was found, or when there is no good row
   */
  finish(): Trace {
    if (!this.#skipBadRows && this.#badCount > 0) throw new InputError(this.diagnostics);
    if (this.#names.length > 0 && this.#unseen.length > 0) throw this.#withoutColumns(this.#unseen);
    if (this.#builder.requestCount > 0) return this.#builder.toTrace();
    const message = this.#badCount > 0 ? `none of the ${this.#badCount} rows can be used` : 'the file has no rows';
    const advice = `expected rows of ${this.#format.required.join(',')}`;
    throw new InputError([{ message, file: this.#file, advice }, ...this.diagnostics]);
  }

  #withoutColumns(names: readonly string[]): InputError {
    return new InputError(
      names.map((name) => ({
        message: `the file has no column ${quoted(name)}`,
        file: this.#file,
        advice: columnAdvice(name, this.#names),
      })),
    );
  }

  /** Goes to the next row, over empty lines: of each the parser keeps one character. @returns the row's own text */
  #begin(text: string): string {
    let start = 0;
    while (text[start] === '\n' || text[start] === '\r') start++;
    this.#line += start + 1;
    return start === 0 ? text : text.slice(start);
  }

  /** @param fields with blanks around the names, as people write them */
  #readHeader({ required, optional, named = [] }: CsvFormat, fields: readonly string[], text: string): void {
    const names = fields.map((field) => field.trim());
    const columns = [...required, ...optional];
    for (const column of columns) {
      const count = names.filter((name) => name === column).length;
      const isNamed = named.includes(column);
      if (count === 1 || (count === 0 && optional.includes(column) && !isNamed)) continue;
      const message = `the header has ${count === 0 ? 'no column' : 'more than one column'} ${quoted(column)}`;
      const place = { file: this.#file, line: this.#line, column: 1, excerpt: excerptOf(text) };
      const expected = `expected the columns ${required.join(', ')}, each once`;
      const advice = [
        ...(count === 0 && isNamed ? [] : [expected]),
        ...(count === 0 ? [columnAdvice(column, names)] : []),
      ].join('; ');
      throw new InputError([{ ...place, message, advice }]);
    }
    this.#names = names;
    this.#position = columns.map((column) => names.indexOf(column));
  }

  #readRow(format: CsvFormat, fields: readonly string[], text: string): void {
    if (fields.length !== this.#names.length) {
      const message = `the row has ${fields.length === 1 ? '1 field' : `${fields.length} fields`}`;
      this.#addBad(message, `expected ${this.#names.length}, as in the header`, text);
      return;
    }
    resetRow(this.#row);
    const wrong = format.decode(fields, this.#position, this.#row);
    if (wrong === undefined) this.#addRequest(text, (column) => fields[this.#names.indexOf(column)]);
    else this.#addBad(wrong.message, wrong.expected, text, this.#place(wrong.column));
  }

  /** @param shown value of a field by the name of its column, as messages show it */
  #addRequest(text: string, shown: (column: string) => unknown): void {
    if (this.#builder.requestCount === this.#requestLimit) {
      const message = `the trace has more than ${this.#requestLimit} requests`;
      throw mistake(this.#file, message, 'split the trace into several files', this.#line);
    }
    const wrong = this.#add();
    if (wrong === undefined) return;
    const [column, message, expected] = wrong;
    this.#addBad(`${column} ${quoted(shown(column))} ${message}`, expected, text, this.#place(column));
  }

  #add() {
    try {
      return this.#builder.add(this.#row, this.#line);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw mistake(this.#file, error.message, 'split the trace into several files', this.#line);
    }
  }

  /** Where the field of a column stands in a row: its number in CSV, its key in JSON. */
  #place(column: string): number | string | undefined {
    if (this.#format.text !== 'csv') return column;
    const place = this.#names.indexOf(column);
    return place < 0 ? undefined : place;
  }

  /** Counts a bad row and reports it while there is room. Without skipping, reading stops when there is none. */
  #addBad(message: string, expected: string, text: string, field?: number | string): void {
    this.#badCount++;
    if (this.diagnostics.length === (this.#skipBadRows ? SKIPPED_SHOWN : MISTAKES_SHOWN)) return;
    const isLast = !this.#skipBadRows && this.#badCount === MISTAKES_SHOWN;
    const advice = [
      expected,
      ...(this.#skipBadRows ? [] : ['--skip-bad-rows skips bad rows']),
      ...(isLast ? [`reading stopped after ${MISTAKES_SHOWN} bad rows`] : []),
    ].join('; ');
    const excerpt = excerptOf(text);
    const span = spanOf(excerpt, field);
    const place = { file: this.#file, line: this.#line, ...(text !== '' && { excerpt, ...span }) };
    this.diagnostics.push({ message, ...place, advice });
    if (isLast) throw new InputError(this.diagnostics);
  }
}

/** Where a bad field stands in the excerpt of its row, where it can be told; else the whole row. */
function spanOf(excerpt: string, field: number | string | undefined) {
  const whole = { column: 1, length: excerpt.length };
  if (field === undefined) return whole;
  if (typeof field === 'number') return fieldSpan(excerpt, field);
  const key = JSON.stringify(field);
  const start = excerpt.indexOf(key);
  return start < 0 ? whole : { column: start + 1, length: key.length };
}
