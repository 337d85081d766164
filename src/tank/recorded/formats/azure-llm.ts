import { quoted, TOKEN_LIMIT } from '../../../core/input/index.js';
import { digits } from './instant.js';
import { TimeColumn } from './time-column.js';
import { type CsvFormat, type FieldMistake, type FormatEntry, type FormatOptions, hasColumns } from './trace-format.js';

/**
 * The Azure LLM inference traces: `TIMESTAMP,ContextTokens,GeneratedTokens`. Those of 2023 give seven decimals and no
 * zone (`2023-11-16 18:15:46.6805900`), those of 2024 up to six and an offset (`2024-05-12 00:00:00.001163+00:00`).
 * Zero tokens are refused: every request of the source has a prompt and an answer.
 * Cost: about 0.15 µs a row beside the CSV parser, nothing allocated.
 * Source: github.com/Azure/AzurePublicDataset; Patel et al. (2024), Splitwise, ISCA; Stojkovic et al. (2025), DynamoLLM.
 */
const COLUMNS = ['TIMESTAMP', 'ContextTokens', 'GeneratedTokens'] as const;
const TIME = 0;
const PROMPT = 1;
const OUTPUT = 2;

export const azureLlm: FormatEntry = {
  summary: 'Azure LLM inference traces of 2023 and 2024 (CSV)',
  matches: (line) => hasColumns(line, COLUMNS),
  signature: { text: 'csv', columns: COLUMNS },
  create: reader,
};

function reader({ timeUnit }: FormatOptions): CsvFormat {
  const time = new TimeColumn(COLUMNS[TIME], { from: 'instant', given: timeUnit });
  return {
    text: 'csv',
    required: COLUMNS,
    time,
    optional: [],
    decode(fields, position, row) {
      const promptTokens = tokens(fields[position[PROMPT]]);
      const outputTokens = tokens(fields[position[OUTPUT]]);
      const wrong = time.read(fields[position[TIME]], row);
      if (wrong !== undefined) return wrong;
      if (promptTokens === 0) return tokenMistake(PROMPT, fields[position[PROMPT]]);
      if (outputTokens === 0) return tokenMistake(OUTPUT, fields[position[OUTPUT]]);
      row.promptTokens = promptTokens;
      row.outputTokens = outputTokens;
      return undefined;
    },
  };
}

/** @returns a number of tokens, 0 when `text` is not one */
function tokens(text: string): number {
  const value = text.length <= 8 ? digits(text, 0, text.length) : 0;
  return value >= 1 && value <= TOKEN_LIMIT ? value : 0;
}

function tokenMistake(column: number, text: string): FieldMistake {
  return {
    column: COLUMNS[column],
    message: `${COLUMNS[column]} ${quoted(text)} is not a number of tokens`,
    expected: `expected a whole number from 1 to ${TOKEN_LIMIT}`,
  };
}
