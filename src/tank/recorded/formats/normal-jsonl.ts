import { columnsOf, decodeNormal, withTime } from './normal-form.js';
import { type FormatEntry, type FormatOptions, hasKeys, type JsonlFormat } from './trace-format.js';

/** The normal form as JSON Lines; an absent key, or null, says nothing. */
export const jsonl: FormatEntry = {
  summary: 'the normal form wavetank.trace/1, or other keys by a mapping (JSON Lines)',
  matches: (line) => hasKeys(line, ['arrival_ms']) || hasKeys(line, ['arrival_s']),
  create: (options, line) => objects(withTime(options, hasKeys(line, ['arrival_ms']))),
  ownKey: 'columns',
};

/** Reads rows that come as objects. */
export function objects(options: FormatOptions): JsonlFormat {
  const { time, nameOf, named } = columnsOf(options);
  return {
    text: 'jsonl',
    required: [nameOf(time)],
    named,
    isUnordered: true,
    blockTokens: nameOf('block_tokens'),
    decode: (value, row) => decodeNormal((column) => value[nameOf(column)] ?? undefined, time, nameOf, row),
  };
}
