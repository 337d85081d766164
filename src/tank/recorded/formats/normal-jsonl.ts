import { columnsOf, decodeNormal, NORMAL_SIGNATURE, withTime } from './normal-form.js';
import { type FormatEntry, type FormatOptions, hasKeys, type JsonlFormat } from './trace-format.js';

/** The normal form as JSON Lines; an absent key, or null, says nothing. */
export const jsonl: FormatEntry = {
  summary: 'the normal form wavetank.trace/1, or other keys by a mapping (JSON Lines)',
  matches: (line) => hasKeys(line, ['arrival_ms']) || hasKeys(line, ['arrival_s']),
  signature: { text: 'jsonl', columns: NORMAL_SIGNATURE },
  create: (options, line) => objects(withTime(options, hasKeys(line, ['arrival_ms']))),
  ownKey: 'columns',
};

/** Reads rows that come as objects. */
export function objects(options: FormatOptions): JsonlFormat {
  const names = columnsOf(options);
  const { time, nameOf, named } = names;
  return {
    text: 'jsonl',
    required: [time.name],
    time,
    named,
    blockTokens: nameOf('block_tokens'),
    decode: (value, row) => decodeNormal((column) => value[nameOf(column)] ?? undefined, names, row),
  };
}
