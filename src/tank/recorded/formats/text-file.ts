import type { Hash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { InputError } from '../../../core/index.js';
import { mistake, NEWLINE, TextGuard } from './text-guard.js';
import type { TraceLimits } from './trace-limits.js';

/**
 * The bytes of a text file, plain or gzip, in order and within limits. Gzip is recognised by its first two bytes, not
 * by the name. At most a few chunks are in memory.
 * @param path as the user gave it; messages name it
 * @param hash takes every byte of the text as it goes by
 * @throws InputError when the file cannot be read, is damaged, or exceeds a limit
 */
export async function* readText(path: string, limits: TraceLimits, hash?: Hash): AsyncGenerator<Buffer> {
  const guard = new TextGuard(path, limits);
  try {
    const isCompressed = await isGzip(path);
    const source = createReadStream(path, { highWaterMark: limits.chunkBytes });
    for await (const chunk of isCompressed ? gunzip(source, limits) : bytes(source)) {
      guard.check(chunk, isCompressed ? source.bytesRead : Infinity);
      hash?.update(chunk);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(path, error);
  }
}

/** What a Parquet file begins with. */
export const PARQUET_MAGIC = 'PAR1';

/**
 * @returns the first line without its end and byte order mark, of a file that has one byte at least; of an object longer
 * than a line of CSV may be its beginning; PARQUET_MAGIC of Parquet
 */
export async function readFirstLine(path: string, limits: TraceLimits): Promise<string> {
  const start = await firstBytes(path, PARQUET_MAGIC.length).catch((error: unknown) => {
    throw error instanceof InputError ? error : unreadable(path, error);
  });
  if (start.toString('latin1') === PARQUET_MAGIC) return PARQUET_MAGIC;
  let head: Buffer = Buffer.alloc(0);
  const { lineBytes } = limits;
  for await (const chunk of readText(path, { ...limits, lineBytes: Math.max(lineBytes, limits.jsonLineBytes) })) {
    head = Buffer.concat([head, chunk]);
    if (chunk.includes(NEWLINE) || head.length > lineBytes) break;
  }
  if (head.length === 0) throw mistake(path, 'the file is empty', 'give a recorded trace with a header and rows');
  const end = head.indexOf(NEWLINE);
  const line = end === -1 ? head : head.subarray(0, end);
  if (line.length > lineBytes && !/^(?:\u00ef\u00bb\u00bf)?\{/.test(line.toString('latin1', 0, 4))) {
    const advice = 'give a recorded trace as text, one request per line';
    throw mistake(path, `the line is longer than ${lineBytes} bytes`, advice, 1);
  }
  if (line.includes(0)) throw mistake(path, 'the file is not text', 'give a recorded trace as UTF-8, plain or gzip');
  return line
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .replace(/\r$/, '');
}

/** The lines of a text, without their ends and the byte order mark. */
export async function* linesOf(text: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = []; // of the line that goes on
  let isFirst = true;
  const whole = () => {
    const line = parts.join('');
    parts = [];
    if (!isFirst) return line;
    isFirst = false;
    return line.replace(/^\ufeff/, '');
  };
  for await (const chunk of text) {
    const lines = decoder.write(chunk).split('\n');
    parts.push(lines[0]);
    for (let i = 1; i < lines.length; i++) {
      yield whole();
      parts.push(lines[i]);
    }
  }
  parts.push(decoder.end());
  const last = whole();
  if (last !== '') yield last;
}

async function isGzip(path: string): Promise<boolean> {
  const [first, second] = await firstBytes(path, 2);
  return first === 0x1f && second === 0x8b;
}

/** The bytes that a file begins with, fewer where it is shorter. */
async function firstBytes(path: string, count: number): Promise<Buffer> {
  const status = await stat(path);
  if (!status.isFile()) {
    const found = status.isDirectory() ? 'a directory' : 'a device or pipe';
    throw mistake(path, `this is ${found}, not a file`, 'give the path of a trace file');
  }
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function gunzip(source: ReadStream, { chunkBytes }: TraceLimits): AsyncIterable<Buffer> {
  const failureIsSeenByTheReader = (): void => undefined;
  return bytes(pipeline(source, createGunzip({ chunkSize: Math.max(64, chunkBytes) }), failureIsSeenByTheReader));
}

function bytes(stream: AsyncIterable<unknown>): AsyncIterable<Buffer> {
  return stream as AsyncIterable<Buffer>; // no encoding is set, so every chunk is a buffer
}

/** What Node says of a file that cannot be read, in words that name what to do. */
function unreadable(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  const [message, advice] = REASONS.get(error.code) ?? [
    `the file cannot be read (${error.code})`,
    'check the path, or copy the file to another place',
  ];
  return mistake(path, message, advice);
}

const DAMAGED = 'fetch or compress the file again';
const REASONS = new Map([
  ['ENOENT', ['the file does not exist', 'check the path, which is relative to the working directory or the scenario']],
  ['ENOTDIR', ['the file does not exist', 'a part of the path is a file, not a directory']],
  ['EACCES', ['no permission to read the file', 'check its permissions']],
  ['EPERM', ['no permission to read the file', 'check its permissions']],
  ['ERR_INVALID_ARG_VALUE', ['this cannot be the path of a file', 'check the path']],
  ['Z_BUF_ERROR', ['the gzip file is cut off: unexpected end of file', DAMAGED]],
  ['Z_DATA_ERROR', ['the gzip file is damaged', DAMAGED]],
]);
