import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Trace } from '../../trace/index.js';
import { reasonOf, withDuckDb } from './duckdb.js';
import type { NormalColumn } from './normal-form.js';
import { mistake } from './text-guard.js';
import { writtenColumns } from './written-columns.js';

const TYPES: Readonly<Record<NormalColumn, string>> = {
  arrival_ms: 'DOUBLE',
  prompt_tokens: 'INTEGER',
  output_tokens: 'INTEGER',
  session: 'VARCHAR',
  turn: 'INTEGER',
  class: 'VARCHAR',
  priority: 'TINYINT',
  deadline_ms: 'FLOAT',
  prefix_blocks: 'INTEGER[]',
  block_tokens: 'INTEGER',
  tenant: 'VARCHAR',
};

const BATCH = 2048; // rows: what a vector of DuckDB holds

/**
 * Writes a trace as Parquet. All rows are in memory once more, as columns, before the file is written.
 * @param file that is written
 * @param path as the user gave it; messages name it
 * @throws InputError when DuckDB is not installed, or the file cannot be written
 */
export async function writeParquet(file: string, trace: Trace, path: string): Promise<void> {
  await withDuckDb(async (connection, api) => {
    await fillTable(connection, api, trace);
    const options = `FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, KV_METADATA {schema: 'wavetank.trace/1'}`;
    try {
      await connection.run(`COPY (SELECT * FROM trace ORDER BY rowid) TO $1 (${options})`, [resolve(file)]);
    } catch (error) {
      const reason = reasonOf(error, resolve(file), path);
      throw mistake(path, `the trace cannot be written here: ${reason}`, 'choose another path');
    }
  });
}

type Api = Pick<typeof import('@duckdb/node-api'), 'DuckDBDataChunk' | 'listValue'>;

async function fillTable(connection: DuckDBConnection, api: Api, trace: Trace): Promise<void> {
  const columns = writtenColumns(trace);
  await connection.run(`CREATE TABLE trace (${columns.map(({ name }) => `"${name}" ${TYPES[name]}`).join(', ')})`);
  const appender = await connection.createAppender('trace');
  const types = columns.map((_, i) => appender.columnType(i));
  for (let first = 0; first < trace.requestCount; first += BATCH) {
    const requests = Array.from({ length: Math.min(BATCH, trace.requestCount - first) }, (_, i) => first + i);
    const chunk = api.DuckDBDataChunk.create(types, requests.length);
    columns.forEach(({ value }, column) => {
      const values = requests.map(value).map((one) => (typeof one === 'object' ? api.listValue(one) : (one ?? null)));
      chunk.setColumnValues(column, values);
    });
    appender.appendDataChunk(chunk);
    await setImmediate(); // appending is synchronous: interrupts and progress have their turn
  }
  appender.closeSync();
}
