import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/core/index.js';
import { ResultsDatabase } from '../../../src/tank/database/index.js';
import { workFolder } from '../../cli/wavetank.js';
import { duckDb } from '../../support/duckdb.js';
import { writeRun } from './made-runs.js';

/** Statements that would write, see other files, or never end: refused or ended, with a message, and nothing written. */

const folder = workFolder();

beforeAll(() => writeRun(folder.path('results', 'one'), { name: 'one' }));

/** @returns the message of its refusal, or its rows */
async function ask(sql: string, { timeoutMs = 60_000, memoryBytes = 500e6 } = {}): Promise<string> {
  try {
    return await ResultsDatabase.open(folder.path('results'), { memoryBytes, timeoutMs }, async (database) =>
      JSON.stringify((await database.ask(sql, 10)).rows),
    );
  } catch (error) {
    expect(error, sql).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
}

const ONLY_READ = /^SQL: \w+ is not allowed: the database is made from the folders of results, and only read\n/;
const NO_FILES = /^SQL:.*a statement can read no files and load no extensions/;

const REFUSED: readonly (readonly [sql: string, message: RegExp])[] = [
  ["INSERT INTO runs (run_id) VALUES ('x')", ONLY_READ],
  ['DELETE FROM runs', ONLY_READ],
  ['/* SELECT */ UPDATE runs SET seed = 1', ONLY_READ],
  ['DROP TABLE runs', ONLY_READ],
  ['CREATE TEMP TABLE x AS SELECT 1', ONLY_READ],
  ['WITH x AS (SELECT 1) DELETE FROM runs', ONLY_READ],
  ['(DELETE FROM runs)', ONLY_READ],
  ["ATTACH ':memory:' AS m", ONLY_READ],
  ["ATTACH '/tmp/other.duckdb'", ONLY_READ],
  ["COPY runs TO 'runs.csv'", ONLY_READ],
  ["EXPORT DATABASE 'copy'", ONLY_READ],
  ['INSTALL httpfs', ONLY_READ],
  ['LOAD httpfs', ONLY_READ],
  ['SET threads = 4', ONLY_READ],
  ['RESET threads', ONLY_READ],
  ["PRAGMA table_info('runs')", ONLY_READ],
  ['CALL pragma_version()', ONLY_READ],
  ['BEGIN', ONLY_READ],
  ['PREPARE p AS SELECT 1', ONLY_READ],
  ["EXPLAIN ANALYZE COPY runs TO 'runs.csv'", ONLY_READ],
  ["FROM read_csv('/etc/passwd')", NO_FILES],
  ["FROM read_text('/etc/passwd')", NO_FILES],
  ["FROM read_blob('/etc/passwd')", NO_FILES],
  ["FROM glob('/*')", NO_FILES],
  ["FROM parquet_metadata('/etc/passwd')", NO_FILES],
  ['FROM duckdb_secrets()', NO_FILES],
  ["FROM '/etc/passwd'", /^SQL:1:6: Table with name \/etc\/passwd does not exist\n/],
  ["FROM enable_logging(storage = 'file', storage_config = {'path': 'log'})", ONLY_READ],
  ["FROM enable_profiling(format = 'json', save_location = 'log')", ONLY_READ],
  ["FROM query('DELETE FROM runs')", /Expected a single SELECT statement/],
  ['SELECT 1; SELECT 2', /^SQL: 2 statements were given, expected one\n/],
  ['SELECT 1; DROP TABLE runs', /^SQL: 2 statements were given, expected one\n/],
  ['SELECT $1', /^SQL: the statement has parameters/],
  ['', /^SQL: there is no statement\n/],
  [' ;; -- nothing', /^SQL: there is no statement\n/],
  [`SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)}`, /^SQL:1:\d+: memory exhausted at or near/],
  [`SELECT ${'1+'.repeat(100_000)}1`, /^SQL: Max expression depth limit of 1000 exceeded\.?\n/],
];

/** Each is ended by one of the bounds, whichever is met first. */
const ENDLESS = [
  'WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r',
  "WITH RECURSIVE r AS (SELECT 'x' n UNION ALL SELECT n || n FROM r) SELECT length(n) FROM r",
  'SELECT count(*) FROM range(1000000) a, range(1000000) b, range(1000) c',
  `SELECT count(*) FROM ${Array.from({ length: 20 }, (_, i) => `measures m${i}`).join(', ')}`,
  "SELECT repeat('x', 3000000000)",
  'SELECT range(1000000000)',
  'SELECT i FROM range(1000000000) t(i) ORDER BY random()',
];

/** A process each, one after the other: on a busy machine that takes its time. */
const PROCESSES_MS = 180_000;

describe.skipIf(duckDb.isMissing)(`a statement${duckDb.reason}`, () => {
  test(
    'that writes, sees other files or is not one is refused',
    async () => {
      for (const [sql, message] of REFUSED) expect(await ask(sql), sql.slice(0, 100)).toMatch(message);
      for (const name of ['runs.csv', 'copy', 'log']) expect(existsSync(name), name).toBe(false);
      expect(existsSync('/tmp/other.duckdb')).toBe(false);
      expect(await folder.files('results', 'one')).toEqual(['replications.json', 'summary.json']);
      expect(await ask('SELECT count(*) FROM runs')).toBe('[[1]]');
    },
    PROCESSES_MS,
  );

  test.each(ENDLESS)('that never ends, or explodes, is ended: %s', async (sql) => {
    const message = await ask(sql, { timeoutMs: 1500, memoryBytes: 100e6 });
    expect(message).toMatch(/took longer than 1\.5 s and was ended|needs more memory than it may have|DuckDB ended/);
  });

  test('of rows without end gives the first, and counts a million more', async () => {
    const { rows, more, isMoreUncounted } = await ResultsDatabase.open(
      folder.path('results'),
      { memoryBytes: 500e6, timeoutMs: 60_000 },
      (database) => database.ask('FROM range(100000000000)', 3),
    );
    expect([rows, more, isMoreUncounted]).toEqual([[[0], [1], [2]], 1_000_000, true]);
  });

  test('is ended with whoever asked', async () => {
    const interrupt = new AbortController();
    setTimeout(() => {
      interrupt.abort();
    }, 500);
    const options = { memoryBytes: 500e6, timeoutMs: 60_000, signal: interrupt.signal };
    const asked = ResultsDatabase.open(folder.path('results'), options, (database) =>
      database.ask('SELECT count(*) FROM range(1000000) a, range(1000000) b', 1),
    );
    await expect(asked).rejects.toThrow('interrupted');
  });

  test('with a mistake gets its place, and the names that may be meant', async () => {
    expect(await ask('SELECT\n  strateg\nFROM strategies')).toBe(
      [
        'SQL:2:3: Referenced column "strateg" not found in FROM clause',
        '  2 |   strateg',
        '    |   ^^^^^^^',
        '  expected a column such as strategy, place. Did you mean "strategy"?; wavetank query --schema lists tables,',
        '    columns, views and macros',
      ].join('\n'),
    );
    expect(await ask('FROM strategie')).toMatch(/SQL:1:6: Table with name strategie .*Did you mean "strategies"\?/s);
    expect(await ask("FROM histry('a', 'b')")).toMatch(/expected one of: history, .*Did you mean "history"\?/s);
    expect(await ask("SELECT 'é', foo FROM runs")).toMatch(/^SQL:1:13: .*\n.*\n {4}\| {13}\^\^\^\n/);
    expect(await ask("SELECT 'x'::INTEGER")).toMatch(/^SQL:1:\d+: Could not convert string 'x' to INT32\n/);
    expect(await ask('SELEC 1')).toMatch(/^SQL:1:1: syntax error at or near "SELEC"\n {2}1 \| SELEC 1\n {4}\| \^{5}\n/);
  });

  test('may have values of every kind', async () => {
    const sql = `SELECT 1::BIGINT, 12345678901234567890::HUGEINT, 1.5::DECIMAL(4, 2), 'nan'::DOUBLE, [1, NULL],
      {'a': [true]}, NULL, DATE '2026-01-02', TIMESTAMP '2026-01-02 03:04:05', 'a' || chr(27)`;
    expect(JSON.parse(await ask(sql))).toEqual([
      [
        1,
        '12345678901234567890',
        1.5,
        'NaN',
        [1, null],
        { a: [true] },
        null,
        '2026-01-02',
        '2026-01-02 03:04:05',
        'a\u001b',
      ],
    ]);
  });
});
