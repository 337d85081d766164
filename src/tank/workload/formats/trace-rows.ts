import { type Diagnostic, InputError } from '../../../core/diagnostic.js';
import { NUMBER_LIMIT } from '../../../core/units.js';
import { quoted } from '../quoted.js';
import type { Trace } from '../trace.js';
import { excerptOf, fieldSpan } from './row-text.js';
import { mistake } from './text-guard.js';
import { TraceColumns } from './trace-columns.js';
import type { TraceFormat, TraceRow } from './trace-format.js';

const MISTAKES_SHOWN = 20; // bad rows that are reported before reading stops
const SKIPPED_SHOWN = 10; // bad rows that are reported where they are skipped

/**
 * Turns the rows of a trace file into columns, and bad rows into diagnostics. A row is bad when a field cannot be used,
 * when fields are missing or too many, and when it is earlier than the last good row.
 * Cost: O(1) per row, nothing allocated for a good one.
 */
export class TraceRows {
  /** The first bad rows: at most 20, at most 10 where they are skipped. */
  readonly diagnostics: Diagnostic[] = [];
  readonly #file: string;
  readonly #format: TraceFormat;
  readonly #skipBadRows: boolean;
  readonly #requestLimit: number;
  readonly #columns = new TraceColumns();
  readonly #row: TraceRow = { second: 0, tick: 0, promptTokens: 0, outputTokens: 0 };
  #position: readonly number[] = []; // index among a row's fields of each of the format's columns
  #fieldCount = 0;
  #line = 0;
  #badCount = 0;
  #firstSecond = 0;
  #firstTick = 0;
  #lastMs = 0;
  #lastGoodLine = 0;

  /** @param file as the user named it */
  constructor(file: string, format: TraceFormat, skipBadRows: boolean, requestLimit: number) {
    this.#file = file;
    this.#format = format;
    this.#skipBadRows = skipBadRows;
    this.#requestLimit = requestLimit;
  }

  /** Bad rows so far. */
  get badCount(): number {
    return this.#badCount;
  }

  /**
   * Takes the header first, then row by row.
   * @param text the row as it stands in the file, with its end, after the ends of the empty lines before it
   * @throws InputError when reading cannot go on
   */
  add(fields: readonly string[], text: string): void {
    const row = this.#begin(text);
    if (this.#fieldCount === 0) this.#readHeader(fields, row);
    else this.#readRow(fields, row);
    for (let i = row.indexOf('\n'); i >= 0 && i < row.length - 1; i = row.indexOf('\n', i + 1)) this.#line++;
  }

  /** Takes a row that cannot be divided into fields. */
  addIndivisible(message: string, text: string): void {
    this.#addBad(message, 'expected fields between commas', this.#begin(text));
  }

  /**
   * @returns the requests of the good rows
   * @throws InputError with every mistake that was found, or when there is no good row
   */
  finish(): Trace {
    if (!this.#skipBadRows && this.#badCount > 0) throw new InputError(this.diagnostics);
    if (this.#columns.requestCount > 0) return this.#columns.toTrace();
    const message =
      this.#badCount > 0 ? `none of the ${this.#badCount} rows can be used` : 'the file has a header and no rows';
    const advice = `expected rows of ${this.#format.columns.join(',')}`;
    throw new InputError([{ message, file: this.#file, advice }, ...this.diagnostics]);
  }

  /** Goes to the next row, over empty lines: of each the parser keeps one character. @returns the row's own text */
  #begin(text: string): string {
    let start = 0;
    while (text[start] === '\n' || text[start] === '\r') start++;
    this.#line += start + 1;
    return start === 0 ? text : text.slice(start);
  }

  #readHeader(names: readonly string[], text: string): void {
    const { columns } = this.#format;
    for (const column of columns) {
      const count = names.filter((name) => name === column).length;
      if (count === 1) continue;
      const message = `the header has ${count === 0 ? 'no column' : 'more than one column'} ${quoted(column)}`;
      const place = { file: this.#file, line: this.#line, column: 1, excerpt: excerptOf(text) };
      throw new InputError([{ ...place, message, advice: `expected the columns ${columns.join(', ')}, each once` }]);
    }
    this.#fieldCount = names.length;
    this.#position = columns.map((column) => names.indexOf(column));
  }

  #readRow(fields: readonly string[], text: string): void {
    if (fields.length !== this.#fieldCount) {
      const message = `the row has ${fields.length === 1 ? '1 field' : `${fields.length} fields`}`;
      this.#addBad(message, `expected ${this.#fieldCount}, as in the header`, text);
      return;
    }
    const wrong = this.#format.decode(fields, this.#position, this.#row);
    if (wrong === undefined) this.#addRequest(fields, text);
    else this.#addBad(wrong.message, wrong.expected, text, this.#position[wrong.column]);
  }

  /** Checks the order and adds the decoded row; the difference to the first row is taken in whole ticks of 100 ns. */
  #addRequest(fields: readonly string[], text: string): void {
    const { second, tick, promptTokens, outputTokens } = this.#row;
    if (this.#columns.requestCount === 0) {
      this.#firstSecond = second;
      this.#firstTick = tick;
    }
    const arrivalMs = ((second - this.#firstSecond) * 1e7 + (tick - this.#firstTick)) / 1e4;
    const time = this.#position[0];
    if (arrivalMs < this.#lastMs) {
      const message = `${this.#format.columns[0]} ${quoted(fields[time])} is earlier than that of line ${this.#lastGoodLine}`;
      this.#addBad(message, 'expected rows in order of time', text, time);
    } else if (arrivalMs > NUMBER_LIMIT) {
      const message = `${this.#format.columns[0]} ${quoted(fields[time])} is more than 31 years after the first row`;
      this.#addBad(message, `expected at most ${NUMBER_LIMIT} ms`, text, time);
    } else {
      if (this.#columns.requestCount === this.#requestLimit) {
        const message = `the trace has more than ${this.#requestLimit} requests`;
        throw mistake(this.#file, message, 'split the trace into several files', this.#line);
      }
      this.#columns.add(arrivalMs, promptTokens, outputTokens);
      this.#lastMs = arrivalMs;
      this.#lastGoodLine = this.#line;
    }
  }

  /** Counts a bad row and reports it while there is room. Without skipping, reading stops when there is none. */
  #addBad(message: string, expected: string, text: string, field?: number): void {
    this.#badCount++;
    if (this.diagnostics.length === (this.#skipBadRows ? SKIPPED_SHOWN : MISTAKES_SHOWN)) return;
    const isLast = !this.#skipBadRows && this.#badCount === MISTAKES_SHOWN;
    const advice = [
      expected,
      ...(this.#skipBadRows ? [] : ['--skip-bad-rows leaves bad rows out']),
      ...(isLast ? [`reading stopped after ${MISTAKES_SHOWN} bad rows`] : []),
    ].join('; ');
    const excerpt = excerptOf(text);
    const span = field === undefined ? { column: 1, length: excerpt.length } : fieldSpan(excerpt, field);
    const place = { file: this.#file, line: this.#line, excerpt, ...span };
    this.diagnostics.push({ message, ...place, advice });
    if (isLast) throw new InputError(this.diagnostics);
  }
}
