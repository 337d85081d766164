import { quoted, TOKEN_LIMIT } from '../../../core/input/index.js';
import type { FieldMistake } from './trace-format.js';

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

/** @returns the ids of blocks, undefined for what is not a list of texts and whole numbers */
export function blockIds(value: unknown): readonly (number | string)[] | undefined {
  if (!Array.isArray(value) || !value.every(isBlockId)) return undefined;
  return value.some((id) => typeof id === 'string') ? value.map(plainId) : value;
}

/** Why `blockIds` refused a value: it is no list, or one of its ids cannot be used. */
export function wrongBlocks(column: string, value: unknown): FieldMistake {
  if (!Array.isArray(value)) return wrong(column, value, EXPECTED_BLOCKS);
  const place = value.findIndex((id) => !isBlockId(id));
  return { ...wrong(`${column}[${place}]`, value[place], EXPECTED_ID), column };
}

const EXPECTED_BLOCKS = 'expected the ids of the blocks: separated by spaces in CSV, otherwise a list';

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
 * Ids are only compared. Whole numbers of any size are ids (json-line.ts has large ones as text); a number that is not
 * whole, or is written with an exponent beyond 2^53, is none: several of a file would be the same once they are read.
 * @returns an id, empty for none; undefined for what cannot be one
 */
export function idOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : undefined;
  return typeof value === 'string' && value.length <= ID_LENGTH ? value : undefined;
}

export const EXPECTED_ID = `expected text of at most ${ID_LENGTH} characters, or a whole number without an exponent`;

/** A mistake about a value, which is shown. */
export function wrong(column: string, value: unknown, expected: string): FieldMistake {
  const shown = value === undefined ? 'is missing' : `${quoted(value)} cannot be used`;
  return { column, message: `${column} ${shown}`, expected };
}
