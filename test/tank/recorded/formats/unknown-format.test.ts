import { expect, test } from 'vitest';
import { readTrace } from '../../../../src/tank/recorded/formats/read-trace.js';
import { mistakesOf, traceDirectory } from './trace-files.js';

/** Files that come near to a format: what they lack of it is told. */

const files = traceDirectory();
const toldOf = async (firstLine: string) => {
  const texts = await mistakesOf(
    readTrace(await files.write(`${firstLine}\n`), { format: undefined, skipBadRows: false }),
  );
  expect(texts).toHaveLength(1);
  expect(texts[0]).toMatch(/^trace-\d+\.csv:1: /);
  return texts[0].replace(/\n {4}/g, ' '); // lines that go on
};

test.each([
  [
    'TIMESTAMP,ContextToken,GeneratedTokens',
    'this looks like the format azure_llm, but the header has no column "ContextTokens"',
    'Did you mean "ContextToken"?',
  ],
  [
    'Timestamp,Model,Request tokens,Total tokens',
    'the format burstgpt, but the header has no column "Response tokens"',
    'the file has "Timestamp", "Model", "Request tokens", "Total tokens"',
  ],
  ['timestamp,contexttokens,generatedtokens', 'azure_llm', 'rename "timestamp" to "TIMESTAMP"; rename "contexttokens"'],
  [
    'session_id,start,input_tokens,output_tokens',
    'agent_sessions, but the header has no column "start_s"',
    'mean "start"',
  ],
  [
    '{"timestamp":0,"input_length":1}',
    'mooncake, but the first object has no key "output_length"',
    '--trace-format jsonl',
  ],
  ['{"timestamp":0,"input_len":1,"output_length":1}', 'mooncake, but the first object has no key', 'mean "input_len"?'],
  [
    '{"timestamp":0,"chat_id":1,"input_length":1,"output_length":1}',
    'qwen_bailian, but the first object has no key "parent_chat_id"',
    'the file has "timestamp", "chat_id"',
  ],
  ['prompt_tokens,output_tokens', 'csv, but the header has no column "arrival_ms"', 'workload.lengths of a scenario'],
  ['{"prompt_tokens":1,"output_tokens":1}', 'jsonl, but the first object has no key', '--columns arrival_s=NAME'],
])('%s', async (line, message, advice) => {
  const text = await toldOf(line);
  expect(text).toContain(message);
  expect(text).toContain(advice);
  expect(text).not.toContain('known formats');
});

test.each(['time,in,out', '0,5,5', '{"a":1}', 'TIMESTAMP,Tokens'])('near to none: %s', async (line) => {
  const text = await toldOf(line);
  expect(text).toContain('matches no known trace format');
  expect(text).toContain('known formats: azure_llm (');
});

test('a format that was asked for tells the nearest column too', async () => {
  const file = await files.write('TIMESTAMP,ContextToken,GeneratedTokens\n');
  const [text] = await mistakesOf(readTrace(file, { format: 'azure_llm', skipBadRows: false }));
  expect(text).toContain('the header has no column "ContextTokens"');
  expect(text).toContain('Did you mean "ContextToken"?');
});
