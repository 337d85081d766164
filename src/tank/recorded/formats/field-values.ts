import { NUMBER_LIMIT, quoted, TOKEN_LIMIT } from '../../../core/input/index.js';
import type { FieldMistake, TraceRow } from './trace-format.js';

/** What formats read fields with: text of CSV, values of JSON. */

export const EXPECTED_TOKENS = `expected a whole number of tokens from 0 to ${TOKEN_LIMIT}`;
export const EXPECTED_SOME_TOKENS = `expected a whole number of tokens from 1 to ${TOKEN_LIMIT}`;

/** @returns NaN for what is not a number; an empty text is none */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : NaN;
}

const NUMBER = /^[+-]?(?:\d{1,21}(?:\.\d{0,25})?|\.\d{1,25})(?:[eE][+-]?\d{1,3})?$/;

/** @returns a number of tokens, NaN for what is not a whole number from `least` to TOKEN_LIMIT */
export function tokensOf(value: unknown, least = 0): number {
  const tokens = numberOf(value);
  return Number.isInteger(tokens) && tokens >= least && tokens <= TOKEN_LIMIT ? tokens : NaN;
}

/** Writes a time in seconds since any instant, to 100 ns. @returns false when it is not one */
export function writeSeconds(value: unknown, row: TraceRow): boolean {
  const seconds = numberOf(value);
  if (!(seconds >= 0 && seconds <= NUMBER_LIMIT)) return false;
  row.second = Math.floor(seconds);
  row.tick = Math.round((seconds - row.second) * TICKS_PER_S);
  return true;
}

const TICKS_PER_S = 1e7;

/** @returns the ids of blocks, undefined for what is not a list of texts and whole numbers up to 2^53 */
export function blockIds(value: unknown): readonly (number | string)[] | undefined {
  if (!Array.isArray(value) || !value.every(isBlockId)) return undefined;
  return value.some((id) => typeof id === 'string') ? value.map(plainId) : value;
}

/** A whole number as text and as a number is the same id; as a number it takes less memory. */
function plainId(id: number | string): number | string {
  return WHOLE_NUMBER.test(String(id)) && Number.isSafeInteger(Number(id)) ? Number(id) : id;
}

const WHOLE_NUMBER = /^(?:0|-?[1-9]\d{0,15})$/;

function isBlockId(value: unknown): value is number | string {
  return typeof value === 'string' ? value.length <= ID_LENGTH : Number.isSafeInteger(value);
}

/** Most characters of an id. */
const ID_LENGTH = 200;

/**
 * Numbers beyond 2^53 are no ids: several of a file are the same number once it is read.
 * @returns an id, empty for none; undefined for what cannot be one
 */
export function idOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : undefined;
  return typeof value === 'string' && value.length <= ID_LENGTH ? value : undefined;
}

export const EXPECTED_ID = `expected text of at most ${ID_LENGTH} characters; ids of 2^53 and more are to be text, between quotes`;

/** A mistake about a value, which is shown. */
export function wrong(column: string, value: unknown, expected: string): FieldMistake {
  const shown = value === undefined ? 'is missing' : `${quoted(value)} cannot be used`;
  return { column, message: `${column} ${shown}`, expected };
}
