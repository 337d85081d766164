import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { depthOf, pathTo } from '../../../../src/tank/trace/block-tree.js';
import { readTrace } from '../../../../src/tank/recorded/formats/read-trace.js';
import type { Trace } from '../../../../src/tank/trace/trace.js';
import { expectEqualShares } from '../../../support/acceptance.js';
import { runs } from '../../../support/runs.js';
import { mistakesOf, traceDirectory } from './trace-files.js';
import { recorded } from '../../../support/recorded-data.js';

const BLOCK = 512;
const files = traceDirectory();

/** A request at so many ms, whose prompt fills its blocks unless it says otherwise. */
function requestAt(timestamp: unknown, hash_ids: readonly unknown[], more: object = {}): string {
  return JSON.stringify({ timestamp, input_length: BLOCK * hash_ids.length, output_length: 5, hash_ids, ...more });
}

async function read(lines: string | readonly string[], skipBadRows = false) {
  const text = typeof lines === 'string' ? lines : lines.join('\n');
  return readTrace(await files.write(text), { format: 'mooncake', skipBadRows });
}

/** Blocks of each prompt, by number. */
function pathsOf({ blocks }: Trace): number[][] {
  return [...(blocks?.last ?? [])].map((last) => {
    const into: number[] = [];
    pathTo(last, blocks?.parent ?? new Int32Array(0), into);
    return into;
  });
}

const timesOf = ({ arrivalMs, requestCount }: Trace) => [...arrivalMs.subarray(0, requestCount)];

describe('Mooncake', () => {
  test('times are ms from the start of the file, lengths are tokens, and a block stands for all before it', async () => {
    const lines = [requestAt(40, [7, 8], { input_length: 600 }), requestAt(40.5, [7, 9]), requestAt(90, [9])];
    const { trace, format } = await readTrace(await files.write(lines.join('\n')), {
      format: undefined,
      skipBadRows: false,
    });
    expect(format).toBe('mooncake');
    expect(timesOf(trace)).toEqual([40, 40.5, 90]);
    expect([...trace.promptTokens, ...trace.outputTokens]).toEqual([600, 1024, 512, 5, 5, 5]);
    expect(trace.blocks?.blockTokens).toBe(BLOCK);
    expect(pathsOf(trace)).toEqual([[0, 1], [0, 2], [3]]); // 9 after 7 is another block than 9 at the beginning
  });

  test.each([
    ['with CRLF', (lines: readonly string[]) => `${lines.join('\r\n')}\r\n`],
    ['with a byte order mark and no last line end', (lines: readonly string[]) => `\ufeff${lines.join('\n')}`],
    ['with empty lines', (lines: readonly string[]) => `\n${lines.join('\n\n \t\r\n')}\n\n\n`],
  ])('%s', async (_form, textOf) => {
    const { trace } = await read(textOf([requestAt(1, [1]), requestAt(2, [1, 2])]));
    expect([timesOf(trace), pathsOf(trace)]).toEqual([
      [1, 2],
      [[0], [0, 1]],
    ]);
  });

  test('ids may be of 32 bits, of 53, negative or text; equal ids are one block', async () => {
    const ids = [4e9, 2 ** 31, 2 ** 53 - 1, -1, 'a', ''];
    const { trace } = await read([requestAt(0, ids), requestAt(1, ids.slice(0, 3)), requestAt(2, [2 ** 32 + 4e9])]);
    expect(pathsOf(trace)).toEqual([[0, 1, 2, 3, 4, 5], [0, 1, 2], [6]]);
  });

  test('ids beyond 2^53 are told apart, and are the same as text', async () => {
    const line = (at: number, ids: string) =>
      `{"timestamp":${at},"input_length":1024,"output_length":5,"hash_ids":[${ids}]}`;
    const { trace } = await read([
      line(0, '9007199254740993, 18446744073709551615'),
      line(1, '9007199254740992,18446744073709551615'),
      line(2, '"9007199254740993","18446744073709551615"'),
      line(3, '9007199254740993,-18446744073709551615'),
    ]);
    expect(pathsOf(trace)).toEqual([
      [0, 1],
      [2, 3],
      [0, 1],
      [0, 4],
    ]);
  });

  test('a text is never taken for a block at another place', async () => {
    const { trace } = await read([requestAt(0, ['a', 'b']), requestAt(1, ['b']), requestAt(2, ['-1/b'])]);
    expect(pathsOf(trace)).toEqual([[0, 1], [2], [3]]);
  });

  test('requests may do without ids: they have no blocks and sessions of their own', async () => {
    const long = { input_length: 2000, hash_ids: undefined };
    const { trace } = await read([
      requestAt(0, [1, 2, 3]),
      requestAt(1, [], long),
      requestAt(2, [], { ...long, hash_ids: [] }),
      requestAt(3, [], { ...long, hash_ids: null }),
    ]);
    expect(pathsOf(trace)).toEqual([[0, 1, 2], [], [], []]);
    expect([...(trace.session ?? [])]).toEqual([0, 1, 2, 3]);
    const none = await read([requestAt(0, [], long), requestAt(1, [], long)]);
    expect([none.trace.blocks, [...(none.trace.session ?? [])]]).toEqual([undefined, [0, 1]]);
  });

  test('a prompt may have 10 million tokens', async () => {
    const ids = Array.from({ length: Math.ceil(1e7 / BLOCK) }, (_, i) => i);
    const { trace } = await read([requestAt(0, ids, { input_length: 1e7 })]);
    expect([trace.promptTokens[0], pathsOf(trace)[0].length]).toEqual([1e7, ids.length]);
    expect((await mistakesOf(read([requestAt(0, [], { input_length: 1e7 + 1 })])))[0]).toContain('input_length');
  });
});

describe('a line is refused', () => {
  test.each([
    [
      'a block too few',
      requestAt(5, [1], { input_length: 513 }),
      'hash_ids has 1 id',
      'expected 2, one for each 512 tokens',
    ],
    ['a block too many', requestAt(5, [1, 2, 3], { input_length: 1024 }), 'hash_ids has 3 ids', 'expected 2, one'],
    ['an id with a fraction', requestAt(5, [1, 0.5]), 'hash_ids[1] 0.5 cannot be used', 'or a whole number'],
    ['an id with an exponent', requestAt(5, [1e21]), 'hash_ids[0] 1e+21 cannot be used', 'without an exponent'],
    ['ids in lists', requestAt(5, [[1]]), 'hash_ids[0] a list cannot be used', 'expected text'],
    [
      'ids that are text',
      requestAt(5, [], { input_length: 5, hash_ids: '1' }),
      'hash_ids "1" cannot',
      'otherwise a list',
    ],
    ['a time before 0', requestAt(-1, [1]), 'timestamp -1 cannot be used', 'expected milliseconds'],
    ['no time', requestAt(undefined, [1]), 'timestamp is missing', 'expected milliseconds'],
    ['a time that is null', requestAt(null, [1]), 'timestamp null cannot be used', 'expected milliseconds'],
    ['no prompt', requestAt(5, [], { input_length: 0 }), 'input_length 0 cannot be used', 'from 1 to 10000000'],
    ['no length of the prompt', requestAt(5, [], { input_length: undefined }), 'input_length is missing', 'from 1'],
    ['an answer below 0', requestAt(5, [1], { output_length: -1 }), 'output_length -1 cannot', 'from 0 to 10000000'],
    ['a time that is out of order', requestAt(3, [1]), 'timestamp 3 is earlier than that of line 1', 'in order'],
    ['a time after all others', requestAt(1.5e12, [1]), 'timestamp 1500000000000 is more than 31 years', 'at most'],
    ['a time without end', '{"timestamp":1e999,"input_length":1,"output_length":1}', 'more than 31 years', 'at most'],
    ['no JSON', '{"timestamp": 5', 'the line is not a JSON object', 'expected {"timestamp": …, "input_length"'],
    ['an array', '[5, 512, 5, [1]]', 'the line is not a JSON object', 'expected {"timestamp"'],
    ['null', 'null', 'the line is not a JSON object', 'expected {"timestamp"'],
    ['a number', '5', 'the line is not a JSON object', 'expected {"timestamp"'],
  ])('that has %s', async (_what, line, message, expected) => {
    const lines = ['', requestAt(4, [1]), line, requestAt(5, [2])];
    const texts = await mistakesOf(read(lines.slice(1)));
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(/^trace-\d+\.csv:2:\d+: /);
    expect(texts[0]).toContain(message);
    expect(texts[0]).toContain(expected);
    const { trace, skippedRows, firstSkipped } = await read(lines, true);
    expect([timesOf(trace), skippedRows, firstSkipped[0].line]).toEqual([[4, 5], 1, 3]);
  });

  test('the key of the mistake is underlined', async () => {
    const [text] = await mistakesOf(read(['{"timestamp":0,"input_length":9,"output_length":1,"hash_ids":[1,2]}']));
    expect(text).toContain(
      '  1 | {"timestamp":0,"input_length":9,"output_length":1,"hash_ids":[1,2]}\n' +
        `    |${' '.repeat(51)}^^^^^^^^^^`,
    );
  });
});

describe('batches', () => {
  const batches = (stepMs: number, sizes: readonly number[]) =>
    sizes.flatMap((size, step) => Array.from({ length: size }, (_, i) => requestAt(step * stepMs, [100 * step + i])));

  test('are spread over the time to the next, in their order, and always alike', async () => {
    const sizes = [6, 4, 1, 9];
    const lines = batches(3000, sizes);
    const { trace } = await read(lines);
    const steps = timesOf(trace).map((timeMs) => Math.floor(timeMs / 3000));
    expect(steps).toEqual(sizes.flatMap((size, step) => new Array<number>(size).fill(step)));
    expect(new Set(timesOf(trace)).size).toBe(lines.length);
    expect(timesOf(trace)).toEqual([...timesOf(trace)].sort((a, b) => a - b));
    expect(pathsOf(trace)).toEqual(lines.map((_, i) => [i]));
    expect((await read(lines)).trace).toEqual(trace);
  });

  test('are spread over the usual step where the next is far', async () => {
    const lines = [...batches(3000, [9, 9, 9]), ...Array.from({ length: 9 }, () => requestAt(90_000, [1]))];
    const times = timesOf((await read(lines)).trace);
    expect(Math.max(...times.slice(18, 27))).toBeLessThan(9000);
    expect(Math.max(...times.slice(27))).toBeLessThan(93_000);
  });

  test.each([
    ['where fewer than half stand together', 3000, [1, 2, 1, 2]],
    ['where the steps are shorter than a second', 999, [9, 9, 9]],
    ['where all stand at one time', 3000, [9]],
  ])('are left as they are %s', async (_where, stepMs, sizes) => {
    const { trace } = await read(batches(stepMs, sizes));
    expect(timesOf(trace)).toEqual(sizes.flatMap((size, step) => new Array<number>(size).fill(step * stepMs)));
  });

  test('of any sizes stay in their steps and in order', async () => {
    const sizes = fc.array(fc.integer({ min: 3, max: 12 }), { minLength: 2, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1000, max: 1e10 }), async (counts, stepMs) => {
        const times = timesOf((await read(batches(stepMs, counts))).trace);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        const steps = times.map((timeMs) => Math.floor(timeMs / stepMs));
        expect(steps).toEqual(counts.flatMap((size, step) => new Array<number>(size).fill(step)));
      }),
      runs(50),
    );
  });
});

describe('sessions', () => {
  const sessionsOf = async (lines: readonly string[]) => [...((await read(lines)).trace.session ?? [])];

  test('go on where a prompt begins with all that is full of an earlier one', async () => {
    const first = requestAt(0, [1, 2, 3], { input_length: 1100 }); // two full blocks
    expect(await sessionsOf([first, requestAt(1, [1, 2, 4, 5]), requestAt(2, [1, 2, 4, 5, 6])])).toEqual([0, 0, 0]);
    expect(await sessionsOf([first, requestAt(1, [1, 5, 4]), requestAt(2, [2, 1, 3])])).toEqual([0, 1, 2]);
    expect(await sessionsOf([requestAt(0, [1, 2, 3]), requestAt(1, [1, 2, 4])])).toEqual([0, 1]);
  });

  test('are not told from one block, which all prompts may share', async () => {
    expect(await sessionsOf([requestAt(0, [1]), requestAt(1, [1]), requestAt(2, [1, 2])])).toEqual([0, 1, 2]);
    const partial = requestAt(3, [1, 2], { input_length: 1000 });
    expect(await sessionsOf([partial, requestAt(4, [1, 2, 3])])).toEqual([0, 1]);
  });

  test('that part: the longest beginning decides', async () => {
    const lines = [requestAt(0, [1, 2]), requestAt(1, [1, 3]), requestAt(2, [1, 3, 4]), requestAt(3, [1, 2, 4])];
    expect(await sessionsOf(lines)).toEqual([0, 1, 1, 0]);
  });
});

const { file, isMissing, reason } = recorded('mooncake_conversation.jsonl.gz');

test.skipIf(isMissing)(`the Mooncake conversation trace has its published size and sessions${reason}`, async () => {
  const { trace, format, skippedRows } = await readTrace(file, { format: undefined, skipBadRows: false });
  expect([format, trace.requestCount, skippedRows]).toEqual(['mooncake', 12_031, 0]);
  const { last, parent } = trace.blocks ?? { last: new Int32Array(0), parent: new Int32Array(0) };
  expect(last.reduce((sum, block) => sum + depthOf(block, parent), 0)).toBe(288_500);
  expect(parent).toHaveLength(182_790);
  expect(new Set(trace.session).size).toBe(8056);
  const times = timesOf(trace);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(Math.max(...times)).toBeLessThan(3_540_000);
  const tenths = new Array<number>(10).fill(0); // of the 3 s from batch to batch
  for (const timeMs of times) tenths[Math.floor((timeMs % 3000) / 300)]++;
  expectEqualShares(tenths, 'requests by the tenth of their batch');
});
