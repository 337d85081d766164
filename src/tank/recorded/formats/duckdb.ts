import type { DuckDBConnection } from '@duckdb/node-api';
import { loadOptional, type Need } from '../../../core/index.js';

type DuckDb = typeof import('@duckdb/node-api');

const PARQUET: Need = {
  what: 'Parquet needs',
  packages: ['@duckdb/node-api'],
  otherwise: 'or use CSV or JSON Lines',
};

/**
 * Opens an empty database in memory for as long as `use` takes. It has one thread, so that rows keep their order, fetches
 * no extensions, and leaves no files behind.
 * Cost: some 10 ms, the first time 100.
 * @throws MissingPackageError when the package, which is optional, is not installed
 */
export async function withDuckDb<Result>(
  use: (connection: DuckDBConnection, api: DuckDb) => Promise<Result>,
): Promise<Result> {
  const api = await requireDuckDb();
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

/** @throws MissingPackageError when the package, which is optional, is not installed */
export function requireDuckDb(): Promise<DuckDb> {
  return loadOptional(PARQUET, () => import('@duckdb/node-api'));
}

/** What DuckDB says, without the query, and with a file as the user named it. */
export function reasonOf(error: unknown, file: string, path: string): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0].replaceAll(file, path);
}
