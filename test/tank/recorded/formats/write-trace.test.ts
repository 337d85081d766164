import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BlockTree, pathTo } from '../../../../src/tank/trace/block-tree.js';
import { readTrace } from '../../../../src/tank/recorded/formats/read-trace.js';
import { writeTrace } from '../../../../src/tank/recorded/formats/write-trace.js';
import { NO_CLASS, type Trace } from '../../../../src/tank/trace/trace.js';
import { runs } from '../../../support/runs.js';
import { mistakesOf, traceDirectory } from './trace-files.js';

const files = traceDirectory();
const FORMS = ['.csv', '.csv.gz', '.jsonl', '.jsonl.gz', '.parquet'];
const NAMES = ['chat', 'a, "b"', 'two\r\nlines', 'é\0', ' '];

interface Made {
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly session: number;
  readonly name: number;
  readonly tenant: number;
  readonly priority: number;
  readonly deadlineMs: number;
  /** Turns taken in the tree of blocks from its root. */
  readonly turns: readonly number[];
}

const index = fc.integer({ min: -1, max: NAMES.length - 1 });
const made: fc.Arbitrary<Made> = fc.record({
  promptTokens: fc.nat(1_000_000),
  outputTokens: fc.nat(1_000_000),
  session: fc.integer({ min: -1, max: 5 }),
  name: index,
  tenant: index,
  priority: fc.integer({ min: -100, max: 100 }),
  deadlineMs: fc.oneof(fc.constant(Infinity), fc.float({ min: 2 ** -149, max: Math.fround(3e38), noNaN: true })),
  turns: fc.array(fc.nat(1), { maxLength: 4 }),
});

/** Traces of which some have each of the optional columns, numbered in no particular order. */
const traces: fc.Arbitrary<Trace> = fc
  .tuple(
    fc.array(fc.tuple(fc.double({ min: 0, max: 1e12, noNaN: true }), made), { minLength: 1, maxLength: 12 }),
    fc.integer({ min: 1, max: 512 }),
    fc.record({ session: fc.boolean(), names: fc.boolean(), extras: fc.boolean(), blocks: fc.boolean() }),
  )
  .map(([rows, blockTokens, has]) => {
    const all = rows.map(([, row]) => row);
    const tree = new BlockTree();
    tree.add(-1); // one that no prompt has
    const children = new Map<string, number>();
    const last = all.map(({ turns }) => turns.reduce((parent, turn) => child(tree, children, parent, turn), -1));
    return {
      requestCount: all.length,
      arrivalMs: Float64Array.of(...rows.map(([arrivalMs]) => arrivalMs).sort((a, b) => a - b), Infinity),
      promptTokens: Int32Array.from(all, (row) => row.promptTokens + (has.blocks ? row.turns.length * blockTokens : 0)),
      outputTokens: Int32Array.from(all, (row) => row.outputTokens),
      ...(has.session && { session: Int32Array.from(all, (row) => row.session) }),
      ...(has.names && {
        requestClass: { names: NAMES, index: Uint8Array.from(all, ({ name }) => (name < 0 ? NO_CLASS : name)) },
        tenant: { names: NAMES, index: Int32Array.from(all, (row) => row.tenant) },
      }),
      ...(has.extras && {
        priority: Int8Array.from(all, (row) => row.priority),
        deadlineMs: Float32Array.from(all, (row) => row.deadlineMs),
      }),
      ...(has.blocks && { blocks: { blockTokens, last: Int32Array.from(last), parent: tree.parent } }),
    };
  });

function child(tree: BlockTree, children: Map<string, number>, parent: number, turn: number): number {
  const key = `${parent}/${turn}`;
  const block = children.get(key) ?? tree.add(parent);
  children.set(key, block);
  return block;
}

/** What a trace says, however its sessions, names and blocks are numbered. */
function meaningOf({ session, requestClass, tenant, priority, deadlineMs, blocks, ...rest }: Trace) {
  const requests = Array.from({ length: rest.requestCount }, (_, request) => request);
  const sessions = numbering();
  const blockNumbers = numbering();
  return {
    ...rest,
    session: requests.map((request) => sessions(session?.[request] ?? -1)),
    requestClass: requests.map((request) => requestClass?.names[requestClass.index[request]]),
    tenant: requests.map((request) => tenant?.names[tenant.index[request]]),
    priority: requests.map((request) => priority?.[request] ?? 0),
    deadlineMs: requests.map((request) => deadlineMs?.[request] ?? Infinity),
    blocks: requests.map((request) => {
      const blockPath: number[] = [];
      const length = blocks === undefined ? 0 : pathTo(blocks.last[request], blocks.parent, blockPath);
      return [length === 0 ? 0 : blocks?.blockTokens, ...blockPath.map(blockNumbers)];
    }),
  };
}

function numbering() {
  const numbers = new Map<number, number>([[-1, -1]]);
  return (given: number) => {
    const number = numbers.get(given) ?? numbers.size - 1;
    numbers.set(given, number);
    return number;
  };
}

const read = async (file: string) => (await readTrace(file, { format: undefined, skipBadRows: false })).trace;

describe.each(FORMS)('%s', (ending) => {
  const file = () => files.path(`trace${ending}`);

  test('what is written is read back the same, and then to the last number', async () => {
    await fc.assert(
      fc.asyncProperty(traces, async (trace) => {
        await writeTrace(file(), trace);
        const first = await read(file());
        expect(meaningOf(first)).toEqual(meaningOf(trace));
        await writeTrace(file(), first);
        expect(await read(file())).toEqual(first);
      }),
      runs(60, ending === '.parquet' ? 4 : 10),
    );
  }, 60_000);

  test('more rows than a chunk holds keep their order, and the same bytes are written again', async () => {
    const count = 9001;
    const trace: Trace = {
      requestCount: count,
      arrivalMs: Float64Array.from({ length: count + 1 }, (_, i) => (i === count ? Infinity : Math.floor(i / 3) / 7)),
      promptTokens: Int32Array.from({ length: count }, (_, i) => i),
      outputTokens: Int32Array.from({ length: count }, (_, i) => 2 * i),
      session: Int32Array.from({ length: count }, (_, i) => i % 1000),
    };
    await writeTrace(file(), trace);
    expect(await read(file())).toEqual(trace);
    const bytes = await readFile(file());
    await writeTrace(file(), trace);
    expect(bytes.equals(await readFile(file()))).toBe(true);
  });

  test('a path with quotes and signs of patterns is taken as it is', async () => {
    const folder = files.path(`session=1 o'hare ${ending}`);
    const trace = traceOf({});
    await mkdir(folder);
    await writeTrace(path.join(folder, `[a]*?${ending}`), trace);
    await writeFile(path.join(folder, `axx${ending}`), 'another file');
    expect(await read(path.join(folder, `[a]*?${ending}`))).toEqual(trace);
    expect(await readdir(folder)).toHaveLength(2);
  });

  test('a folder that is not there is a mistake of the user', async () => {
    const [text] = await mistakesOf(writeTrace(files.path(`missing/trace${ending}`), traceOf({})));
    expect(text).toContain(`trace${ending}: the trace cannot be written here`);
  });

  test('a failure leaves no file behind', async () => {
    const folder = files.path(`taken${ending}`);
    await mkdir(path.join(folder, `trace${ending}`), { recursive: true });
    const [text] = await mistakesOf(writeTrace(path.join(folder, `trace${ending}`), traceOf({})));
    expect(text).toContain('the trace cannot be written here');
    expect(await readdir(folder)).toEqual([`trace${ending}`]);
    await writeFile(files.path(`part${ending}`), '');
    await mistakesOf(writeTrace(files.path(`part${ending}/trace${ending}`), traceOf({})));
  });
});

function traceOf(more: Partial<Trace>): Trace {
  return {
    requestCount: 3,
    arrivalMs: Float64Array.of(0, 0.1, 37.5, Infinity),
    promptTokens: Int32Array.of(10, 20, 30),
    outputTokens: Int32Array.of(1, 2, 3),
    ...more,
  };
}

const FULL = traceOf({
  session: Int32Array.of(7, -1, 7),
  requestClass: { names: ['chat', 'a,"b"'], index: Uint8Array.of(1, NO_CLASS, 0) },
  priority: Int8Array.of(0, -5, 0),
  deadlineMs: Float32Array.of(Infinity, 250.5, Infinity),
  blocks: { blockTokens: 16, last: Int32Array.of(2, -1, 3), parent: Int32Array.of(-1, -1, 1, 2) },
  tenant: { names: ['acme'], index: Int32Array.of(0, -1, 0) },
});

test('CSV has a column for what some request has, and empty fields', async () => {
  const full = { ...FULL, promptTokens: Int32Array.of(20, 20, 40) };
  await writeTrace(files.path('full.csv.gz'), full);
  const rows = [
    'arrival_ms,prompt_tokens,output_tokens,session,turn,class,priority,deadline_ms,prefix_blocks,block_tokens,tenant',
    '0,20,1,s0,0,"a,""b""",0,,1 2,16,acme',
    '0.1,20,2,,,,-5,250.5,,,',
    '37.5,40,3,s0,1,chat,0,,1 2 3,16,acme',
  ];
  expect(gunzipSync(await readFile(files.path('full.csv.gz'))).toString()).toBe(`${rows.join('\n')}\n`);
  await writeTrace(
    files.path('plain.csv'),
    traceOf({ session: Int32Array.of(-1, -1, -1), priority: new Int8Array(3) }),
  );
  expect(await readFile(files.path('plain.csv'), 'utf8')).toBe(
    'arrival_ms,prompt_tokens,output_tokens\n0,10,1\n0.1,20,2\n37.5,30,3\n',
  );
});

test('a deadline is written in the fewest digits that are the same number', async () => {
  const deadlineMs = Float32Array.of(100.1, 16777216, 1e-45, 3.4028234663852886e38, 1 / 3, 1e10);
  const none = new Int32Array(0);
  const arrivalMs = Float64Array.of(0, 0, 0, 0, 0, 0, Infinity);
  const trace: Trace = { requestCount: 6, arrivalMs, promptTokens: none, outputTokens: none, deadlineMs };
  await writeTrace(files.path('deadlines.csv'), trace);
  const rows = (await readFile(files.path('deadlines.csv'), 'utf8')).trim().split('\n').slice(1);
  expect(rows.map((row) => row.slice(2))).toEqual([
    '100.1',
    '16777216',
    '1e-45',
    '3.4028235e+38',
    '0.33333334',
    '10000000000',
  ]);
  expect((await read(files.path('deadlines.csv'))).deadlineMs).toEqual(deadlineMs);
});

test('JSON Lines leave out keys', async () => {
  await writeTrace(files.path('full.jsonl'), FULL);
  const [first, second] = (await readFile(files.path('full.jsonl'), 'utf8')).split('\n');
  expect(first).toBe(
    '{"arrival_ms":0,"prompt_tokens":10,"output_tokens":1,"session":"s0","turn":0,"class":"a,\\"b\\"","priority":0,' +
      '"prefix_blocks":[1,2],"block_tokens":16,"tenant":"acme"}',
  );
  expect(second).toBe('{"arrival_ms":0.1,"prompt_tokens":20,"output_tokens":2,"priority":-5,"deadline_ms":250.5}');
});

test('an ending that is not known is refused, with those that are', async () => {
  expect(await mistakesOf(writeTrace('trace.txt', FULL))).toEqual([
    'trace.txt: the ending of "trace.txt" is not that of a trace format\n' +
      '  expected a name that ends in .csv, .jsonl, .csv.gz, .jsonl.gz, .parquet',
  ]);
});

test('a row that could not be read back is refused', async () => {
  const count = 20_000;
  const trace = traceOf({
    promptTokens: Int32Array.of(count, 1, 1),
    blocks: {
      blockTokens: 1,
      last: Int32Array.of(-1, -1, count - 1),
      parent: Int32Array.from({ length: count }, (_, i) => i - 1),
    },
  });
  const [text] = await mistakesOf(writeTrace(files.path('wide.csv'), trace));
  expect(text).toContain('wide.csv: request 3 makes a line of more than 65536 bytes');
  expect(await readdir(files.path(''))).not.toContain(`wide.csv.${process.pid}.tmp`);
});
