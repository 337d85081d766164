import { describe, expect, test } from 'vitest';
import { readTrace } from '../../../../src/tank/recorded/formats/read-trace.js';
import type { TraceLimits } from '../../../../src/tank/recorded/formats/trace-limits.js';
import { mistakesOf, traceDirectory } from './trace-files.js';

const files = traceDirectory();
const read = async (text: string, limits: Partial<TraceLimits> = {}) =>
  readTrace(await files.write(text), { format: undefined, skipBadRows: false, limits });

describe.each([
  ['csv', 'arrival_ms,x\n', (n: number) => `1,${'x'.repeat(n - 2)}`],
  ['jsonl', '{"arrival_ms":0}\n', (n: number) => `{"arrival_ms":1,"x":"${'x'.repeat(n - 23)}"}`],
])('a line of %s', (_format, head, lineOf) => {
  test.each(['\n', '\r\n', ''])('may have as many bytes as the limit, its end %j included', async (end) => {
    const limits = { lineBytes: 100, jsonLineBytes: 100 };
    for (const length of [98, 99, 100]) await read(head + lineOf(length - end.length) + end, limits);
    for (const length of [101, 102, 150]) {
      const [text] = await mistakesOf(read(head + lineOf(length - end.length) + end, limits));
      expect(text).toContain(':2: the line is longer than 100 bytes');
    }
  });
});

describe('an object', () => {
  test('may take 16 MiB, and no more', async () => {
    const lineOf = (bytes: number) => `{"arrival_ms":0,"x":"${'é'.repeat((bytes - 24) / 2)}"}\n`;
    expect((await read(lineOf(2 ** 24))).trace.requestCount).toBe(1);
    expect((await mistakesOf(read(lineOf(2 ** 24 + 2))))[0]).toContain(':1: the line is longer than 16777216 bytes');
  });

  test.each([
    ['is no JSON', '['.repeat(2 ** 20), 'the line is not a JSON object'],
    ['is a time', `{"arrival_ms":${'['.repeat(2 ** 20)}${']'.repeat(2 ** 20)}}`, 'arrival_ms a list cannot be used'],
    [
      'is a session',
      `{"arrival_ms":1,"session":${'{"":'.repeat(2 ** 18)}1${'}'.repeat(2 ** 18)}}`,
      'session a mapping',
    ],
  ])('may be nested deeply; what %s is refused', async (_what, line, message) => {
    const [text] = await mistakesOf(read(`{"arrival_ms":0}\n${line}\n`));
    expect(text).toContain(':2:');
    expect(text).toContain(message);
    expect(text.length).toBeLessThan(1000);
  });

  test('may have further keys of any name, and the same key twice: the last counts', async () => {
    const { trace } = await read('{"__proto__":{"prompt_tokens":7},"constructor":1,"arrival_ms":5,"arrival_ms":6}\n');
    expect([trace.arrivalMs[0], ...trace.promptTokens]).toEqual([6]);
  });
});

describe('a pool of clients', () => {
  const client = (name: number, rate: number) =>
    JSON.stringify({ client: name, windows: [[0, rate, 1, 'Gamma', 1, 1]], datasets: [] });

  test('is read within the same limits', async () => {
    const pool = `${client(1, 0.1)}\n${client(2, 0.1)}\n`;
    expect((await read(pool)).trace.requestCount).toBeGreaterThan(50);
    expect((await mistakesOf(read(pool, { textBytes: 100 })))[0]).toContain('the text is longer than 100 bytes');
    expect((await mistakesOf(read(pool, { lineBytes: 50 })))[0]).toContain(':1: the line is longer than 50 bytes');
    expect((await mistakesOf(read(pool, { requests: 20 })))[0]).toContain('the pool has more than 20 requests');
  });
});
