import { basename } from 'node:path';
import { quoted } from '../../../core/input/index.js';
import type { LengthPairs } from '../../traffic/index.js';
import { parquetColumns } from '../formats/parquet-file.js';
import { readRows } from '../formats/read-trace.js';
import { PARQUET_MAGIC, readFirstLine } from '../formats/text-file.js';
import { columnAdvice, mistake } from '../formats/text-guard.js';
import { headerNames, objectKeys } from '../formats/trace-format.js';
import { DEFAULT_TRACE_LIMITS } from '../formats/trace-limits.js';
import { KNOWN_PAIRS, type PairColumns, pairFormat } from './pair-format.js';

export interface LengthFileSpec {
  /** Default: those by which lengths are known. */
  readonly columns?: { readonly prompt_tokens: string; readonly output_tokens: string } | undefined;
  /** Bad rows are counted and left out; else they are mistakes. */
  readonly skipBadRows: boolean;
}

export interface LengthFile {
  readonly pairs: LengthPairs;
  /** Of the bytes of the text, decompressed, or of the Parquet file, in hex. */
  readonly sha256: string;
  /** Bad rows that were left out, in words. */
  readonly warnings: readonly string[];
}

/**
 * Reads lengths of prompts and outputs: CSV or JSON Lines, plain or gzip, or Parquet, with a pair a row; times and other
 * columns do not count.
 * @param path as the user gave it; messages name it
 * @throws InputError for every mistake in the file: all bad rows up to 20 at once, unless they are skipped
 */
export async function readLengths(path: string, { columns, skipBadRows }: LengthFileSpec): Promise<LengthFile> {
  const firstLine = await readFirstLine(path, DEFAULT_TRACE_LIMITS);
  if (firstLine.startsWith('['))
    throw mistake(path, 'the file is a JSON list, not one pair of lengths per line', TEXTS, 1);
  const text = textOf(firstLine);
  const found = await namesOf(path, firstLine);
  const names: PairColumns | undefined = columns
    ? [columns.prompt_tokens, columns.output_tokens]
    : KNOWN_PAIRS.find((pair) => pair.every((name) => found.includes(name)));
  if (names === undefined) throw withoutPairs(path, found);
  const read = await readRows(path, pairFormat(text, names), DEFAULT_TRACE_LIMITS, { skipBadRows });
  const { promptTokens, outputTokens } = read.trace;
  const skipped = `${read.skippedRows} bad rows of the lengths in ${basename(path)} were skipped`;
  return {
    pairs: { promptTokens: inSharedMemory(promptTokens), outputTokens: inSharedMemory(outputTokens) },
    sha256: read.sha256,
    warnings: read.skippedRows > 0 ? [skipped] : [],
  };
}

function textOf(firstLine: string) {
  if (firstLine === PARQUET_MAGIC) return 'parquet';
  return firstLine.startsWith('{') ? 'jsonl' : 'csv';
}

async function namesOf(path: string, firstLine: string): Promise<readonly string[]> {
  const text = textOf(firstLine);
  if (text === 'parquet') return parquetColumns(path);
  return text === 'jsonl' ? objectKeys(firstLine) : headerNames(firstLine);
}

function withoutPairs(path: string, found: readonly string[]) {
  if (found.includes('conversations')) return mistake(path, 'the file has texts, not lengths', TEXTS, 1);
  const known = KNOWN_PAIRS.map((pair) => pair.join(' and ')).join(', or ');
  const begun = KNOWN_PAIRS.find((pair) => pair.some((name) => found.includes(name)));
  const lacking = (begun ?? KNOWN_PAIRS[0]).find((name) => !found.includes(name)) ?? KNOWN_PAIRS[0][0];
  const advice = `expected ${known}; or name its columns: lengths.columns: { prompt_tokens: …, output_tokens: … }; ${columnAdvice(lacking, found)}`;
  const what = begun === undefined ? 'columns of lengths by a known name' : `column ${lacking}`;
  return mistake(path, `the file has no ${what} (${quoted(found.join(','))})`, advice, 1);
}

const TEXTS =
  'count the tokens of each prompt and answer with the tokenizer of the model, and write a row for each: prompt_tokens,output_tokens';

/** Plans are posted to threads, which read one copy. */
function inSharedMemory(column: Int32Array): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(column.byteLength));
  shared.set(column);
  return shared;
}
