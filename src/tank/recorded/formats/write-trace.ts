import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { InputError } from '../../../core/index.js';
import { quoted, throughSibling } from '../../../core/input/index.js';
import type { Trace } from '../../trace/index.js';
import { mistake } from './text-guard.js';
import { DEFAULT_TRACE_LIMITS } from './trace-limits.js';
import { writeParquet } from './write-parquet.js';
import { type WrittenColumn, writtenColumns } from './written-columns.js';

/**
 * Writes a trace in the normal form, `wavetank.trace/1`, whole or not at all. What the form has no columns for is
 * not written: estimates of outputs, prefixes that are no blocks, wishes. What is written comes back the same, with
 * sessions, names and blocks numbered in order of appearance.
 * Cost: O(requests and blocks of prompts); text is made 64 KiB at a time, Parquet from a copy of the columns.
 * @param path its ending decides the form: `.csv`, `.jsonl`, either with `.gz`, or `.parquet`
 * @throws InputError for another ending, when the file cannot be written, and when a row is too long for its form
 */
export async function writeTrace(path: string, trace: Trace): Promise<void> {
  const write = writerOf(path);
  try {
    await throughSibling(path, (temporary) => write(temporary, trace, path));
  } catch (error) {
    throw unwritable(path, error);
  }
}

type Writer = (file: string, trace: Trace, path: string) => Promise<void>;

function writerOf(path: string): Writer {
  const ending = Object.keys(WRITERS).find((end) => path.endsWith(end));
  if (ending !== undefined) return WRITERS[ending];
  const advice = `expected a name that ends in ${Object.keys(WRITERS).join(', ')}`;
  throw mistake(path, `the ending of ${quoted(path)} is not that of a trace format`, advice);
}

/** A form of text. */
interface TextForm {
  /** With the ends of lines; empty where there is none. */
  header(columns: readonly WrittenColumn[]): string;
  row(columns: readonly WrittenColumn[], request: number): string;
  /** Most bytes of a line that `readTrace` takes. */
  readonly lineBytes: number;
}

const csv: TextForm = {
  header: (columns) => `${columns.map(({ name }) => name).join(',')}\n`,
  row: (columns, request) => `${columns.map(({ value }) => csvField(value(request))).join(',')}\n`,
  lineBytes: DEFAULT_TRACE_LIMITS.lineBytes,
};

const jsonl: TextForm = {
  header: () => '',
  row: (columns, request) =>
    `${JSON.stringify(Object.fromEntries(columns.map(({ name, value }) => [name, value(request)])))}\n`,
  lineBytes: DEFAULT_TRACE_LIMITS.jsonLineBytes,
};

const WRITERS: Readonly<Record<string, Writer>> = {
  '.csv': textWriter(csv, false),
  '.jsonl': textWriter(jsonl, false),
  '.csv.gz': textWriter(csv, true),
  '.jsonl.gz': textWriter(jsonl, true),
  '.parquet': writeParquet,
};

function csvField(value: number | string | readonly number[] | undefined): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'object') return value.join(' ');
  return value === undefined || !/[",\r\n]/.test(value) ? (value ?? '') : `"${value.replaceAll('"', '""')}"`;
}

function textWriter(form: TextForm, isCompressed: boolean): Writer {
  return async (file, trace, path) => {
    const text = Readable.from(textOf(trace, form, path));
    const sink = createWriteStream(file);
    await (isCompressed ? pipeline(text, createGzip(), sink) : pipeline(text, sink));
  };
}

const CHUNK = 65_536; // characters

function* textOf(trace: Trace, form: TextForm, path: string): Generator<string> {
  const columns = writtenColumns(trace);
  let text = form.header(columns);
  for (let request = 0; request < trace.requestCount; request++) {
    const row = form.row(columns, request);
    if (row.length > form.lineBytes / MOST_BYTES && Buffer.byteLength(row) > form.lineBytes) {
      const message = `request ${request + 1} makes a line of more than ${form.lineBytes} bytes`;
      throw mistake(path, message, 'use longer blocks of prompts, or write .jsonl or .parquet');
    }
    text += row;
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

const MOST_BYTES = 3; // of a UTF-16 unit in UTF-8

function unwritable(path: string, error: unknown): unknown {
  if (error instanceof InputError || !(error instanceof Error) || !('code' in error)) return error;
  return mistake(path, `the trace cannot be written here: ${error.message}`, 'choose another path');
}
