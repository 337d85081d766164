import type { DuckDBConnection } from '@duckdb/node-api';
import { loadOptional, type Need } from '../../core/index.js';

export type DuckDb = typeof import('@duckdb/node-api');

const DATABASE: Need = { what: 'the results database needs', packages: ['@duckdb/node-api'] };

/** @throws MissingPackageError when the package, which is optional, is not installed */
export function requireDuckDb(): Promise<DuckDb> {
  return loadOptional(DATABASE, () => import('@duckdb/node-api'));
}

/**
 * What every database here is opened with, in the order in which DuckDB takes it: one thread, so that answers are the same
 * every time; no extensions from elsewhere; nothing that does not fit in memory goes to the disk.
 */
const SETTINGS = {
  threads: '1',
  temp_directory: '',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
};

/** What a statement of a user is asked with, beyond that: it can neither write, nor see another file, nor change this. */
const LOCKED = {
  access_mode: 'READ_ONLY',
  errors_as_json: 'true', // they have the place of the mistake
  enable_external_access: 'false',
  lock_configuration: 'true',
};

export interface DatabaseChoice {
  /** `:memory:` for one in memory. */
  readonly file: string;
  readonly memoryBytes: number;
  /** Whether it is read with the statement of a user. */
  readonly isLocked?: boolean;
}

/** Opens a database for as long as `use` takes. */
export async function withDatabase<Result>(
  { file, memoryBytes, isLocked = false }: DatabaseChoice,
  use: (connection: DuckDBConnection, api: DuckDb) => Promise<Result>,
): Promise<Result> {
  const api = await requireDuckDb();
  const database = await api.DuckDBInstance.create(file, {
    ...SETTINGS,
    memory_limit: `${Math.floor(memoryBytes / 1000)}KB`,
    ...(isLocked && LOCKED),
  });
  try {
    const connection = await database.connect();
    try {
      return await use(connection, api);
    } finally {
      connection.closeSync();
    }
  } finally {
    database.closeSync();
  }
}
