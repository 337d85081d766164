import type { Hash } from 'node:crypto';
import { type Diagnostic, InputError } from '../../../core/index.js';
import { quoted } from '../../../core/input/index.js';
import { linesOf, readText } from '../formats/text-file.js';
import { mistake } from '../formats/text-guard.js';
import { DEFAULT_TRACE_LIMITS, type TraceLimits } from '../formats/trace-limits.js';
import { type ClientPool, type PoolClient, requestsOf } from './client-pool.js';
import { clientOf, LineMistake } from './pool-line.js';

/** Bounds on the file of a pool. */
export interface PoolLimits extends TraceLimits {
  readonly clients: number;
  /** Most windows of all clients. */
  readonly windows: number;
  /** Most lengths in the distributions of all clients, those of prompts and answers together. */
  readonly values: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_POOL_LIMITS: PoolLimits = {
  ...DEFAULT_TRACE_LIMITS,
  lineBytes: 64 * MIB, // 14 days of a client with 13,000 different lengths take 12 MiB
  chunkBytes: MIB, // a line is put together anew with every chunk
  clients: 100_000,
  windows: 10_000_000,
  values: 50_000_000,
};

const MISTAKES_SHOWN = 20; // bad lines that are reported before reading stops

/**
 * Reads a pool of clients: JSON Lines, plain or gzip, one client a line, `{"client", "windows", "datasets"}`. A window
 * is `[t, rate, cv, pattern, shape, scale]` for 600 s; the scale is not used, as it fits only the part of the window in
 * which the client was active, and follows from rate and shape. A data set is `{"t", "input_tokens", "output_tokens"}`
 * for 6 hours, its lists of `[tokens, probability]` are brought to a sum of 1; other keys are ignored.
 * Cost: O(size of the file); one line at a time is in memory as text and JSON.
 * @param path as the user gave it; messages name it
 * @param hash takes every byte of the text
 * @throws InputError for every mistake in the file: at most one a line, up to 20 lines at once
 */
export async function readPool(path: string, limits: Partial<PoolLimits> = {}, hash?: Hash): Promise<ClientPool> {
  const reader = new PoolReader(path, { ...DEFAULT_POOL_LIMITS, ...limits });
  try {
    for await (const line of linesOf(readText(path, reader.limits, hash))) reader.add(line);
  } catch (error) {
    throw reader.withEarlier(error);
  }
  return reader.finish();
}

class PoolReader {
  readonly limits: PoolLimits;
  readonly #path: string;
  readonly #clients: PoolClient[] = [];
  readonly #lineOf = new Map<string, number>(); // by name of the client
  readonly #diagnostics: Diagnostic[] = [];
  #line = 0;
  #windowCount = 0;
  #valueCount = 0;
  #requests = 0;

  constructor(path: string, limits: PoolLimits) {
    this.#path = path;
    this.limits = limits;
  }

  add(line: string): void {
    this.#line++;
    if (line.trim() === '') return;
    try {
      this.#addClient(clientOf(line));
    } catch (error) {
      if (!(error instanceof LineMistake)) throw error;
      const { message, expected } = error.mistake;
      this.#diagnostics.push({ file: this.#path, line: this.#line, message, advice: expected });
      if (this.#diagnostics.length === MISTAKES_SHOWN) throw new InputError(this.#diagnostics);
    }
  }

  finish(): ClientPool {
    if (this.#diagnostics.length > 0) throw new InputError(this.#diagnostics);
    if (this.#clients.length === 0) throw mistake(this.#path, 'the file has no client', 'expected one client per line');
    if (this.#requests === 0) {
      throw mistake(this.#path, 'no client sends anything', 'give at least one window a rate above 0');
    }
    return { clients: this.#clients };
  }

  /** The bad lines that were found before reading had to stop belong to the same answer. */
  withEarlier(error: unknown): unknown {
    const earlier = this.#diagnostics;
    if (!(error instanceof InputError) || earlier.length === 0 || error.diagnostics === earlier) return error;
    return new InputError([...earlier, ...error.diagnostics]);
  }

  #addClient(client: PoolClient): void {
    const { name, windows, lengths } = client;
    const earlier = this.#lineOf.get(name);
    if (earlier !== undefined) {
      throw new LineMistake({
        column: 'client',
        message: `client ${quoted(name)} is already on line ${earlier}`,
        expected: 'expected one line for each client',
      });
    }
    this.#lineOf.set(name, this.#line);
    this.#clients.push(client);
    this.#windowCount += windows.startS.length;
    this.#valueCount += lengths.promptTokens.tokens.length + lengths.outputTokens.tokens.length;
    this.#requests += requestsOf(client);
    this.#check('clients', this.#clients.length);
    this.#check('windows', this.#windowCount);
    this.#check('values', this.#valueCount);
  }

  #check(what: 'clients' | 'windows' | 'values', count: number): void {
    if (count <= this.limits[what]) return;
    const message = `the pool has more than ${this.limits[what]} ${NAMES[what]}`;
    throw mistake(this.#path, message, 'use fewer clients', this.#line);
  }
}

const NAMES = { clients: 'clients', windows: 'windows', values: 'values in input_tokens and output_tokens' };
