import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { rowValues } from '../measures/index.js';
import { requireDuckDb, withDuckDb } from '../recorded/index.js';
import type { JobRows } from './request-rows.js';
import { unwritable } from './results-folder.js';

/** Columns of requests.parquet and requests.csv, with their types in DuckDB. */
const COLUMNS = {
  strategy: 'VARCHAR',
  replication: 'INTEGER',
  request: 'INTEGER',
  arrival_ms: 'DOUBLE',
  class: 'VARCHAR',
  session: 'INTEGER',
  prompt_tokens: 'INTEGER',
  output_tokens: 'INTEGER',
  demand_ms: 'DOUBLE',
  attempts: 'UTINYINT',
  endpoint: 'VARCHAR',
  waiting_time_ms: 'DOUBLE',
  response_time_ms: 'DOUBLE',
  status: 'VARCHAR',
} as const;

type Row = Readonly<Record<keyof typeof COLUMNS, string | number | null>>;

const NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];

export type RowsForm = 'parquet' | 'csv';

/**
 * The form that rows will have: Parquet, unless CSV is asked for or DuckDB is not there.
 * @throws MissingPackageError when Parquet is asked for and DuckDB, which is optional, is not installed
 */
export async function rowsForm(asked: RowsForm | undefined): Promise<RowsForm> {
  if (asked === 'csv') return asked;
  try {
    await requireDuckDb();
    return 'parquet';
  } catch (error) {
    if (asked === 'parquet') throw error;
    return 'csv';
  }
}

/**
 * Writes one row a request of every job, in the order of jobs, to `requests.parquet` or `requests.csv` in a folder of
 * results; a file of the other form that is there is removed. Written to a temporary sibling that is then renamed.
 * @param endpoints ids by index
 * @returns the path
 * @throws InputError when it cannot be written, or Parquet is asked for without DuckDB
 */
export async function writeRows(
  folder: string,
  form: RowsForm,
  jobs: readonly JobRows[],
  endpoints: readonly string[],
): Promise<string> {
  const path = join(folder, `requests.${form}`);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await WRITERS[form](temporary, jobs, endpoints);
    await rename(temporary, path);
    await rm(join(folder, `requests.${form === 'csv' ? 'parquet' : 'csv'}`), { force: true });
    return path;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined); // the first failure is told
    throw error instanceof Error && 'code' in error ? unwritable(folder, error) : error;
  }
}

/** Removes the rows of an earlier run, so that none stand beside results that they do not belong to. */
export async function removeRows(folder: string): Promise<void> {
  for (const form of Object.keys(WRITERS)) await rm(join(folder, `requests.${form}`), { force: true });
}

type Writer = (file: string, jobs: readonly JobRows[], endpoints: readonly string[]) => Promise<void>;

const WRITERS: Readonly<Record<RowsForm, Writer>> = { csv: writeCsv, parquet: writeParquet };

const BATCH = 2048; // rows: what a vector of DuckDB holds

function* batchesOf(jobs: readonly JobRows[], endpoints: readonly string[]): Generator<readonly Row[]> {
  for (const { strategy, replication, rows } of jobs) {
    for (let first = 0; first < rows.requestCount; first += BATCH) {
      yield Array.from({ length: Math.min(BATCH, rows.requestCount - first) }, (_, i) => ({
        strategy,
        replication,
        ...rowValues(rows, endpoints, first + i),
      }));
    }
  }
}

async function writeCsv(file: string, jobs: readonly JobRows[], endpoints: readonly string[]): Promise<void> {
  function* text() {
    yield `${NAMES.join(',')}\n`;
    for (const rows of batchesOf(jobs, endpoints)) {
      yield rows.map((row) => `${NAMES.map((name) => field(row[name])).join(',')}\n`).join('');
    }
  }
  await pipeline(Readable.from(text()), createWriteStream(file));
}

function field(value: string | number | null): string {
  if (value === null) return '';
  return typeof value === 'string' && /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value);
}

async function writeParquet(file: string, jobs: readonly JobRows[], endpoints: readonly string[]): Promise<void> {
  await withDuckDb(async (connection, api) => {
    const columns = NAMES.map((name) => `"${name}" ${COLUMNS[name]}`);
    await connection.run(`CREATE TABLE requests (${columns.join(', ')})`);
    const appender = await connection.createAppender('requests');
    const types = NAMES.map((_, i) => appender.columnType(i));
    for (const rows of batchesOf(jobs, endpoints)) {
      const chunk = api.DuckDBDataChunk.create(types, rows.length);
      NAMES.forEach((name, column) => {
        chunk.setColumnValues(
          column,
          rows.map((row) => row[name]),
        );
      });
      appender.appendDataChunk(chunk);
      await setImmediate(); // appending is synchronous: interrupts have their turn
    }
    appender.closeSync();
    const options = `FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, KV_METADATA {schema: 'wavetank.requests/1'}`;
    await connection.run(`COPY (SELECT * FROM requests ORDER BY rowid) TO $1 (${options})`, [resolve(file)]);
  });
}
