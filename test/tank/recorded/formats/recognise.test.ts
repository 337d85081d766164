import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type FormatName, isDrawn, recogniseFormat } from '../../../../src/tank/recorded/formats/known-formats.js';
import { readTrace } from '../../../../src/tank/recorded/formats/read-trace.js';
import { formats } from '../../../../src/tank/recorded/formats/registry.js';
import { PARQUET_MAGIC, readFirstLine } from '../../../../src/tank/recorded/formats/text-file.js';
import { DEFAULT_TRACE_LIMITS } from '../../../../src/tank/recorded/formats/trace-limits.js';
import { VALID } from './fuzzed-files.js';
import { HEADER, mistakesOf, traceDirectory } from './trace-files.js';

const files = traceDirectory();
const MANY = Array.from({ length: 19_000 }, (_, i) => 4e9 + i); // ids of blocks that take more than 64 KiB
const MOONCAKE = { timestamp: 0, input_length: 512 * MANY.length, output_length: 5, hash_ids: MANY };
const BAILIAN = { chat_id: 1, parent_chat_id: -1, timestamp: 0.5, input_length: 16 * MANY.length, output_length: 5 };

/** First lines that formats may have besides those of the small valid files. */
const OTHERS: Readonly<Partial<Record<FormatName, readonly string[]>>> = {
  azure_llm: [
    HEADER,
    'TIMESTAMP,NumImages,ContextTokens,GeneratedTokens',
    '"GeneratedTokens","ContextTokens",TIMESTAMP',
  ],
  burstgpt: [
    'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type',
    'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type',
  ],
  mooncake: [
    '{"timestamp": 0, "input_length": 1, "output_length": 1, "hash_ids": [0]}',
    '{"output_length":1,"input_length":1,"timestamp":0}',
  ],
  qwen_bailian: [
    JSON.stringify({ ...BAILIAN, type: 'text', turn: 1, hash_ids: [1] }),
    '{"timestamp" : 1, "input_length" : 1, "chat_id" : "a", "parent_chat_id" : -1}',
  ],
  agent_sessions: [
    'session_id,turn,model,start_s,gap_s,input_tokens,output_tokens,duration_s,ttft_s',
    'output_tokens,input_tokens,start_s,session_id',
  ],
  servegen: ['{"client":0,"windows":[[0,1,1,"Gamma",1,1]],"datasets":[]}', '{"windows": [], "client": "a"}'],
  csv: ['arrival_ms', 'prompt_tokens,arrival_ms', 'arrival_s,prompt_tokens', 'arrival_s,arrival_ms'],
  jsonl: ['{"arrival_ms":0}', '{"prompt_tokens": 5, "arrival_s": 0}'],
  parquet: [PARQUET_MAGIC],
};

describe('a format is recognised from the first line', () => {
  test.each(Object.keys(formats) as FormatName[])('%s', (name) => {
    const lines = [...(OTHERS[name] ?? []), ...(name in VALID ? [VALID[name as keyof typeof VALID][0]] : [])];
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect([line, recogniseFormat(line)]).toEqual([line, name]);
  });

  test.each([
    '',
    ' ',
    '{',
    '{}',
    '[]',
    'null',
    'timestamp,input_length,output_length',
    '{"timestamp":0,"input_length":1}',
    '[{"timestamp":0,"input_length":1,"output_length":1}]',
    '{"timestamp":0,"input_length":1,"output_length":1,"chat_id":1}', // a chat without parent is neither of the two
    '{"a": "arrival_ms"}',
    'TIMESTAMP;ContextTokens;GeneratedTokens',
    'arrival_ms;prompt_tokens',
    'Arrival_ms',
    'PAR2',
  ])('none: %s', (line) => {
    expect(recogniseFormat(line)).toBeUndefined();
  });

  test('traffic is drawn from pools of clients alone', () => {
    expect((Object.keys(formats) as FormatName[]).filter(isDrawn)).toEqual(['servegen']);
  });
});

describe('an object of more than 64 KiB', () => {
  test.each([
    ['mooncake', JSON.stringify(MOONCAKE)],
    ['qwen_bailian', JSON.stringify({ ...BAILIAN, type: 'text', turn: 1, hash_ids: MANY })],
    [
      'jsonl',
      JSON.stringify({ arrival_ms: 0, prompt_tokens: 16 * MANY.length, block_tokens: 16, prefix_blocks: MANY }),
    ],
    [
      'servegen',
      JSON.stringify({ client: 1, windows: MANY.map((_, i) => [i * 600, 1, 1, 'Gamma', 1, 1]), datasets: [] }),
    ],
  ] as const)('of %s is recognised from its beginning, plain and gzip, and read', async (format, line) => {
    for (const text of [line, `\ufeff${line}\r\n`, gzipSync(line)]) {
      const file = await files.write(text);
      expect((await readFirstLine(file, DEFAULT_TRACE_LIMITS)).length).toBeGreaterThan(65_000);
      expect((await readTrace(file, { format: undefined, skipBadRows: false })).format).toBe(format);
    }
  });

  test('is recognised from the same beginning, however it is cut into chunks', async () => {
    const file = await files.write(JSON.stringify(MOONCAKE));
    for (const chunkBytes of [100, 4096, 65_536, 1_000_000]) {
      const line = await readFirstLine(file, { ...DEFAULT_TRACE_LIMITS, chunkBytes });
      expect(recogniseFormat(line)).toBe('mooncake');
    }
  });

  test('is not recognised when its keys stand behind the blocks, and read when its format is named', async () => {
    const { hash_ids, ...rest } = MOONCAKE;
    const file = await files.write(JSON.stringify({ hash_ids, ...rest }));
    const [text] = await mistakesOf(readTrace(file, { format: undefined, skipBadRows: false }));
    expect(text).toContain(':1: the first line "{');
    expect(text.length).toBeLessThan(2000);
    expect((await readTrace(file, { format: 'mooncake', skipBadRows: false })).trace.requestCount).toBe(1);
  });
});

describe('the normal form', () => {
  test.each([
    ['arrival_s,prompt_tokens\n99.5,1\n100.5,2\n', [0, 1000]],
    ['arrival_s,arrival_ms\n100,5\n99,7\n', [5, 7]],
    ['{"arrival_s":100.5}\n{"arrival_s":101}\n', [0, 500]],
    ['{"arrival_s":100.5,"arrival_ms":3}\n', [3]],
  ])('%j counts seconds from the first request, milliseconds from the start', async (text, expected) => {
    const { trace } = await readTrace(await files.write(text), { format: undefined, skipBadRows: false });
    expect([...trace.arrivalMs]).toEqual([...expected, Infinity]);
  });
});
