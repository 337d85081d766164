import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { CsvError, Parser } from 'csv-parse';
import { type Diagnostic, InputError, Streams } from '../../../core/index.js';
import { drawPool } from '../client-pool/draw-pool.js';
import { readPool } from '../client-pool/read-pool.js';
import type { Trace } from '../../trace/index.js';
import { parseJsonLine } from './json-line.js';
import { type FormatName, recogniseFormat } from './known-formats.js';
import { parquetColumns, readParquet } from './parquet-file.js';
import { formats } from './registry.js';
import { linesOf, PARQUET_MAGIC, readFirstLine, readText } from './text-file.js';
import { mistake } from './text-guard.js';
import { DEFAULT_TRACE_LIMITS, type TraceLimits } from './trace-limits.js';
import type { CsvFormat, FormatOptions, JsonlFormat, TraceFormat } from './trace-format.js';
import { TraceRows } from './trace-rows.js';
import { unitHint } from './unit-hint.js';
import { unknownFormat } from './unknown-format.js';

export interface TraceReadOptions {
  /** Recognised from the first line where undefined. */
  readonly format: FormatName | undefined;
  /** Bad rows are counted and left out; else they are errors. */
  readonly skipBadRows: boolean;
  /** Rows are put in order of time, those of one instant as they are; else one that is earlier than the row before is bad. */
  readonly sort?: boolean | undefined;
  readonly formatOptions?: FormatOptions | undefined;
  readonly limits?: Partial<TraceLimits>;
}

export interface TraceReadResult {
  readonly trace: Trace;
  readonly format: FormatName;
  /** Of the bytes of the text, decompressed, or of the Parquet file, in hex. */
  readonly sha256: string;
  readonly skippedRows: number;
  /** At most 10. */
  readonly firstSkipped: readonly Diagnostic[];
  /** What may be wrong with the file as a whole, and what to do. */
  readonly hints: readonly string[];
}

/**
 * Reads a recorded trace: CSV or JSON Lines as UTF-8 text, plain or gzip, or Parquet; from a pool of clients it is drawn.
 * Where times are instants, the first request arrives at 0.
 * Cost: O(rows); 16 to 38 bytes of memory a row, up to three times that while the columns grow.
 * @param path as the user gave it; messages name it
 * @throws InputError for every mistake in the file: all bad rows up to 20 at once, unless they are skipped
 */
export async function readTrace(path: string, options: TraceReadOptions): Promise<TraceReadResult> {
  const limits = { ...DEFAULT_TRACE_LIMITS, ...options.limits };
  const firstLine = await readFirstLine(path, limits);
  const format = options.format ?? recogniseFormat(firstLine);
  if (format === undefined) {
    throw unknownFormat(path, firstLine);
  }
  const { create } = formats[format];
  if (create === undefined) return readDrawn(path, format, options);
  const isParquet = firstLine === PARQUET_MAGIC;
  if (isParquet !== (format === 'parquet')) {
    const message = isParquet
      ? 'the file is Parquet, but another format is named'
      : 'the file is not Parquet, but that format is named';
    throw mistake(path, message, 'name the right format, or none: it is detected');
  }
  const head = isParquet ? (await parquetColumns(path)).join(',') : firstLine;
  const reader = create(options.formatOptions ?? {}, head);
  const read = await readRows(path, reader, limits, options);
  const hint = unitHint(read.trace, reader.time);
  return { ...read, format, hints: hint === undefined ? [] : [hint] };
}

/**
 * Reads the rows of a file by a reader.
 * @throws InputError for every mistake in the file
 */
export async function readRows(
  path: string,
  reader: TraceFormat,
  limits: TraceLimits,
  options: Pick<TraceReadOptions, 'skipBadRows' | 'sort'>,
): Promise<Omit<TraceReadResult, 'format' | 'hints'>> {
  const { skipBadRows, sort = false } = options;
  const rows = new TraceRows(path, reader, { skipBadRows, sort, requestLimit: limits.requests });
  const sha256 = createHash('sha256');
  try {
    const text = readText(path, { ...limits, lineBytes: lineBytes(reader, limits) }, sha256);
    if (reader.text === 'csv') await pipeline(text, await rowParser(path, reader, rows, limits));
    else if (reader.text === 'jsonl') for await (const line of linesOf(text)) addLine(line, reader, rows);
    else {
      while ((await text.next()).done !== true); // all bytes are hashed
      await readParquet(path, reader, (row) => {
        rows.addObject(reader, row, '');
      });
    }
  } catch (error) {
    throw skipBadRows ? error : withEarlier(rows.diagnostics, error);
  }
  const trace = rows.finish();
  const firstSkipped = rows.diagnostics;
  return { trace, sha256: sha256.digest('hex'), skippedRows: rows.badCount, firstSkipped };
}

const HOUR_MS = 3_600_000;

/** Traffic drawn from a pool of clients, from `fromMs` on of the pool's time; the SHA-256 is of the pool. */
async function readDrawn(path: string, format: FormatName, options: TraceReadOptions): Promise<TraceReadResult> {
  const { limits = {}, formatOptions: { draw = {} } = {} } = options;
  const { ratePerS, fromMs = 0, toMs = fromMs + HOUR_MS, seed = 'servegen' } = draw;
  const sha256 = createHash('sha256');
  const pool = await readPool(path, limits, sha256);
  try {
    const streams = new Streams(seed, 0);
    const trace = drawPool(pool, {
      fromMs,
      durationMs: toMs - fromMs,
      ratePerS,
      streams,
      requestLimit: limits.requests,
    });
    return { trace, format, sha256: sha256.digest('hex'), skippedRows: 0, firstSkipped: [], hints: [] };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw mistake(path, error.message, 'choose another part of its time (from, to), or another rate');
  }
}

/** Most bytes of a line; Parquet has none. */
function lineBytes(format: TraceFormat, limits: TraceLimits): number {
  if (format.text === 'parquet') return Infinity;
  return format.text === 'jsonl' ? limits.jsonLineBytes : limits.lineBytes;
}

/**
 * The CSV parser as a sink: every row goes to `rows` at once and none into the stream's output. Quotes in odd places
 * are kept as text, so that the message about the field shows them.
 */
async function rowParser(
  path: string,
  format: CsvFormat,
  rows: TraceRows,
  { lineBytes }: TraceLimits,
): Promise<Parser> {
  const { parse } = await import('csv-parse'); // most commands read no CSV
  const parser = parse({
    bom: true,
    raw: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: lineBytes,
    skip_records_with_error: true,
    on_record: (row: unknown) => {
      const { record, raw } = row as { readonly record: readonly string[]; readonly raw: string }; // form of `raw: true`
      rows.addFields(format, record, raw);
      return null;
    },
    on_skip: (error, raw) => {
      if (error?.code === 'CSV_MAX_RECORD_SIZE') throw longRow(path, error, lineBytes);
      rows.addIndivisible('the row has an opening quote and no closing one', raw ?? '');
    },
  });
  return parser.resume(); // without a reader the end would never be reached
}

function addLine(line: string, format: JsonlFormat, rows: TraceRows): void {
  if (line.trim() === '') {
    rows.skipLine();
    return;
  }
  let value: unknown;
  try {
    value = parseJsonLine(line);
  } catch {
    value = undefined; // no object: the row is bad
  }
  rows.addObject(format, value, line);
}

function longRow(path: string, error: CsvError, lineBytes: number): InputError {
  const line = typeof error.lines === 'number' ? error.lines : undefined;
  return mistake(
    path,
    `the row is longer than ${lineBytes} bytes`,
    'look for an opening quote without a closing one',
    line,
  );
}

/** The bad rows that were found before reading had to stop belong to the same answer. */
function withEarlier(earlier: readonly Diagnostic[], error: unknown): unknown {
  if (!(error instanceof InputError) || earlier.length === 0 || error.diagnostics.includes(earlier[0])) return error;
  return new InputError([...earlier, ...error.diagnostics]);
}
