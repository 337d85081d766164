import {
  blockIds,
  EXPECTED_ID,
  EXPECTED_SOME_TOKENS,
  EXPECTED_TOKENS,
  idOf,
  tokensOf,
  wrong,
  wrongBlocks,
} from './field-values.js';
import { TimeColumn } from './time-column.js';
import { type FormatEntry, type FormatOptions, hasKeys, type JsonlFormat } from './trace-format.js';
import { WaitingSessions } from './waiting-sessions.js';

/**
 * The Qwen-Bailian usage traces: `{"chat_id", "parent_chat_id", "timestamp", "input_length", "output_length", "type",
 * "turn", "hash_ids"}`, with times in seconds and the id of each block of 16 tokens of the prompt. A request whose
 * parent is in the file belongs to its session, wherever the parent stands; −1 is no parent. The type becomes the class.
 * Source: github.com/alibaba-edu/qwen-bailian-usagetraces-anon.
 */
const REQUIRED = ['timestamp', 'chat_id', 'parent_chat_id', 'input_length', 'output_length'] as const;
const [TIME, CHAT, PARENT, PROMPT, OUTPUT] = REQUIRED;
const SIGNATURE = [CHAT, PARENT, TIME, PROMPT];
const NO_PARENT = '-1';
const BLOCK_TOKENS = 16;

export const qwenBailian: FormatEntry = {
  summary: 'Qwen-Bailian usage traces, with the blocks of prompts (JSON Lines)',
  matches: (line) => hasKeys(line, SIGNATURE),
  signature: { text: 'jsonl', columns: SIGNATURE },
  create: reader,
};

function reader({ timeUnit }: FormatOptions): JsonlFormat {
  const time = new TimeColumn(TIME, { unit: 's', from: 'instant', given: timeUnit });
  const sessions = new WaitingSessions();
  return {
    text: 'jsonl',
    required: REQUIRED,
    time,
    decode(value, row) {
      const wrongTime = time.read(value[TIME], row);
      if (wrongTime !== undefined) return wrongTime;
      const chat = idOf(value[CHAT]);
      if (chat === undefined || chat === '') return wrong(CHAT, value[CHAT], EXPECTED_ID);
      const parent = idOf(value[PARENT]);
      if (parent === undefined) return wrong(PARENT, value[PARENT], EXPECTED_ID);
      row.promptTokens = tokensOf(value[PROMPT], 1);
      row.outputTokens = tokensOf(value[OUTPUT]);
      if (!(row.promptTokens >= 1)) return wrong(PROMPT, value[PROMPT], EXPECTED_SOME_TOKENS);
      if (!(row.outputTokens >= 0)) return wrong(OUTPUT, value[OUTPUT], EXPECTED_TOKENS);
      const blocks = blockIds(value.hash_ids ?? []);
      if (blocks === undefined) return wrongBlocks('hash_ids', value.hash_ids);
      const most = Math.ceil(row.promptTokens / BLOCK_TOKENS);
      if (blocks.length > most) return wrong('hash_ids', blocks.length, `expected at most ${most} ids in the prompt`);
      const type = idOf(value.type);
      if (type === undefined) return wrong('type', value.type, EXPECTED_ID);
      row.session = sessions.add(chat, parent === NO_PARENT ? '' : parent);
      row.requestClass = type;
      row.blocks = blocks;
      row.blockTokens = BLOCK_TOKENS;
      return undefined;
    },
    finish(columns, names) {
      sessions.join(columns, names);
    },
  };
}
