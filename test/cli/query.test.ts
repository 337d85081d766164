import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { ResultsDatabase } from '../../src/tank/database/index.js';
import { duckDb } from '../support/duckdb.js';
import { madeSummary, writeRun } from '../tank/database/made-runs.js';
import { expectMistake, wavetank, workFolder } from './wavetank.js';

/** `wavetank query` and `wavetank history`. */

const folder = workFolder();
const root = () => folder.path('results');
const query = (...args: readonly string[]) => wavetank(['query', ...args, '--out', root()]);
const history = (...args: readonly string[]) => wavetank(['history', ...args, '--out', root()]);

beforeAll(async () => {
  await writeRun(`${root()}/unequal`, { seed: 'b', date: '2026-11-22T10:00:00.000Z' });
  await writeRun(`${root()}/unequal/earlier/2026-11-20T10-00-00-000Z`, {
    ...{ slower: 2, sha256: 'f'.repeat(64), date: '2026-11-20T10:00:00.000Z' },
  });
});

describe.skipIf(duckDb.isMissing)(`query${duckDb.reason}`, () => {
  test('prints a table, JSON, CSV or Markdown', async () => {
    const sql =
      "SELECT strategy, 2 / 3 AS share, NULL AS nothing, 1000000 AS n FROM strategies WHERE run_id = 'unequal'";
    expect(await query(sql)).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        '┌──────────────┬──────────┬─────────┬─────────┐',
        '│ strategy     │    share │ nothing │       n │',
        '├──────────────┼──────────┼─────────┼─────────┤',
        '│ round_robin  │ 0.666667 │       – │ 1000000 │',
        '│ least_loaded │ 0.666667 │       – │ 1000000 │',
        '└──────────────┴──────────┴─────────┴─────────┘',
        '',
      ].join('\n'),
    });
    const rows = ['round_robin', 'least_loaded'].map((strategy) => ({ strategy, share: 2 / 3, nothing: null, n: 1e6 }));
    const json = await query(sql, '--format', 'json');
    expect(JSON.parse(json.stdout)).toEqual(rows);
    expect((await query(sql, '--format', 'csv')).stdout).toBe(
      `strategy,share,nothing,n\nround_robin,${2 / 3},,1000000\nleast_loaded,${2 / 3},,1000000\n`,
    );
    expect((await query(sql, '--format', 'markdown')).stdout).toContain('| round\\_robin | 0.666667 | – | 1000000 |\n');
  });

  test('prints no more rows than asked for, and says how many there are', async () => {
    const { stdout, stderr } = await query('FROM range(2500) t(i)', '--limit', '2', '--format', 'csv');
    expect([stdout, stderr]).toEqual([
      'i\n0\n1\n',
      '2 rows are shown, 2,498 more are not: --limit N shows more, --to FILE writes all\n',
    ]);
    expect((await query('FROM range(0) t(i)', '--format', 'json')).stdout).toBe('[]\n');
  });

  test('lets no control character reach a terminal, and no formula a spreadsheet', async () => {
    const sql = `SELECT chr(27) || '[31m' || chr(10) || 'x' AS a, '=1+1' AS b, '-2' AS c, '@x' AS d, '"q", r' AS e, '+x' AS f`;
    const { stdout } = await query(sql);
    expect(stdout).toContain('│ ·[31m x │');
    expect((await query(sql, '--format', 'csv')).stdout).toBe(
      `a,b,c,d,e,f\n"\u001b[31m\nx",'=1+1,-2,'@x,"""q"", r",'+x\n`.replace('\u001b', '\u001b'),
    );
  });

  test('writes all rows to a file, whose name tells its form', async () => {
    const sql = 'SELECT i, i / 2 AS half, [i] AS list FROM range(3000) t(i)';
    for (const form of ['parquet', 'csv', 'json']) {
      const file = folder.path(`rows.${form}`);
      const outcome = await query(sql, '--to', file);
      expect(outcome).toEqual({ code: 0, stdout: '', stderr: `${file}: 3000 rows\n` });
    }
    const json = JSON.parse(await readFile(folder.path('rows.json'), 'utf8')) as unknown[];
    expect([json.length, json[2999]]).toEqual([3000, { i: 2999, half: 1499.5, list: [2999] }]);
    const csv = (await readFile(folder.path('rows.csv'), 'utf8')).split('\n');
    expect([csv.length, csv[0], csv[1]]).toEqual([3002, 'i,half,list', '0,0,[0]']);
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const parquet = await connection.runAndReadAll(
      'SELECT count(*)::INTEGER, sum(half), max(list)::VARCHAR FROM read_parquet($1)',
      [folder.path('rows.parquet')],
    );
    expect(parquet.getRows()).toEqual([[3000, (2999 * 3000) / 4, '[2999]']]);
    connection.closeSync();
  });

  test('writes no file where the statement is wrong, or its place cannot be written to', async () => {
    const file = folder.path('none.parquet');
    expectMistake(await query('FROM nothing', '--to', file), 'SQL:1:6: Table with name nothing does not exist');
    expectMistake(
      await query('SELECT 1', '--to', folder.path('none.xlsx')),
      /none\.xlsx: .*\n.*\.parquet, \.csv, \.json/,
    );
    for (const form of ['parquet', 'csv', 'json']) {
      const nowhere = folder.path('nowhere', `none.${form}`);
      expectMistake(await query('SELECT 1', '--to', nowhere), `${nowhere}: this file cannot be written`);
    }
    expect((await folder.files()).filter((name) => /none|tmp/.test(name))).toEqual([]);
  });

  test('ends a statement at its time, and refuses what is no time, size or number', async () => {
    const slow = 'SELECT count(*) FROM range(1000000) a, range(1000000) b';
    expectMistake(await query(slow, '--timeout', '300ms'), 'SQL: the statement took longer than 0.3 s and was ended');
    expectMistake(await query('SELECT 1', '--timeout', '5'), 'Expected a duration with a unit');
    expectMistake(await query('SELECT 1', '--memory', '1KB'), 'Expected 64MB or more');
    expectMistake(await query('SELECT 1', '--limit', '0'), 'Expected a whole number from 1');
    expectMistake(await query(), 'there is no statement');
  });

  test('says of a damaged folder in one line that it is left out, and of one that is not there what to do', async () => {
    await writeRun(folder.path('damaged', 'good'));
    await folder.write('damaged/bad\u001b/summary.json', '{');
    const { code, stdout, stderr } = await wavetank([
      ...['query', 'SELECT count(*) AS n FROM runs', '--format', 'csv', '--out', folder.path('damaged')],
    ]);
    expect([code, stdout]).toEqual([0, 'n\n1\n']);
    expect(stderr).toBe(`left out: ${folder.path('damaged')}/bad·/summary.json: this is not JSON\n`);
    const none = folder.path('no-results');
    expectMistake(
      await wavetank(['query', 'SELECT 1', '--out', none]),
      `${none}: results cannot be read here: there is no such folder\n  expected a folder that wavetank run wrote`,
    );
    await folder.write('empty/README.md', '');
    const empty = await wavetank(['query', 'FROM runs', '--format', 'csv', '--out', folder.path('empty')]);
    expect([empty.code, empty.stderr]).toEqual([
      0,
      `${folder.path('empty')}: there are no runs here; wavetank run writes them\n`,
    ]);
  });

  test('ends with 130 on Ctrl-C', async () => {
    await writeRun(folder.path('interrupted', 'one'));
    await writeFile(folder.path('interrupted', 'one', 'summary.json'), '{');
    const { code } = await wavetank(['query', 'SELECT 1', '--out', folder.path('interrupted', 'nothing')], {});
    expect(code).toBe(2);
    const interrupt = new AbortController();
    interrupt.abort();
    const options = { memoryBytes: 500e6, timeoutMs: 1000, signal: interrupt.signal };
    await expect(
      ResultsDatabase.open(folder.path('interrupted'), options, (database) => database.ask('SELECT 1', 1)),
    ).rejects.toThrow('interrupted');
    expect(await folder.files('interrupted', '.index')).toEqual([]);
  });
});

test('query --schema needs no results and no DuckDB', async () => {
  const { code, stdout, stderr } = await wavetank(['query', '--schema', '--out', 'nowhere']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Tables\n\nruns: One row per run/);
  expect(stdout).toContain(
    `\n  example: wavetank query "SELECT rank, strategy, value, behind, verdict FROM strategy_rank(`,
  );
});

describe.skipIf(duckDb.isMissing)(`history${duckDb.reason}`, () => {
  const values = () => madeSummary().strategies.map(({ measures }) => measures.response_time_ms?.p99?.value ?? NaN);

  test('shows the compared measure of every run, by strategy, and marks a scenario that changed', async () => {
    const { code, stdout, stderr } = await history('unequal');
    expect([code, stderr]).toEqual([0, '']);
    const rows = stdout.split('\n').filter((line) => line.includes('2026-11-2'));
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatch(/response_time_ms\.p99 │ round_robin .*2026-11-20 10:00:00 .* a .* 0\.1\.0 .* 4 │ f{8} +│/);
    expect(rows[1]).toMatch(/round_robin .*2026-11-22 10:00:00 .* b .* [0-9a-f]{8} changed/);
    const json = JSON.parse((await history('unequal', '--format', 'json')).stdout) as { value: number }[];
    expect(json.map(({ value }) => value)).toEqual(values().flatMap((value) => [2 * value, value]));
  });

  test('shows another measure, also of a part, and says which there are', async () => {
    const csv = (await history('unequal', '--measure', 'models.fast.utilization', '--format', 'csv')).stdout;
    expect(csv).toMatch(/^measure,strategy,time,value,low,high,seed,/);
    expect(csv.match(/^models\.fast\.utilization,/gm)).toHaveLength(4);
    expectMistake(
      await history('unequal', '--measure', 'response_time.p99'),
      'no run of unequal has a measure "response_time.p99"',
      /Did you mean\s+"response_time_ms\.p99"\?/,
    );
    expectMistake(await history('uneqal'), 'there are no runs of a scenario "uneqal"', 'Did you mean "unequal"?');
    expectMistake(await wavetank(['history', 'x', '--out', folder.path('empty')]), 'wavetank run writes runs there');
  });
});
