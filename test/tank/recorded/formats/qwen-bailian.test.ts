import { describe, expect, test } from 'vitest';
import { pathTo } from '../../../../src/tank/trace/block-tree.js';
import { readTrace } from '../../../../src/tank/recorded/formats/read-trace.js';
import { NO_CLASS, type Trace } from '../../../../src/tank/trace/trace.js';
import { mistakesOf, traceDirectory } from './trace-files.js';

const files = traceDirectory();

/** A request as the source has it, with what is given. */
function chat(chat_id: unknown, parent_chat_id: unknown, more: object = {}): string {
  const lengths = { input_length: 32, output_length: 3 };
  return JSON.stringify({ chat_id, parent_chat_id, timestamp: 5, ...lengths, type: 'text', turn: 1, ...more });
}

async function read(lines: string | readonly string[], skipBadRows = false) {
  const text = typeof lines === 'string' ? lines : lines.join('\n');
  return readTrace(await files.write(text), { format: 'qwen_bailian', skipBadRows });
}

const sessionsOf = async (lines: readonly string[]) => [...((await read(lines)).trace.session ?? [])];

/** Blocks of each prompt, by number. */
function pathsOf({ blocks }: Trace): number[][] {
  return [...(blocks?.last ?? [])].map((last) => {
    const into: number[] = [];
    pathTo(last, blocks?.parent ?? new Int32Array(0), into);
    return into;
  });
}

describe('Qwen-Bailian', () => {
  test('times are seconds from the first request, to 100 ns; the type is the class', async () => {
    const lines = [
      chat(159, -1, { timestamp: 61.114, type: 'text', hash_ids: [1, 2] }),
      chat(160, -1, { timestamp: 61.1140001, type: 'search', input_length: 30, hash_ids: [1, 3] }),
      chat(161, -1, { timestamp: 65, type: 'text', output_length: 0 }),
      chat(162, -1, { timestamp: 65, type: undefined }),
    ];
    const { trace, format } = await readTrace(await files.write(lines.join('\n')), {
      format: undefined,
      skipBadRows: false,
    });
    expect(format).toBe('qwen_bailian');
    expect([...trace.arrivalMs]).toEqual([0, 0.0001, 3886, 3886, Infinity]);
    expect([...trace.promptTokens, ...trace.outputTokens]).toEqual([32, 30, 32, 32, 3, 3, 0, 3]);
    expect(trace.requestClass).toEqual({ names: ['text', 'search'], index: Uint8Array.of(0, 1, 0, NO_CLASS) });
    expect([trace.blocks?.blockTokens, pathsOf(trace)]).toEqual([16, [[0, 1], [0, 2], [], []]]);
  });

  test('the text may have CRLF, a byte order mark, empty lines and no last line end', async () => {
    const { trace } = await read(`\ufeff${chat(1, -1)}\r\n\r\n\n${chat(2, 1)}`);
    expect([...(trace.session ?? [])]).toEqual([0, 0]);
  });

  test('the last block of a prompt may be partial, and has another id when the prompt has grown', async () => {
    const first = chat(1, -1, { input_length: 40, hash_ids: [1, 2, 3] });
    const grown = chat(2, 1, { input_length: 60, hash_ids: [1, 2, 4, 5] });
    expect(pathsOf((await read([first, grown])).trace)).toEqual([
      [0, 1, 2],
      [0, 1, 3, 4],
    ]);
  });

  test('a prompt of 10 million tokens has 625,000 blocks', async () => {
    const hash_ids = Array.from({ length: 625_000 }, (_, i) => 4e9 + i);
    const { trace } = await read([chat(1, -1, { input_length: 1e7, hash_ids })]);
    expect(pathsOf(trace)[0]).toHaveLength(625_000);
  });
});

describe('a session', () => {
  test('is a request without parent and all that come from it, whatever is between them', async () => {
    const lines = [chat(1, -1), chat(2, -1), chat(3, 1), chat(4, 3), chat(5, 2), chat(6, 1)];
    expect(await sessionsOf(lines)).toEqual([0, 1, 0, 0, 1, 0]);
  });

  test('begins where the parent is unknown or not said, and goes on from a parent that stands later', async () => {
    expect(await sessionsOf([chat(1, 99), chat(2, 3), chat(3, -1), chat(4, null), chat(5, '')])).toEqual([
      0, 2, 2, 3, 4,
    ]);
    const reversed = [chat(4, 3), chat(3, 2), chat(5, 4), chat(2, 1), chat(1, -1)];
    expect(new Set(await sessionsOf(reversed)).size).toBe(1);
    expect(await sessionsOf([chat(1, 2), chat(2, 1), chat(3, 3)])).toEqual([0, 0, 1]); // circles
  });

  test('is the same where ids are numbers and where they are text', async () => {
    expect(await sessionsOf([chat('7', '-1'), chat(8, 7), chat('9', '8')])).toEqual([0, 0, 0]);
  });

  test('is not continued from a request that was left out', async () => {
    const lines = [chat(1, -1), chat(2, 1, { input_length: -3 }), chat(3, 2)];
    const { trace, skippedRows } = await read(lines, true);
    expect([[...(trace.session ?? [])], skippedRows]).toEqual([[0, 1], 1]);
  });
});

describe('a line is refused', () => {
  test.each([
    ['no id', chat(undefined, -1), 'chat_id is missing', 'at most 200 characters'],
    ['an empty id', chat('', -1), 'chat_id "" cannot be used', 'at most 200 characters'],
    ['an id that is too long', chat('x'.repeat(201), -1), 'chat_id "xxx', 'at most 200 characters'],
    ['a parent that is a list', chat(2, [1]), 'parent_chat_id a list cannot be used', 'at most 200'],
    ['a type that is a mapping', chat(2, 1, { type: {} }), 'type a mapping cannot be used', 'at most 200'],
    [
      'a time before 0',
      chat(2, 1, { timestamp: -0.5 }),
      'timestamp -0.5 cannot be used',
      'expected seconds, such as 4281.5',
    ],
    ['a huge time', chat(2, 1, { timestamp: 1e300 }), 'timestamp 1e+300 cannot be used', 'such as 4281.5'],
    ['a time after all others', chat(2, 1, { timestamp: 1e12 }), 'more than 31 years after', 'expected at most'],
    ['a time that is out of order', chat(2, 1, { timestamp: 4 }), 'timestamp 4 is earlier than that of', 'in order'],
    ['no prompt', chat(2, 1, { input_length: 0 }), 'input_length 0 cannot be used', 'from 1 to 10000000'],
    ['an answer that is text', chat(2, 1, { output_length: 'x' }), 'output_length "x" cannot be used', 'from 0 to'],
    ['blocks that are no list', chat(2, 1, { hash_ids: 5 }), 'hash_ids 5 cannot be used', 'otherwise a list'],
    ['a block that is null', chat(2, 1, { hash_ids: [null] }), 'hash_ids[0] null cannot be used', 'expected text'],
    ['more blocks than its prompt', chat(2, 1, { hash_ids: [1, 2, 3] }), 'hash_ids 3 cannot be used', 'at most 2 ids'],
    ['no JSON', 'chat', 'the line is not a JSON object', 'expected {"timestamp": …, "chat_id"'],
    ['an array', '[]', 'the line is not a JSON object', 'expected {"timestamp"'],
  ])('that has %s', async (_what, line, message, expected) => {
    const lines = [chat(1, -1), '', line, chat(3, 1)];
    const texts = await mistakesOf(read(lines));
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(/^trace-\d+\.csv:3:\d+: /);
    expect(texts[0]).toContain(message);
    expect(texts[0]).toContain(expected);
    const { trace, skippedRows } = await read(lines, true);
    expect([[...(trace.session ?? [])], skippedRows]).toEqual([[0, 0], 1]);
  });

  test('that has the 255th class, at its place, also where bad rows are skipped', async () => {
    const lines = Array.from({ length: 255 }, (_, i) => chat(i, -1, { type: `type ${i}` }));
    expect((await read(lines.slice(0, 254))).trace.requestClass?.names).toHaveLength(254);
    for (const skipBadRows of [false, true]) {
      const [text] = await mistakesOf(read(lines, skipBadRows));
      expect(text).toContain(':255: "type 254" is a class too many: there are at most 254');
    }
  });
});
