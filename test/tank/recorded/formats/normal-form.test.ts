import { describe, expect, test } from 'vitest';
import { readTrace } from '../../../../src/tank/recorded/formats/read-trace.js';
import { writeTrace } from '../../../../src/tank/recorded/formats/write-trace.js';
import { mistakesOf, traceDirectory } from './trace-files.js';

const files = traceDirectory();
const columns = { arrival_s: 'when', prompt_tokens: 'in', output_tokens: 'out' };

describe('a mapping of columns', () => {
  test.each([
    ['csv', 'when,out,in\n4.5,1,20\n5,2,10\n'],
    ['jsonl', '{"when":4.5,"in":20,"out":1}\n{"when":5,"in":10,"out":2}\n'],
  ] as const)('is applied to %s', async (format, text) => {
    const file = await files.write(text);
    const { trace } = await readTrace(file, { format, skipBadRows: false, formatOptions: { columns } });
    expect([...trace.arrivalMs]).toEqual([0, 500, Infinity]);
    expect([...trace.promptTokens, ...trace.outputTokens]).toEqual([20, 10, 1, 2]);
  });

  test('names the columns of the file in messages', async () => {
    const file = await files.write('when,in,out\n5,ten,1\n');
    const reading = readTrace(file, { format: 'csv', skipBadRows: false, formatOptions: { columns } });
    expect((await mistakesOf(reading))[0]).toContain(':2:3: in "ten" cannot be used');
  });

  test.each([
    ['csv', 'when,inn,out\n5,1,2\n', ':1:1: the header has no column "in"', 'the file has "when", "inn", "out"'],
    [
      'jsonl',
      '{"when":5,"inn":1}\n{"when":6,"out":1}\n',
      ': the file has no column "in"',
      'the file has "when", "inn"',
    ],
  ] as const)('names columns that %s must have, in one row at least', async (format, text, message, advice) => {
    for (const skipBadRows of [false, true]) {
      const reading = readTrace(await files.write(text), { format, skipBadRows, formatOptions: { columns } });
      const texts = await mistakesOf(reading);
      expect(texts).toHaveLength(1);
      expect(texts[0]).toContain(message);
      expect(texts[0]).toContain(`${advice}. Did you mean "inn"?`);
    }
  });

  test('names every key that no row has', async () => {
    const file = await files.write('{"when":5,"x":1}\n');
    const texts = await mistakesOf(
      readTrace(file, { format: 'jsonl', skipBadRows: false, formatOptions: { columns } }),
    );
    expect(texts.map((text) => /"(\w+)"/.exec(text)?.[1])).toEqual(['in', 'out']);
  });

  test.each([
    ['csv', 'arrival_ms,n,ids,prompt_tokens\n0,16,1 2,32\n1,32,,32\n2,32,1,32\n', ':4:3: n "32"'],
    [
      'jsonl',
      '{"arrival_ms":0,"n":16,"ids":[1],"prompt_tokens":9}\n{"arrival_ms":1,"n":8,"ids":[1],"prompt_tokens":9}',
      ':2:17: n 8',
    ],
  ] as const)(
    'a second length of blocks in one %s file is refused by the name that it has there',
    async (format, text, place) => {
      const formatOptions = { columns: { block_tokens: 'n', prefix_blocks: 'ids' } };
      const reading = readTrace(await files.write(text), { format, skipBadRows: false, formatOptions });
      const texts = await mistakesOf(reading);
      expect(texts).toHaveLength(1);
      expect(texts[0]).toContain(`${place} is a different block length`);
      expect(texts[0]).toContain('expected 16, as in the rows before');
    },
  );
});

test('blanks around the names of a header are no part of them', async () => {
  const file = await files.write('\ufeffarrival_ms , prompt_tokens,output_tokens\t\n5,10,2\n');
  const { trace, format } = await readTrace(file, { format: undefined, skipBadRows: false });
  expect(format).toBe('csv');
  expect([...trace.promptTokens, ...trace.outputTokens]).toEqual([10, 2]);
  const twice = await files.write('arrival_ms,class, class\n5,a,b\n');
  const [text] = await mistakesOf(readTrace(twice, { format: undefined, skipBadRows: false }));
  expect(text).toContain('the header has more than one column "class"');
});

describe('a row of the normal form', () => {
  const read = async (text: string) => readTrace(await files.write(text), { format: undefined, skipBadRows: false });

  test.each([
    ['{"arrival_ms":0,"deadline_ms":0}', 'deadline_ms 0 cannot be used'],
    ['{"arrival_ms":0,"deadline_ms":1e-60}', 'deadline_ms 1e-60 cannot be used'], // 0 as it is kept
    ['{"arrival_ms":0,"priority":101}', 'priority 101 cannot be used'],
    ['{"arrival_ms":0,"priority":0.5}', 'priority 0.5 cannot be used'],
    ['{"arrival_ms":0,"turn":-1}', 'turn -1 cannot be used'],
    ['{"arrival_ms":0,"prompt_tokens":10000001}', 'prompt_tokens 10000001 cannot be used'],
    ['{"arrival_ms":0,"tenant":{}}', 'tenant a mapping cannot be used'],
    ['{"arrival_ms":0,"prompt_tokens":16,"block_tokens":16,"prefix_blocks":[1,2]}', 'prefix_blocks a list cannot'],
    ['{"arrival_ms":0,"prompt_tokens":16,"block_tokens":0,"prefix_blocks":[1]}', 'block_tokens 0 cannot be used'],
    ['{"arrival_ms":1700000000000}', 'expected milliseconds from the start of the trace, at most 1000000000000;'],
    ['{"arrival_ms":4,"session":1e21}', 'or a whole number without an exponent'],
    ['{"arrival_ms":4,"tenant":-1e300}', 'tenant -1e+300 cannot be used'],
    [
      '{"arrival_ms":4,"prompt_tokens":16,"block_tokens":16,"prefix_blocks":[1.5]}',
      'prefix_blocks[0] 1.5 cannot be used',
    ],
    ['{"arrival_ms":true}', 'arrival_ms true cannot be used'],
    ['{"arrival_ms":""}', 'arrival_ms "" cannot be used'],
  ])('%s is refused', async (line, message) => {
    const texts = await mistakesOf(read(`{"arrival_ms":3}\n\n${line}\n`));
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(/:3:\d+: /);
    expect(texts[0]).toContain(message);
  });

  test.each([
    ['arrival_ms,prompt_tokens\n0,5\n1,\n', [5, 0], []],
    ['arrival_ms,output_tokens,prompt_tokens\n0,5,\n1,,\n', [], [5, 0]],
    ['{"arrival_ms":0,"prompt_tokens":0}\n{"arrival_ms":1,"output_tokens":null}\n', [0, 0], []],
    ['arrival_ms\n0\n1\n', [], []],
  ])('lengths that no row of %j has are absent, not 0', async (text, prompts, outputs) => {
    const { trace } = await read(text);
    expect([[...trace.promptTokens], [...trace.outputTokens]]).toEqual([prompts, outputs]);
    await writeTrace(files.path('again.csv'), trace);
    expect((await readTrace(files.path('again.csv'), { format: undefined, skipBadRows: false })).trace).toEqual(trace);
  });

  test.each(['', '"'])('ids of any length are told apart, between quotes or not: %s', async (quote) => {
    const row = (id: string) => `{"arrival_ms":0,"session":${quote}${id}${quote}}\n`;
    const { trace } = await read(['9007199254740992', '9007199254740993', '9007199254740992'].map(row).join(''));
    expect([...(trace.session ?? [])]).toEqual([0, 1, 0]);
  });

  test.each(['class', 'tenant', 'session'])('%s may be the name of a model with a slash', async (column) => {
    const { trace } = await read(`arrival_ms,${column}\n0,meta-llama/Llama-3-8B\n1,org/other\n`);
    const { requestClass, tenant, session } = trace;
    const names = requestClass?.names ?? tenant?.names ?? session?.length;
    expect(names).toEqual(column === 'session' ? 2 : ['meta-llama/Llama-3-8B', 'org/other']);
  });

  test.each([
    ['7', '8'],
    ['-7', '0'],
    [String(Number.MAX_SAFE_INTEGER), '123456789012345'],
  ])('blocks %s and %s are the same as text, as numbers and in CSV', async (first, second) => {
    const row = (ids: string) => `{"arrival_ms":0,"prompt_tokens":32,"block_tokens":16,"prefix_blocks":[${ids}]}\n`;
    const texts = `"${first}","${second}"`;
    const mixed = `${first},"${second}"`;
    const { trace } = await read(row(texts) + row(`${first},${second}`) + row(mixed) + row(`"0${first}"`));
    const csv = await read(
      `arrival_ms,prompt_tokens,block_tokens,prefix_blocks\n0,32,16,${first} ${second}\n`.concat(
        `0,32,16,${first} ${second}\n`.repeat(2),
        `0,32,16,0${first}\n`,
      ),
    );
    expect([...(trace.blocks?.last ?? [])]).toEqual([1, 1, 1, 2]); // 07 is another id than 7
    expect(trace).toEqual(csv.trace);
  });

  test('says nothing with an empty field, an absent key and null', async () => {
    const plain = (await read('arrival_ms\n5\n')).trace;
    const keys = ['prompt_tokens', 'session', 'turn', 'class', 'priority', 'deadline_ms', 'prefix_blocks', 'tenant'];
    expect((await read(`arrival_ms,${keys.join(',')}\n5${','.repeat(keys.length)}\n`)).trace).toEqual(plain);
    const nulls = keys.map((key) => `"${key}":null`);
    expect((await read(`{"arrival_ms":5,${nulls.join(',')}}`)).trace).toEqual(plain);
  });
});
