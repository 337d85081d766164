import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { InputError, VERSION } from '../../core/index.js';
import { parseRun } from '../results/index.js';
import { TableFiller } from './fill-tables.js';
import { Interrupted } from './interrupted.js';
import { type DuckDb, requireDuckDb, withDatabase } from './open-duckdb.js';
import { rowsOfRun, type RunPlace } from './rows-of-run.js';
import { type FoundRun, readFiles, type RunFiles, scan, sha256Of, textHash } from './scan.js';
import { schemaSql } from './schema/registry.js';
import { type TableName, tables } from './schema/tables.js';

/** Folder of indexes, in that of the results. All in it can be deleted at will. */
const INDEX = '.index';

export interface RefreshOptions {
  /** Whether every folder is read again. */
  readonly rebuild?: boolean | undefined;
  readonly memoryBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** An index that holds what the folders hold. */
export interface FreshIndex {
  readonly file: string;
  /** Folders whose files were read, and those that are gone since the last index; all others are as they were. */
  readonly read: number;
  readonly dropped: number;
  readonly runs: number;
  /** Whether it stays for the next query, in the folder of results. */
  readonly isKept: boolean;
  /** To be called when nobody reads it any more. */
  readonly release: () => Promise<void>;
}

/**
 * Makes sure that there is an index of a folder of results. Its name is the hash of what it is made of, so that it is never
 * changed: whoever reads one reads it to the end, whatever others do, and two who make the same one do no harm.
 * Cost: looks at three files of each run; reads what is new or changed.
 * @throws InputError when there is no such folder, MissingPackageError without DuckDB
 */
export async function refreshIndex(root: string, options: RefreshOptions): Promise<FreshIndex> {
  const found = await scan(root);
  const name = `${textHash(JSON.stringify([FORM, found.map(({ id, fingerprint }) => [id, fingerprint])]))}.duckdb`;
  const file = join(root, INDEX, name);
  const kept = { file, runs: found.length, isKept: true, release: () => Promise.resolve() };
  if (options.rebuild !== true && (await exists(file))) return { ...kept, read: 0, dropped: 0 };
  await requireDuckDb(); // before anything is written
  const folder = await writableFolder(join(root, INDEX));
  if (folder === undefined) {
    const home = await mkdtemp(join(tmpdir(), 'wavetank-index-'));
    const release = () => rm(home, { recursive: true, force: true });
    try {
      const made = await makeIndex(join(home, name), undefined, found, options);
      return { ...kept, ...made, file: join(home, name), isKept: false, release };
    } catch (error) {
      await release();
      throw error;
    }
  }
  const before = options.rebuild === true ? undefined : await newestIn(folder);
  const made = await throughTemporary(file, (temporary) => makeIndex(temporary, before, found, options));
  await removeOld(folder, name);
  return { ...kept, ...made };
}

/** Indexes of another form are of no use. */
const FORM = textHash([VERSION, ...schemaSql()].join('\n'));

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

/** @returns undefined where nothing can be written */
async function writableFolder(folder: string): Promise<string | undefined> {
  try {
    await mkdir(folder, { recursive: true });
    await rm(await mkdtemp(join(folder, 'probe-')), { recursive: true });
    return folder;
  } catch {
    return undefined;
  }
}

/** @param make makes the file of that name, which then takes its place */
async function throughTemporary<Result>(file: string, make: (temporary: string) => Promise<Result>): Promise<Result> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const result = await make(temporary);
    await rename(temporary, file).catch(async (error: unknown) => {
      if (!(await exists(file))) throw error; // else one that is in use has the same content
    });
    return result;
  } finally {
    await rm(temporary, { force: true });
    await rm(`${temporary}.wal`, { force: true });
  }
}

async function newestIn(folder: string): Promise<string | undefined> {
  const indexes = await indexesIn(folder);
  return indexes.filter(({ path }) => path.endsWith('.duckdb')).sort((a, b) => b.mtimeMs - a.mtimeMs)[0]?.path;
}

async function indexesIn(folder: string): Promise<readonly { readonly path: string; readonly mtimeMs: number }[]> {
  const names = await readdir(folder).catch(() => []);
  const stats = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const mtimeMs = (await stat(path).catch(() => undefined))?.mtimeMs;
      return mtimeMs === undefined ? [] : [{ path, mtimeMs }];
    }),
  );
  return stats.flat();
}

/** After that an index is surely open to whoever looked for it. */
const IN_USE_MS = 60_000;

/** Removes indexes that a newer one replaced, and what killed processes left behind. */
async function removeOld(folder: string, name: string): Promise<void> {
  const files = await indexesIn(folder);
  const made = files.find(({ path }) => path === join(folder, name))?.mtimeMs ?? 0;
  for (const { path, mtimeMs } of files) {
    if (mtimeMs < made - IN_USE_MS) await rm(path, { force: true, recursive: true }).catch(() => undefined);
  }
}

/** What an index says of a folder. */
interface KnownFolder {
  readonly fingerprint: string;
  readonly sha256: string;
}

/** Makes an index from the one before, of which only what changed is replaced; from nothing where that is of no use. */
async function makeIndex(
  file: string,
  before: string | undefined,
  found: readonly FoundRun[],
  { memoryBytes, signal }: RefreshOptions,
): Promise<{ readonly read: number; readonly dropped: number }> {
  if (before !== undefined) {
    try {
      await copyFile(before, file);
      return await withDatabase({ file, memoryBytes }, async (connection, api) => {
        const form = await connection.runAndReadAll(`SELECT form FROM index_form`);
        if (form.getRows()[0]?.[0] !== FORM) throw new Error('an index of another form');
        return await update(connection, api, found, signal);
      });
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      await rm(file, { force: true }); // of another form, damaged, or gone: nothing is lost
      await rm(`${file}.wal`, { force: true });
    }
  }
  return withDatabase({ file, memoryBytes }, async (connection, api) => {
    for (const statement of schemaSql()) await connection.run(statement);
    await connection.run('CREATE TABLE index_form AS SELECT $1 AS form', [FORM]);
    return update(connection, api, found, signal);
  });
}

async function update(
  connection: DuckDBConnection,
  api: DuckDb,
  found: readonly FoundRun[],
  signal: AbortSignal | undefined,
) {
  const rows = await connection.runAndReadAll('SELECT run_id, fingerprint, sha256 FROM folders');
  const known = new Map<string, KnownFolder>(
    (rows.getRows() as string[][]).map(([id, fingerprint, sha256]) => [id, { fingerprint, sha256 }]),
  );
  const changed = found.filter(({ id, fingerprint }) => known.get(id)?.fingerprint !== fingerprint);
  const there = new Set(found.map(({ id }) => id));
  const gone = [...known.keys()].filter((id) => !there.has(id));
  await connection.run('BEGIN');
  for (const id of gone) await remove(connection, id);
  const filler = new TableFiller(connection, api);
  for (const run of changed) {
    if (signal?.aborted === true) throw new Interrupted('interrupted');
    await replace(connection, filler, run, known.get(run.id));
  }
  await filler.finish();
  await connection.run('COMMIT');
  await connection.run('CHECKPOINT');
  return { read: changed.length, dropped: gone.length };
}

async function remove(connection: DuckDBConnection, id: string): Promise<void> {
  for (const table of Object.keys(tables) as TableName[])
    await connection.run(`DELETE FROM ${table} WHERE run_id = $1`, [id]);
}

async function replace(
  connection: DuckDBConnection,
  filler: TableFiller,
  run: FoundRun,
  known: KnownFolder | undefined,
): Promise<void> {
  const { id: run_id, fingerprint } = run;
  const files = await readFiles(run.path).catch((error: unknown) => reasonOf(error));
  const sha256 = typeof files === 'string' ? textHash(files) : sha256Of(files);
  if (known?.sha256 === sha256) {
    await connection.run('UPDATE folders SET fingerprint = $1 WHERE run_id = $2', [fingerprint, run_id]);
    return;
  }
  if (known !== undefined) await remove(connection, run_id);
  const rows = typeof files === 'string' ? `${run.id}: ${files}` : readRows(run, files);
  const problem = typeof rows === 'string' ? rows : null;
  await filler.add('folders', [{ run_id, fingerprint, sha256, problem }]);
  if (typeof rows === 'string') return;
  for (const table of Object.keys(rows) as (keyof typeof rows)[]) await filler.add(table, rows[table]);
}

/** @returns why there are none, in one line */
function readRows(run: FoundRun, { summary, replications, provenance }: RunFiles) {
  if (summary === undefined) return `${run.id}: there is no summary.json`;
  try {
    const stored = parseRun(run.id, {
      summary: summary.toString(),
      replications: replications?.toString(),
      provenance: provenance?.toString(),
    });
    return rowsOfRun(placeOf(run, textHash(summary), stored.provenance?.date), stored);
  } catch (error) {
    return reasonOf(error);
  }
}

function placeOf(
  { id, isLatest, time, fileTime }: FoundRun,
  summarySha256: string,
  date: string | undefined,
): RunPlace {
  const place = { id, isLatest, summarySha256 };
  if (date !== undefined && !Number.isNaN(Date.parse(date))) return { ...place, time: date, timeSource: 'provenance' };
  if (time !== undefined) return { ...place, time, timeSource: 'folder' };
  return { ...place, time: fileTime, timeSource: 'file' };
}

function reasonOf(error: unknown): string {
  if (error instanceof InputError) {
    const [{ file, message }] = error.diagnostics;
    return file === undefined ? message : `${file}: ${message}`;
  }
  return error instanceof Error ? error.message : String(error);
}
