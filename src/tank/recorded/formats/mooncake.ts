import { Streams } from '../../../core/index.js';
import { pathTo, type TraceColumns } from '../../trace/index.js';
import { blockIds, EXPECTED_SOME_TOKENS, EXPECTED_TOKENS, tokensOf, wrong, wrongBlocks } from './field-values.js';
import { TimeColumn } from './time-column.js';
import { type FormatEntry, type FormatOptions, hasKeys, type JsonlFormat } from './trace-format.js';

/**
 * The Mooncake traces: `{"timestamp", "input_length", "output_length", "hash_ids"}`, with times in ms and the id of each
 * block of 512 tokens of the prompt. Where most requests stand at the same time as the one before, and the others
 * seconds apart, they were written down in batches: each batch is spread at random, but always alike, over the time to
 * the next. A request belongs to the
 * session of an earlier one when its prompt begins with all that is full of the earlier's, two blocks at least.
 * Source: github.com/kvcache-ai/Mooncake; Qin et al. (2025), Mooncake, FAST.
 */
const REQUIRED = ['timestamp', 'input_length', 'output_length'] as const;
const [TIME, PROMPT, OUTPUT] = REQUIRED;
const BLOCK_TOKENS = 512;

export const mooncake: FormatEntry = {
  summary: 'Mooncake traces, with the blocks of prompts (JSON Lines)',
  matches: (line) => hasKeys(line, REQUIRED) && !hasKeys(line, ['chat_id']),
  signature: { text: 'jsonl', columns: REQUIRED },
  create: reader,
};

function reader({ timeUnit }: FormatOptions): JsonlFormat {
  const time = new TimeColumn(TIME, { unit: 'ms', from: 'start', given: timeUnit });
  return {
    text: 'jsonl',
    required: REQUIRED,
    time,
    decode(value, row) {
      const wrongTime = time.read(value[TIME], row);
      if (wrongTime !== undefined) return wrongTime;
      row.promptTokens = tokensOf(value[PROMPT], 1);
      row.outputTokens = tokensOf(value[OUTPUT]);
      if (!(row.promptTokens >= 1)) return wrong(PROMPT, value[PROMPT], EXPECTED_SOME_TOKENS);
      if (!(row.outputTokens >= 0)) return wrong(OUTPUT, value[OUTPUT], EXPECTED_TOKENS);
      const blocks = blockIds(value.hash_ids ?? []);
      if (blocks === undefined) return wrongBlocks('hash_ids', value.hash_ids);
      const expected = Math.ceil(row.promptTokens / BLOCK_TOKENS);
      if (blocks.length !== expected && blocks.length > 0) {
        const message = `hash_ids has ${blocks.length === 1 ? '1 id' : `${blocks.length} ids`}`;
        const ids = `expected ${expected}, one for each ${BLOCK_TOKENS} tokens of the prompt`;
        return { column: 'hash_ids', message, expected: ids };
      }
      row.blocks = blocks;
      row.blockTokens = BLOCK_TOKENS;
      return undefined;
    },
    finish(columns) {
      spreadBatches(columns);
      findSessions(columns);
    },
  };
}

/** Least usual time between batches that is taken for one, and least share of requests that stand with the one before. */
const LEAST_STEP_MS = 1000;
const LEAST_SHARE = 0.5;

/** Spreads requests that were written down in batches over the time to the next batch, at most the usual one. */
function spreadBatches(columns: TraceColumns): void {
  const { arrivalMs, requestCount } = columns;
  const steps = [];
  for (let request = 1; request < requestCount; request++) {
    const gapMs = arrivalMs[request] - arrivalMs[request - 1];
    if (gapMs > 0) steps.push(gapMs);
  }
  const stepMs = steps.sort((a, b) => a - b)[steps.length >> 1] ?? 0;
  if (stepMs < LEAST_STEP_MS || requestCount - 1 - steps.length < LEAST_SHARE * requestCount) return;
  const random = new Streams('mooncake', 0).named('spread');
  for (let first = 0; first < requestCount;) {
    let end = first + 1;
    while (end < requestCount && arrivalMs[end] === arrivalMs[first]) end++;
    const roomMs = end === requestCount ? stepMs : Math.min(stepMs, arrivalMs[end] - arrivalMs[first]);
    const spread = Float64Array.from({ length: end - first }, () => random.uniform() * roomMs).sort();
    for (let i = 0; i < spread.length; i++) arrivalMs[first + i] += spread[i];
    first = end;
  }
}

/** Blocks that every prompt may share; what follows them tells sessions apart. */
const COMMON_BLOCKS = 1;

function findSessions(columns: TraceColumns): void {
  const { requestCount, promptTokens, tree } = columns;
  const sessionAt = new Map<number, number>(); // by the last full block of a request
  const path: number[] = [];
  let sessionCount = 0;
  for (let request = 0; request < requestCount; request++) {
    const blockCount = pathTo(columns.get('lastBlock', request), tree.parent, path);
    const full = Math.min(blockCount, Math.floor(promptTokens[request] / BLOCK_TOKENS));
    let session = -1;
    for (let i = full - 1; i >= COMMON_BLOCKS && session < 0; i--) session = sessionAt.get(path[i]) ?? -1;
    if (session < 0) session = sessionCount++;
    columns.set('session', request, session);
    if (full > COMMON_BLOCKS) sessionAt.set(path[full - 1], session);
  }
}
