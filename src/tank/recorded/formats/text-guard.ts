import { InputError } from '../../../core/index.js';
import { listed, quoted, suggesting } from '../../../core/input/index.js';
import type { TraceLimits } from './trace-limits.js';

export const NEWLINE = 10;
const RETURN = 13;

/**
 * Watches the sizes of a text that is read in chunks: of the whole, of its lines, of its runs of empty lines, and of the
 * whole against the gzip that it came from.
 * Cost: one search for a line end per line.
 */
export class TextGuard {
  readonly #path: string;
  readonly #limits: TraceLimits;
  #textBytes = 0;
  #lineBytes = 0;
  #emptyLines = 0; // in a row, up to here
  #line = 1;

  constructor(path: string, limits: TraceLimits) {
    this.#path = path;
    this.#limits = limits;
  }

  /**
   * @param chunk the next bytes of the text
   * @param fileBytes bytes of gzip read so far, Infinity for plain text
   * @throws InputError when a limit is exceeded
   */
  check(chunk: Buffer, fileBytes: number): void {
    const { textBytes, gzipRatio, gzipRatioFromBytes } = this.#limits;
    this.#textBytes += chunk.length;
    if (this.#textBytes > textBytes) {
      throw mistake(this.#path, `the text is longer than ${textBytes} bytes`, 'split the trace into several files');
    }
    if (this.#textBytes > gzipRatioFromBytes && this.#textBytes > gzipRatio * fileBytes) {
      throw mistake(
        this.#path,
        `the gzip file expands more than ${gzipRatio} times, which no trace does`,
        'unpack the file and look at it before you use it',
      );
    }
    this.#checkLines(chunk);
  }

  #checkLines(chunk: Buffer): void {
    const { lineBytes } = this.#limits;
    for (let start = 0; start < chunk.length;) {
      const newline = chunk.indexOf(NEWLINE, start);
      const end = newline === -1 ? chunk.length : newline + 1;
      this.#lineBytes += end - start;
      if (this.#lineBytes > lineBytes) throw this.#tooLong(`the line is longer than ${lineBytes} bytes`);
      if (newline !== -1) this.#endLine(newline === 0 || chunk[newline - 1] === RETURN);
      start = end;
    }
  }

  /** @param mayBeReturn whether the character before the line's end is, or may be, a carriage return */
  #endLine(mayBeReturn: boolean): void {
    const isEmpty = this.#lineBytes === 1 || (this.#lineBytes === 2 && mayBeReturn);
    this.#emptyLines = isEmpty ? this.#emptyLines + 1 : 0;
    if (this.#emptyLines > this.#limits.lineBytes) throw this.#tooLong(`${this.#emptyLines} lines in a row are empty`);
    this.#lineBytes = 0;
    this.#line++;
  }

  #tooLong(message: string): InputError {
    return mistake(this.#path, message, 'give a recorded trace as text, one request per line', this.#line);
  }
}

/** An InputError about the file as a whole, or about one of its lines. */
export function mistake(file: string, message: string, advice: string, line?: number): InputError {
  return new InputError([{ file, message, advice, ...(line === undefined ? {} : { line }) }]);
}

/** What there is in place of a column that the user named. @param found the columns of the file */
export function columnAdvice(name: string, found: readonly string[]): string {
  return suggesting(`the file has ${listed(found.map(quoted))}`, name, found);
}
