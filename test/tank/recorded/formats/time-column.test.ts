import { describe, expect, test } from 'vitest';
import { readTrace } from '../../../../src/tank/recorded/formats/read-trace.js';
import type { TimeUnit } from '../../../../src/tank/recorded/formats/trace-format.js';
import { mistakesOf, traceDirectory } from './trace-files.js';

const files = traceDirectory();
const read = async (text: string, timeUnit?: TimeUnit) =>
  readTrace(await files.write(text), { format: undefined, skipBadRows: false, formatOptions: { timeUnit } });
const timesOf = async (text: string, timeUnit?: TimeUnit) => {
  const { arrivalMs, requestCount } = (await read(text, timeUnit)).trace;
  return [...arrivalMs.subarray(0, requestCount)];
};

/** A file of each format of text with two requests, the times as they stand in it. */
const FILES: Readonly<Record<string, (a: string, b: string) => string>> = {
  azure_llm: (a, b) => `TIMESTAMP,ContextTokens,GeneratedTokens\n${a},1,1\n${b},1,1\n`,
  burstgpt: (a, b) => `Timestamp,Model,Request tokens,Response tokens\n${a},x,1,1\n${b},x,1,1\n`,
  mooncake: (a, b) =>
    `{"timestamp":${a},"input_length":1,"output_length":1}\n{"timestamp":${b},"input_length":1,"output_length":1}\n`,
  qwen_bailian: (a, b) =>
    [a, b]
      .map((at, i) => `{"timestamp":${at},"chat_id":${i},"parent_chat_id":-1,"input_length":1,"output_length":1}\n`)
      .join(''),
  agent_sessions: (a, b) => `session_id,start_s,input_tokens,output_tokens\ns,${a},1,1\ns,${b},1,1\n`,
  csv: (a, b) => `arrival_ms\n${a}\n${b}\n`,
  csv_in_s: (a, b) => `arrival_s\n${a}\n${b}\n`,
  jsonl: (a, b) => `{"arrival_ms":${a}}\n{"arrival_ms":${b}}\n`,
};
const isJson = (name: string) => FILES[name]('0', '0').startsWith('{');

describe.each(Object.keys(FILES))('%s', (name) => {
  const quote = (date: string) => (isJson(name) ? `"${date}"` : date);
  const withDates = (a: string, b: string) => FILES[name](quote(a), quote(b));

  test.each([
    ['2023-11-16 18:15:46', '2023-11-16 18:15:47', 1000],
    ['2023-11-16T18:15:46Z', '2023-11-16T18:15:46.5Z', 500],
    ['2023-11-16T18:15:46+01:00', '2023-11-16T17:15:46.680590Z', 680.59],
    ['2023-11-16T00:30:00+05:30', '2023-11-15 11:00:00.000001-0800', 0.001],
    ['2023-12-31 23:59:59.9999999', '2024-01-01 00:00:00.000000099+00', 0.0001],
  ])('takes dates, from the first on: %s, %s', async (a, b, gapMs) => {
    expect(await timesOf(withDates(a, b))).toEqual([0, gapMs]);
  });

  test('refuses what is no date, and numbers among dates', async () => {
    for (const date of ['2023-02-29 12:00:00', '2023-02-01T24:00:00Z', '2023-02-01T12:00:00+25:00']) {
      const [text] = await mistakesOf(read(withDates('2023-01-01 00:00:00', date)));
      expect(text).toContain(date);
      expect(text).toContain('expected a date and time');
    }
    if (name === 'azure_llm') return;
    const [text] = await mistakesOf(read(FILES[name](quote('2023-01-01 00:00:00'), '5')));
    expect(text).toContain('expected times of one form: the rows before have dates');
  });

  test.each([
    ['s', '5', '6.5', 1500],
    ['ms', '5', '6.5', 1.5],
    ['us', '5000', '6500', 1.5],
    ['ns', '5000000', '6500000', 1.5],
  ] as const)('takes numbers in the unit that is said: %s', async (unit, a, b, gapMs) => {
    const [first, second] = await timesOf(FILES[name](a, b), unit);
    expect(second - first).toBeCloseTo(gapMs, 9);
  });
});

test('instants in any unit count from the first', async () => {
  expect(await timesOf('arrival_s\n1700000000.5\n1700000001\n')).toEqual([0, 500]);
  expect(await timesOf('arrival_s\n1700000000500\n1700000001000\n', 'ms')).toEqual([0, 500]);
  expect(await timesOf('arrival_s\n1700000000500000\n1700000001000000\n', 'us')).toEqual([0, 500]);
  expect(await timesOf('{"arrival_s":1700000000500000000}\n{"arrival_s":1700000001000000000}\n', 'ns')).toEqual([
    0, 500,
  ]);
});

test('instants that are too large for seconds are refused with the unit that they are in', async () => {
  const [text] = await mistakesOf(read('arrival_s\n1700000000500\n'));
  expect(text).toContain('arrival_s "1700000000500" cannot be used');
  expect(text).toMatch(/milliseconds need\s+--time-unit ms/);
  expect((await mistakesOf(read('arrival_s\n1700000000500000\n')))[0]).toContain('--time-unit us');
});

describe('the unit of numbers', () => {
  const times = (count: number, gap: number) => Array.from({ length: count }, (_, i) => i * gap);
  const hintsOf = async (text: string, unit?: TimeUnit) => (await read(text, unit)).hints;
  const mooncake = (gap: number, count = 50) =>
    times(count, gap).map((at) => `{"timestamp":${at},"input_length":1,"output_length":1}\n`).join(''); // prettier-ignore
  const burst = (gap: number) =>
    `Timestamp,Request tokens,Response tokens\n${times(50, gap).map((at) => `${at},1,1\n`).join('')}`; // prettier-ignore

  test('seconds in a column of milliseconds are told, with both rates and what to say', async () => {
    const [hint, ...more] = await hintsOf(mooncake(0.25));
    expect(more).toEqual([]);
    expect(hint).toContain(
      'timestamp was read as milliseconds, which makes 4,000 requests/s; as seconds it would be 4',
    );
    expect(hint).toContain('--time-unit s, or time_unit: s in the trace of a scenario');
    expect(hint).toContain('if milliseconds are right, set --time-unit ms');
    expect(await timesOf(mooncake(0.25))).toContain(0.25); // nothing is changed unasked
    expect(await timesOf(mooncake(0.25), 's')).toContain(250);
  });

  test('milliseconds in a column of seconds are told', async () => {
    const [hint] = await hintsOf(burst(250));
    expect(hint).toContain(
      'Timestamp was read as seconds, which makes 0.004 requests/s; as milliseconds it would be 4:',
    );
    expect(hint).toContain('--time-unit ms');
  });

  test('nothing is told of plausible times, of a unit that was said, of dates, and of too few or equal times', async () => {
    const date = (i: number) => `2023-11-16 18:15:46.${String(i).padStart(3, '0')}`;
    const silent = [
      hintsOf(mooncake(250)),
      hintsOf(burst(0.25)),
      hintsOf(mooncake(0.25), 'ms'),
      hintsOf(burst(250), 's'),
      hintsOf(mooncake(0.25, 9)),
      hintsOf(mooncake(0)),
      hintsOf(`arrival_ms\n${times(50, 1).map((i) => `${date(i)}\n`).join('')}`), // prettier-ignore
    ];
    expect(await Promise.all(silent)).toEqual(silent.map(() => []));
  });
});
