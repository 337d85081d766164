import { TOKEN_LIMIT } from '../limits.js';
import { quoted } from '../quoted.js';
import { type FieldMistake, hasColumns, type TraceFormat } from './trace-format.js';

/**
 * The BurstGPT traces: v1 is `Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type`, v2 has a session and
 * an elapsed time besides, which are not read. Times are seconds, whole or with decimals, from any origin. A response of
 * 0 tokens is a request that failed at its source: it is refused, and left out where bad rows are skipped.
 * Source: github.com/HPMLL/BurstGPT; Wang et al. (2025), BurstGPT, KDD.
 */
const COLUMNS = ['Timestamp', 'Request tokens', 'Response tokens'] as const;
const TIME = 0;
const PROMPT = 1;
const OUTPUT = 2;

const TICKS_PER_S = 1e7;

export const burstGpt: TraceFormat = {
  summary: 'BurstGPT traces, v1 and v2 (CSV)',
  columns: COLUMNS,
  matches: (firstLine) => hasColumns(firstLine, COLUMNS),
  decode(fields, position, row) {
    const time = fields[position[TIME]];
    if (!/^\d{1,10}(?:\.\d{1,9})?$/.test(time)) return mistake(TIME, time, 'expected seconds, such as 4281.5');
    const prompt = wholeNumber(fields[position[PROMPT]]);
    const output = wholeNumber(fields[position[OUTPUT]]);
    if (!(prompt >= 1)) return mistake(PROMPT, fields[position[PROMPT]], TOKENS);
    if (output === 0) return mistake(OUTPUT, '0', 'a request that failed at its source: --skip-bad-rows leaves it out');
    if (!(output >= 1)) return mistake(OUTPUT, fields[position[OUTPUT]], TOKENS);
    const ticks = Math.round(Number(time) * TICKS_PER_S);
    row.second = Math.floor(ticks / TICKS_PER_S);
    row.tick = ticks - row.second * TICKS_PER_S;
    row.promptTokens = prompt;
    row.outputTokens = output;
    return undefined;
  },
};

const TOKENS = `expected a whole number of tokens from 1 to ${TOKEN_LIMIT}`;

/** @returns NaN where the text is not a whole number of tokens */
function wholeNumber(text: string): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  return value <= TOKEN_LIMIT ? value : NaN;
}

function mistake(column: number, value: string, expected: string): FieldMistake {
  return { column, message: `${COLUMNS[column]} ${quoted(value)} cannot be used`, expected };
}
