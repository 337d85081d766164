import { resolve } from 'node:path';
import type { DuckDBConnection, DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import type { InputError } from '../../../core/index.js';
import { quoted } from '../../../core/input/index.js';
import { reasonOf, withDuckDb } from './duckdb.js';
import { columnAdvice, mistake } from './text-guard.js';
import type { ParquetFormat } from './trace-format.js';

/**
 * The names of the columns of a Parquet file.
 * @throws InputError when the file is damaged
 */
export async function parquetColumns(path: string): Promise<readonly string[]> {
  return withDuckDb(async (connection) => (await select(connection, path, '*')).columnNames());
}

/**
 * Hands over the rows of a Parquet file in order, as objects with what the format reads. Some thousand rows are in memory,
 * and of the file what DuckDB keeps of a row group.
 * @param path as the user gave it; messages name it
 * @throws InputError when the file is damaged, or does without a column that is required or named
 */
export async function readParquet(
  path: string,
  format: ParquetFormat,
  add: (row: Readonly<Record<string, unknown>>) => void,
): Promise<void> {
  await withDuckDb(async (connection) => {
    const found = (await select(connection, path, '*')).columnNames();
    const { required, named = [] } = format;
    for (const column of [...required, ...named].filter((name) => !found.includes(name))) {
      const expected = named.includes(column) ? [] : [`expected the columns ${required.join(', ')}`];
      const advice = [...expected, columnAdvice(column, found)].join('; ');
      throw mistake(path, `the file has no column ${quoted(column)}`, advice);
    }
    const names = [...new Set([...required, ...format.optional])].filter((name) => found.includes(name));
    const result = await select(connection, path, names.map(identifier).join(', '));
    for (;;) {
      const chunk = await result.fetchChunk().catch((error: unknown) => {
        throw damaged(path, error);
      });
      if (chunk === null || chunk.rowCount === 0) return;
      const columns = chunk.getColumns().map((values) => values.map(plain));
      for (let i = 0; i < chunk.rowCount; i++) {
        add(Object.fromEntries(names.map((name, column) => [name, columns[column][i]])));
      }
    }
  });
}

/** Columns of the file in order of rows; what folders are called makes no columns. */
async function select(connection: DuckDBConnection, path: string, columns: string): Promise<DuckDBResult> {
  const file = resolve(path).replace(/[*?[]/g, '[$&]'); // one file, not a pattern
  try {
    return await connection.stream(`SELECT ${columns} FROM read_parquet($1, hive_partitioning = false)`, [file]);
  } catch (error) {
    throw damaged(path, error);
  }
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function damaged(path: string, error: unknown): InputError {
  const reason = reasonOf(error, resolve(path), path);
  return mistake(path, `the Parquet file cannot be read: ${reason}`, 'write or fetch the file again');
}

/** A value as JSON would have it; whole numbers that a number cannot hold, times and the like as text. */
function plain(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if ('items' in value && Array.isArray(value.items)) return value.items.map(plain);
  const text = String(value);
  return 'scale' in value ? Number(text) : text; // a decimal
}
