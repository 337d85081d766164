import { quoted, TOKEN_LIMIT } from '../../../core/input/index.js';
import { type CsvFormat, type FieldMistake, type FormatEntry, hasColumns, type TraceRow } from './trace-format.js';

/**
 * The Azure LLM inference traces: `TIMESTAMP,ContextTokens,GeneratedTokens`. Those of 2023 give seven decimals and no
 * zone (`2023-11-16 18:15:46.6805900`), those of 2024 up to six and an offset (`2024-05-12 00:00:00.001163+00:00`);
 * all times are UTC. Zero tokens are refused: every request of the source has a prompt and an answer.
 * Cost: about 0.15 µs a row beside the CSV parser, nothing allocated.
 * Source: github.com/Azure/AzurePublicDataset; Patel et al. (2024), Splitwise, ISCA; Stojkovic et al. (2025), DynamoLLM.
 */
const COLUMNS = ['TIMESTAMP', 'ContextTokens', 'GeneratedTokens'] as const;
const TIME = 0;
const PROMPT = 1;
const OUTPUT = 2;

export const azureRows: CsvFormat = {
  text: 'csv',
  required: COLUMNS,
  optional: [],
  decode(fields, position, row) {
    const promptTokens = tokens(fields[position[PROMPT]]);
    const outputTokens = tokens(fields[position[OUTPUT]]);
    if (!decodeTime(fields[position[TIME]], row)) return timeMistake(fields[position[TIME]]);
    if (promptTokens === 0) return tokenMistake(PROMPT, fields[position[PROMPT]]);
    if (outputTokens === 0) return tokenMistake(OUTPUT, fields[position[OUTPUT]]);
    row.promptTokens = promptTokens;
    row.outputTokens = outputTokens;
    return undefined;
  },
};

export const azureLlm: FormatEntry = {
  summary: 'Azure LLM inference traces of 2023 and 2024 (CSV)',
  matches: (line) => hasColumns(line, COLUMNS),
  create: () => azureRows,
};

/** @returns a number of tokens, 0 when `text` is not one */
function tokens(text: string): number {
  const value = text.length <= 8 ? digits(text, 0, text.length) : 0;
  return value >= 1 && value <= TOKEN_LIMIT ? value : 0;
}

/** Writes `second` and `tick`. @returns false when `text` is not a real instant */
function decodeTime(text: string, row: TraceRow): boolean {
  const isShaped = text[4] === '-' && text[7] === '-' && text[10] === ' ' && text[13] === ':' && text[16] === ':';
  const zoneStart = fractionEnd(text);
  if (!isShaped || !isUtc(text, zoneStart)) return false;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  if (!(year >= 1970 && month >= 1 && month <= 12 && day >= 1)) return false;
  const midnight = Date.UTC(year, month - 1, day);
  if (midnight >= Date.UTC(year, month, 1)) return false; // a day that its month does not have
  if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59)) return false;
  row.second = midnight / 1000 + hour * 3600 + minute * 60 + second;
  row.tick =
    zoneStart === SECONDS_END ? 0 : digits(text, SECONDS_END + 1, zoneStart) * TICKS[zoneStart - SECONDS_END - 1];
  return true;
}

const SECONDS_END = 19; // characters of YYYY-MM-DD hh:mm:ss
const DECIMALS = 7;
const TICKS = [1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1]; // by number of decimals, what the last of them is worth

/** @returns the index after a fraction of 1…7 decimals, the end of the seconds when there is none */
function fractionEnd(text: string): number {
  if (text[SECONDS_END] !== '.') return SECONDS_END;
  let end = SECONDS_END + 1;
  while (end <= SECONDS_END + DECIMALS && isDigit(text.charCodeAt(end))) end++;
  return end === SECONDS_END + 1 ? SECONDS_END : end;
}

function isUtc(text: string, zoneStart: number): boolean {
  if (text.length === zoneStart) return true;
  return (
    (text.length === zoneStart + 1 && text.endsWith('Z')) || (text.length === zoneStart + 6 && text.endsWith('+00:00'))
  );
}

/** @returns the whole number in [from, to), NaN when there is another character or none at all */
function digits(text: string, from: number, to: number): number {
  let value = from < to ? 0 : NaN;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    value = isDigit(code) ? value * 10 + code - 48 : NaN;
  }
  return value;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function timeMistake(text: string): FieldMistake {
  return {
    column: COLUMNS[TIME],
    message: `${COLUMNS[TIME]} ${quoted(text)} is not a date and time`,
    expected: 'expected YYYY-MM-DD hh:mm:ss in UTC with up to 7 decimals, such as 2023-11-16 18:15:46.6805900',
  };
}

function tokenMistake(column: number, text: string): FieldMistake {
  return {
    column: COLUMNS[column],
    message: `${COLUMNS[column]} ${quoted(text)} is not a number of tokens`,
    expected: `expected a whole number from 1 to ${TOKEN_LIMIT}`,
  };
}
