import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { InputError } from '../../../../src/core/diagnostic.js';
import { withDuckDb } from '../../../../src/tank/recorded/formats/duckdb.js';
import { readTrace, type TraceReadOptions } from '../../../../src/tank/recorded/formats/read-trace.js';
import { writeTrace } from '../../../../src/tank/recorded/formats/write-trace.js';
import { runs } from '../../../support/runs.js';
import { mistakesOf, traceDirectory } from './trace-files.js';

const files = traceDirectory();
let fileCount = 0;

/** Writes what a query of DuckDB says, as another program would. @returns the file */
async function parquetOf(query: string): Promise<string> {
  const file = files.path(`made-${fileCount++}.parquet`);
  await withDuckDb(async (connection) => connection.run(`COPY (${query}) TO $1 (FORMAT parquet)`, [file]));
  return file;
}

const read = async (file: string, options: Partial<TraceReadOptions> = {}) =>
  readTrace(file, { format: undefined, skipBadRows: false, ...options });
const readQuery = async (query: string, options?: Partial<TraceReadOptions>) => read(await parquetOf(query), options);

describe('Parquet', () => {
  test('is recognised; times in seconds, narrow and wide numbers come out right', async () => {
    const file = await parquetOf(
      `SELECT 1000.5::DOUBLE AS arrival_s, 10::INTEGER AS prompt_tokens, 3::BIGINT AS output_tokens,
         9007199254740993::BIGINT AS session, 1::UTINYINT AS priority, 1.25::DECIMAL(9, 3) AS deadline_ms, 'x' AS other
       UNION ALL SELECT 1001.125, 11, 4::BIGINT, NULL, NULL, NULL, 'y'
       UNION ALL SELECT 1002, NULL, 5::BIGINT, 9007199254740992::BIGINT, 0, NULL, 'z'`,
    );
    const { trace, format, sha256 } = await read(file);
    expect(format).toBe('parquet');
    expect(sha256).toBe(
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    );
    expect(trace).toEqual({
      requestCount: 3,
      arrivalMs: Float64Array.of(0, 625, 1500, Infinity),
      promptTokens: Int32Array.of(10, 11, 0),
      outputTokens: Int32Array.of(3, 4, 5),
      session: Int32Array.of(0, -1, 1),
      priority: Int8Array.of(1, 0, 0),
      deadlineMs: Float32Array.of(1.25, Infinity, Infinity),
    });
  });

  test('may have other names for its columns, also with quotes, and ids of 64 bits', async () => {
    const query = `SELECT 5::BIGINT AS "t ""0""", 40::UBIGINT AS "In", 'no number' AS "in2", 16 AS n,
      [18446744073709551615::UBIGINT, 7] AS hashes, 3 AS output_tokens`;
    const columns = { arrival_ms: 't "0"', prompt_tokens: 'In', prefix_blocks: 'hashes', block_tokens: 'n' };
    const { trace } = await readQuery(query, { format: 'parquet', formatOptions: { columns } });
    expect(trace).toEqual({
      requestCount: 1,
      arrivalMs: Float64Array.of(5, Infinity),
      promptTokens: Int32Array.of(40),
      outputTokens: Int32Array.of(3),
      blocks: { blockTokens: 16, last: Int32Array.of(1), parent: Int32Array.of(-1, 0) },
    });
  });

  test('must have the columns that are named', async () => {
    const columns = { arrival_s: 'time', prompt_tokens: 'inn' };
    const reading = readQuery('SELECT 1 AS time, 5 AS "in"', { formatOptions: { columns } });
    expect((await mistakesOf(reading))[0]).toContain(
      ': the file has no column "inn"\n  the file has "time", "in". Did you mean "in"?',
    );
  });

  test('rows in another order are refused by their number, or sorted', async () => {
    const query = 'SELECT 5000 - i AS arrival_ms, i::INTEGER AS prompt_tokens FROM range(5000) t(i)';
    expect((await mistakesOf(readQuery(query)))[0]).toMatch(
      /parquet:2: arrival_ms 4999 is earlier than that of line 1/,
    );
    const { trace } = await readQuery(query, { sort: true });
    expect(trace.requestCount).toBe(5000);
    expect([trace.arrivalMs[0], trace.promptTokens[0], trace.promptTokens[4999]]).toEqual([1, 4999, 0]);
  });

  test('a column that is required and not there is named, in its own spelling', async () => {
    expect((await mistakesOf(readQuery('SELECT 1 AS Arrival_MS')))[0]).toMatch(
      /parquet: the file has no column "arrival_ms"\n {2}expected the columns arrival_ms/,
    );
    const formatOptions = { columns: { arrival_s: 'when' } };
    expect((await mistakesOf(readQuery('SELECT 1 AS arrival_ms', { formatOptions })))[0]).toContain('no column "when"');
  });

  test('times may be dates of DuckDB, with and without a zone', async () => {
    for (const type of ['TIMESTAMP', 'TIMESTAMPTZ', 'TIMESTAMP_NS', 'TIMESTAMP_S']) {
      const { trace } = await readQuery(
        `SELECT v::${type} AS arrival_ms FROM (VALUES ('2024-01-01 00:00:00'), ('2024-01-01 00:01:00')) t(v)`,
      );
      expect([...trace.arrivalMs]).toEqual([0, 60_000, Infinity]);
    }
  });

  test.each([
    ["SELECT 'soon' AS arrival_ms", /:1: arrival_ms "soon" cannot be used\n {2}expected milliseconds/],
    ['SELECT -1 AS arrival_ms', /:1: arrival_ms -1 cannot be used/],
    ['SELECT NULL::DOUBLE AS arrival_ms', /:1: arrival_ms is missing/],
    ["SELECT DATE '2024-01-01' AS arrival_ms", /:1: arrival_ms "2024-01-01" cannot be used/],
    ['SELECT 1 AS arrival_ms, 2.5 AS prompt_tokens', /:1: prompt_tokens 2.5 cannot be used/],
    ['SELECT 1 AS arrival_ms, [1] AS session', /:1: session a list cannot be used/],
    ['SELECT 1 AS arrival_ms, 16 AS prompt_tokens, [1, NULL] AS prefix_blocks', /:1: prefix_blocks\[1\] null cannot/],
    ['SELECT 1 AS arrival_ms, 16 AS prompt_tokens, [1] AS prefix_blocks', /:1: block_tokens is missing/],
  ])('%s: the place is the number of the row', async (query, expected) => {
    const [text] = await mistakesOf(readQuery(query));
    expect(text).toMatch(expected);
    expect(text).not.toContain('|');
  });

  test('bad rows are skipped and counted; the number of rows is limited', async () => {
    const query = 'SELECT CASE i % 3 WHEN 0 THEN -1 ELSE i END AS arrival_ms FROM range(9) t(i)';
    const { trace, skippedRows, firstSkipped } = await readQuery(query, { skipBadRows: true });
    expect([trace.requestCount, skippedRows, firstSkipped.map(({ line }) => line)]).toEqual([6, 3, [1, 4, 7]]);
    const [text] = await mistakesOf(
      readQuery('SELECT i AS arrival_ms FROM range(9) t(i)', { limits: { requests: 5 } }),
    );
    expect(text).toContain(':6: the trace has more than 5 requests');
    expect((await mistakesOf(readQuery('SELECT 1 AS arrival_ms LIMIT 0')))[0]).toContain('the file has no rows');
  });

  test('a file says what it is', async () => {
    const file = files.path('schema.parquet');
    await writeTrace(file, (await readQuery('SELECT 1 AS arrival_ms')).trace);
    const rows = await withDuckDb(async (connection) => {
      const query = 'SELECT decode(key), decode(value) FROM parquet_kv_metadata($1)';
      return (await connection.run(query, [file])).getRows();
    });
    expect(rows).toContainEqual(['schema', 'wavetank.trace/1']);
  });
});

describe('a file is refused', () => {
  test('when it is Parquet and another format was asked for, or the reverse', async () => {
    const [text] = await mistakesOf(readQuery('SELECT 1 AS arrival_ms', { format: 'csv' }));
    expect(text).toContain('parquet: the file is Parquet, but another format is named');
    const csv = await files.write('arrival_ms\n1\n', 'text.parquet');
    expect((await mistakesOf(read(csv, { format: 'parquet' })))[0]).toContain(
      'text.parquet: the file is not Parquet, but that format is named',
    );
    expect((await read(csv)).format).toBe('csv');
    const packed = await files.write(gzipSync('PAR1\0\0\0'), 'packed.parquet');
    expect((await mistakesOf(read(packed)))[0]).toContain('the file is not text');
  });

  test('when it is damaged', async () => {
    const bytes = await readFile(await parquetOf('SELECT i AS arrival_ms FROM range(5000) t(i)'));
    for (const some of [bytes.subarray(0, 4), bytes.subarray(0, 900), Buffer.concat([Buffer.from('PAR1'), bytes])]) {
      const texts = await mistakesOf(read(await files.write(some, 'damaged.parquet')));
      expect(texts).toHaveLength(1);
      expect(texts[0]).toMatch(/^damaged\.parquet: the Parquet file cannot be read: .+\n {2}write or fetch the file/);
      expect(texts[0]).not.toContain('SELECT');
    }
  });

  test('or read, whatever bytes of it are changed', async () => {
    const bytes = await readFile(
      await parquetOf("SELECT i AS arrival_ms, i % 7 AS prompt_tokens, 's' || i % 3 AS session FROM range(300) t(i)"),
    );
    const change = fc.tuple(fc.integer({ min: 4, max: bytes.length - 1 }), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const changed = Buffer.from(bytes);
        for (const [at, value] of changes) changed[at] = value;
        const outcome: unknown = await read(await files.write(changed, 'changed.parquet')).catch(
          (error: unknown) => error,
        );
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(InputError);
      }),
      runs(100, 15),
    );
  }, 60_000);
});

describe('without @duckdb/node-api', () => {
  afterEach(() => {
    vi.doUnmock('@duckdb/node-api');
  });

  test('the advice says how to get it', async () => {
    vi.doMock('@duckdb/node-api', () => {
      throw new Error('not found');
    });
    const fresh = '../../../../src/tank/recorded/formats/duckdb.js?fresh'; // not the one that has the package
    const { withDuckDb } = (await import(fresh)) as typeof import('../../../../src/tank/recorded/formats/duckdb.js');
    await expect(withDuckDb(async () => Promise.resolve())).rejects.toThrow(
      /^Parquet needs .*: npm install @duckdb\/node-api@1\.5\.5-r\.5, or use CSV or JSON Lines$/,
    );
  });
});
