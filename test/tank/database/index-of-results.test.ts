import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { type Answer, ResultsDatabase } from '../../../src/tank/database/index.js';
import { tables } from '../../../src/tank/database/schema/tables.js';
import { workFolder } from '../../cli/wavetank.js';
import { duckDb } from '../../support/duckdb.js';
import { madeSummary, writeRun } from './made-runs.js';

/** The index of the folders of results: made, refreshed, shared. */

const folder = workFolder();

interface Told extends Answer {
  readonly index: ResultsDatabase['index'];
  readonly problems: readonly string[];
}

function ask(root: string, sql: string, rebuild?: true): Promise<Told> {
  const options = { memoryBytes: 500e6, timeoutMs: 60_000, rebuild };
  return ResultsDatabase.open(root, options, async (database) => {
    const answer = await database.ask(sql, 100_000);
    return { ...answer, index: database.index, problems: database.problems };
  });
}

const RUNS = 'SELECT run_id FROM runs ORDER BY run_id';

const idsIn = ({ rows }: Answer) => rows.map(([id]) => id);

describe.skipIf(duckDb.isMissing)(`the index${duckDb.reason}`, () => {
  test('holds every number of a summary with its path, and no other', async () => {
    const root = folder.path('numbers');
    await writeRun(`${root}/unequal`);
    const { rows } = await ask(
      root,
      `SELECT strategy, part, measure, value FROM measures UNION ALL SELECT strategy, part, measure, value FROM counts`,
    );
    const found = rows
      .map((row) => row.map((value) => (value === null ? '' : JSON.stringify(value).replace(/^"|"$/g, ''))).join(' '))
      .sort();
    const expected = madeSummary().strategies.flatMap(({ name, models, endpoints, measures, ...rest }) => {
      const { requests, overload, attempts, routing } = rest;
      return [
        ...leaves({ ...measures, requests, overload, attempts, routing }).map((leaf) => `${name}  ${leaf}`),
        ...[...models, ...endpoints].flatMap((part) => leaves(part).map((leaf) => `${name} ${part.id} ${leaf}`)),
      ];
    });
    expect(found).toEqual(expected.filter((leaf) => !/ (?:replicas|tail_share) /.test(leaf)).sort());
  });

  /** `path value` of everything that is a number, or a measure. */
  function leaves(of: object, above = ''): readonly string[] {
    return Object.entries(of).flatMap(([name, value]: [string, unknown]) => {
      if (typeof value === 'number') return [`${above}${name} ${value}`];
      if (typeof value !== 'object' || value === null) return [];
      if ('value' in value) return [`${above}${name} ${String(value.value)}`];
      return leaves(value, `${above}${name}.`);
    });
  }

  test('is refreshed for a new run, a changed one and one that is gone, and reads no other', async () => {
    const root = folder.path('refreshed');
    await writeRun(`${root}/one`, { name: 'one' });
    expect((await ask(root, RUNS)).index).toMatchObject({ read: 1, dropped: 0, runs: 1 });
    expect((await ask(root, RUNS)).index).toMatchObject({ read: 0, dropped: 0, runs: 1 });
    await writeRun(`${root}/two`, { name: 'two' });
    const more = await ask(root, RUNS);
    expect([more.index.read, idsIn(more)]).toEqual([1, ['one', 'two']]);
    await writeRun(`${root}/one`, { name: 'one', seed: 'another' });
    const changed = await ask(root, 'SELECT run_id, seed FROM runs ORDER BY run_id');
    expect([changed.index.read, changed.rows]).toEqual([
      1,
      [
        ['one', 'another'],
        ['two', 'a'],
      ],
    ]);
    await rm(`${root}/two`, { recursive: true });
    const fewer = await ask(root, RUNS);
    expect([fewer.index, idsIn(fewer)]).toMatchObject([{ read: 0, dropped: 1 }, ['one']]);
    const left = await ask(root, "SELECT count(*) FROM measures WHERE run_id <> 'one'");
    expect(left.rows).toEqual([[0]]);
  });

  test('is the same, refreshed step by step or made at once', async () => {
    const root = folder.path('steps');
    for (const name of ['one', 'two', 'three']) {
      await writeRun(`${root}/${name}`, { name });
      await ask(root, RUNS);
    }
    await rm(`${root}/two`, { recursive: true });
    await writeRun(`${root}/one`, { name: 'one', slower: 2 });
    const contents = Object.keys(tables).map((name) => `(SELECT list(t::VARCHAR ORDER BY t::VARCHAR) FROM ${name} t)`);
    const sql = `SELECT ${contents.join(', ')}`;
    const refreshed = await ask(root, sql);
    expect(refreshed.rows).toEqual((await ask(root, sql, true)).rows);
    expect(JSON.stringify(refreshed.rows).length).toBeGreaterThan(10_000);
  });

  test('takes no notice of a file that was only touched', async () => {
    const root = folder.path('touched');
    await writeRun(`${root}/one`, { name: 'one' });
    await ask(root, RUNS);
    await utimes(`${root}/one/summary.json`, 1_000_000, 1_000_000);
    expect(idsIn(await ask(root, RUNS))).toEqual(['one']);
    expect((await ask(root, 'SELECT count(*) FROM runs')).rows).toEqual([[1]]);
  });

  test('has earlier runs with their time, also where only the name of the folder tells it', async () => {
    const root = folder.path('earlier');
    await writeRun(`${root}/unequal`, { date: '2026-11-22T10:00:00.000Z', seed: 'c' });
    await writeRun(`${root}/unequal/earlier/2026-11-21T10-00-00-500Z`, { seed: 'b' });
    await writeRun(`${root}/unequal/earlier/2026-11-20T10-00-00Z`, { date: '2026-11-20T10:00:00.000Z', seed: 'a' });
    await writeRun(`${root}/unequal/earlier/2026-11-19T10-00-00-000Z-no-run`);
    const { rows } = await ask(root, 'SELECT time, time_source, is_latest, seed FROM runs ORDER BY time');
    expect(rows).toEqual([
      ['2026-11-20 10:00:00', 'provenance', false, 'a'],
      ['2026-11-21 10:00:00.5', 'folder', false, 'b'],
      ['2026-11-22 10:00:00', 'provenance', true, 'c'],
    ]);
    const order = await ask(root, 'SELECT age, run_before, seed_changed FROM run_order');
    expect(order.rows).toEqual([
      [1, 'unequal/earlier/2026-11-21T10-00-00-500Z', true],
      [2, 'unequal/earlier/2026-11-20T10-00-00Z', true],
      [3, null, null],
    ]);
  });

  test('tells a damaged folder in one line, leaves it out, and takes it in when it is whole again', async () => {
    const root = folder.path('damaged');
    await writeRun(`${root}/good`, { name: 'good' });
    await writeRun(`${root}/cut`, { name: 'cut' });
    await writeFile(`${root}/cut/summary.json`, '{"schema": "wavetank.summ');
    await writeRun(`${root}/old`);
    await writeFile(`${root}/old/summary.json`, '{"schema": "wavetank.summary/1"}');
    await writeRun(`${root}/odd`);
    await writeFile(
      `${root}/odd/replications.json`,
      '{"schema":"wavetank.replications/1","compared":[],"strategies":[]}',
    );
    await writeRun(`${root}/gone`);
    await rm(`${root}/gone/summary.json`);
    await writeRun(`${root}/pipe`);
    await rm(`${root}/pipe/summary.json`);
    await mkdir(`${root}/pipe/summary.json`);
    await mkdir(`${root}/not-a-run/charts`, { recursive: true });
    await writeFile(`${root}/README.md`, '# mine');
    for (const _ of ['read', 'known from the index']) {
      const found = await ask(root, RUNS);
      expect(idsIn(found)).toEqual(['good']);
      expect(found.problems).toEqual([
        'cut/summary.json: this is not JSON',
        'gone: there is no summary.json',
        expect.stringMatching(/^odd\/replications\.json: .*strategies: they differ/) as string,
        'old/summary.json: its schema is "wavetank.summary/1", not "wavetank.summary/2"',
        'pipe: summary.json is not a file',
      ]);
    }
    await writeRun(`${root}/cut`, { name: 'cut' });
    expect(idsIn(await ask(root, RUNS))).toEqual(['cut', 'good']);
  });

  test('can be deleted, damaged, or of another build: it is made anew', async () => {
    const root = folder.path('deleted');
    await writeRun(`${root}/one`, { name: 'one' });
    const { index } = await ask(root, RUNS);
    await rm(`${root}/.index`, { recursive: true });
    expect((await ask(root, RUNS)).index).toMatchObject({ read: 1, file: index.file });
    await writeFile(`${root}/.index/older.duckdb`, 'not a database');
    await rm(index.file);
    expect((await ask(root, RUNS)).index).toMatchObject({ read: 1, file: index.file });
    expect((await ask(root, RUNS, true)).index).toMatchObject({ read: 1 });
    await writeFile(index.file, 'damaged');
    expect(idsIn(await ask(root, RUNS))).toEqual(['one']);
  });

  test('is read whole while others refresh it, at once and again and again', async () => {
    const root = folder.path('at-once');
    await writeRun(`${root}/one`, { name: 'one' });
    const reader = async () => idsIn(await ask(root, RUNS));
    const together = await Promise.all([reader(), reader(), reader()]);
    expect(together).toEqual([['one'], ['one'], ['one']]);
    const answers: (readonly unknown[])[] = [];
    for (const name of ['two', 'three']) {
      const before = reader();
      await writeRun(`${root}/${name}`, { name });
      answers.push(...(await Promise.all([before, reader(), reader()])));
    }
    for (const ids of answers) expect(ids).toContain('one');
    expect(answers.at(-1)).toEqual(['one', 'three', 'two']);
    const left = await readdir(`${root}/.index`);
    expect(left.filter((name) => !name.endsWith('.duckdb'))).toEqual([]);
  });

  test('goes with the folder when that is moved', async () => {
    await writeRun(folder.path('here', 'one'), { name: 'one' });
    await ask(folder.path('here'), RUNS);
    await rename(folder.path('here'), folder.path('there'));
    expect((await ask(folder.path('there'), RUNS)).index).toMatchObject({ read: 0 });
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'is made elsewhere, and removed, where nothing can be written',
    async () => {
      const root = folder.path('read-only');
      await writeRun(`${root}/one`, { name: 'one' });
      await chmod(root, 0o555);
      const { index, rows } = await ask(root, RUNS);
      await chmod(root, 0o755);
      expect([index.isKept, existsSync(index.file), rows]).toEqual([false, false, [['one']]]);
    },
  );

  test('changes no file of a run', async () => {
    const root = folder.path('unchanged');
    await writeRun(`${root}/one`, { name: 'one', date: '2026-11-22T10:00:00.000Z' });
    const hashes = async () =>
      Promise.all(
        (await readdir(`${root}/one`)).map(async (name) => [name, sha256(await readFile(`${root}/one/${name}`))]),
      );
    const before = await hashes();
    await ask(root, RUNS);
    expect(await hashes()).toEqual(before);
  });
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
