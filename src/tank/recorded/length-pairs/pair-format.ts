import { EXPECTED_SOME_TOKENS, tokensOf, wrong } from '../formats/field-values.js';
import type { FieldMistake, TimesRead, TraceFormat, TraceRow } from '../formats/trace-format.js';

/** The columns of a file of lengths. */
export type PairColumns = readonly [prompt: string, output: string];

/** Names by which lengths are known: those of the normal form, and of the formats of traces. */
export const KNOWN_PAIRS: readonly PairColumns[] = [
  ['prompt_tokens', 'output_tokens'],
  ['input_tokens', 'output_tokens'],
  ['input_length', 'output_length'],
  ['ContextTokens', 'GeneratedTokens'],
  ['Request tokens', 'Response tokens'],
];

const NO_TIMES: TimesRead = { name: 'time', unit: undefined, isGiven: false, hasNumbers: false };

/** Reads the two columns of lengths of a file, and nothing else: all rows stand at time 0. */
export function pairFormat(text: TraceFormat['text'], columns: PairColumns): TraceFormat {
  const [prompt, output] = columns;
  const decode = (promptTokens: unknown, outputTokens: unknown, row: TraceRow): FieldMistake | undefined => {
    row.atMs = 0;
    row.promptTokens = tokensOf(promptTokens, 1);
    row.outputTokens = tokensOf(outputTokens, 1);
    if (!(row.promptTokens >= 1)) return wrong(prompt, promptTokens, EXPECTED_SOME_TOKENS);
    return row.outputTokens >= 1 ? undefined : wrong(output, outputTokens, EXPECTED_SOME_TOKENS);
  };
  const common = { required: columns, time: NO_TIMES };
  if (text === 'csv') {
    return {
      ...common,
      text,
      optional: [],
      decode: (fields, [first, second], row) => decode(fields[first], fields[second], row),
    };
  }
  const object = (value: Readonly<Record<string, unknown>>, row: TraceRow) =>
    decode(value[prompt] ?? undefined, value[output] ?? undefined, row);
  return text === 'jsonl' ? { ...common, text, decode: object } : { ...common, text, optional: [], decode: object };
}
