import { describe, expect, test } from 'vitest';
import { readTrace } from '../../../../src/tank/recorded/formats/read-trace.js';
import { mistakesOf, traceDirectory } from './trace-files.js';

/** One rule for the rows of every format: in order of time, or sorted on demand. */

const files = traceDirectory();

const AZURE = (at: number, prompt: number) => `2023-11-16 12:00:0${at},${prompt},1\n`;
const FORMATS: Readonly<Record<string, readonly [header: string, row: (at: number, prompt: number) => string]>> = {
  azure_llm: ['TIMESTAMP,ContextTokens,GeneratedTokens\n', AZURE],
  burstgpt: ['Timestamp,Request tokens,Response tokens\n', (at, prompt) => `${at},${prompt},1\n`],
  mooncake: ['', (at, prompt) => `{"timestamp":${1000 * at},"input_length":${prompt},"output_length":1}\n`],
  qwen_bailian: [
    '',
    (at, prompt) =>
      `{"timestamp":${at},"chat_id":${prompt},"parent_chat_id":-1,"input_length":${prompt},"output_length":1}\n`,
  ],
  csv: ['arrival_s,prompt_tokens\n', (at, prompt) => `${at},${prompt}\n`],
  jsonl: ['', (at, prompt) => `{"arrival_s":${at},"prompt_tokens":${prompt}}\n`],
};

describe.each(Object.entries(FORMATS))('%s', (name, [header, row]) => {
  const text = header + [[3, 1], [1, 2], [3, 3], [1, 4]].map(([at, prompt]) => row(at, prompt)).join(''); // prettier-ignore
  const read = async (sort?: boolean) =>
    readTrace(await files.write(text), { format: undefined, skipBadRows: false, sort });

  test('a row that is earlier than the one before is refused, with its place and what to do', async () => {
    const line = header === '' ? 2 : 3;
    const texts = await mistakesOf(read());
    expect(texts).toHaveLength(2);
    expect(texts[0]).toMatch(new RegExp(`:${line}:\\d+: .* is earlier than that of line ${line - 1}`));
    expect(texts[0]).toContain('--sort, or sort: true in the trace of a scenario, sorts them');
  });

  test('sorted, rows of one time stay as they are', async () => {
    const { arrivalMs, promptTokens } = (await read(true)).trace;
    expect([...promptTokens]).toEqual([2, 4, 1, 3]);
    expect([...arrivalMs]).toEqual([...arrivalMs].sort((a, b) => a - b));
    if (name === 'mooncake') return; // it spreads what stands together
    expect([...arrivalMs].map((ms) => ms - arrivalMs[0])).toEqual([0, 0, 2000, 2000, Infinity]);
  });
});

test('sessions of Mooncake are found in order of time', async () => {
  const line = (at: number, ids: readonly number[]) =>
    `${JSON.stringify({ timestamp: at, input_length: 512 * ids.length, output_length: 1, hash_ids: ids })}\n`;
  const file = await files.write(line(9000, [1, 2, 3]) + line(0, [1, 2]));
  const { trace } = await readTrace(file, { format: undefined, skipBadRows: false, sort: true });
  expect([...(trace.session ?? [])]).toEqual([0, 0]);
});
