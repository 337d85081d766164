import type { DuckDBConnection } from '@duckdb/node-api';
import { InputError } from '../../../core/index.js';

type DuckDb = typeof import('@duckdb/node-api');

/**
 * Opens an empty database in memory for as long as `use` takes. It has one thread, so that rows keep their order, fetches
 * no extensions, and leaves no files behind.
 * Cost: some 10 ms, the first time 100.
 * @throws InputError when the package is not installed, which is optional
 */
export async function withDuckDb<Result>(
  use: (connection: DuckDBConnection, api: DuckDb) => Promise<Result>,
): Promise<Result> {
  const api = await load();
  const database = await api.DuckDBInstance.create(':memory:', {
    threads: '1',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    temp_directory: '',
  });
  const connection = await database.connect();
  try {
    return await use(connection, api);
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

/** Whether the package is installed, which is optional. */
export async function hasDuckDb(): Promise<boolean> {
  return load().then(
    () => true,
    () => false,
  );
}

async function load(): Promise<DuckDb> {
  try {
    return await import('@duckdb/node-api');
  } catch {
    const advice = 'npm install @duckdb/node-api@1.5.5-r.5, or use CSV or JSON Lines';
    throw new InputError([{ message: 'Parquet needs @duckdb/node-api', advice }]);
  }
}

/** What DuckDB says, without the query, and with a file as the user named it. */
export function reasonOf(error: unknown, file: string, path: string): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0].replaceAll(file, path);
}
