import type { DuckDBAppender, DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { DuckDb } from './open-duckdb.js';
import { type Row, type TableName, tables } from './schema/tables.js';

/** Rows of a vector of DuckDB. */
const BATCH = 2048;

type AnyRow = Readonly<Record<string, string | number | boolean | null>>;

/** Appends rows to tables, some thousand at a time. */
export class TableFiller {
  readonly #connection: DuckDBConnection;
  readonly #api: DuckDb;
  readonly #waiting = new Map<TableName, AnyRow[]>();
  readonly #appenders = new Map<TableName, { appender: DuckDBAppender; types: readonly DuckDBType[] }>();

  constructor(connection: DuckDBConnection, api: DuckDb) {
    this.#connection = connection;
    this.#api = api;
  }

  async add<Name extends TableName>(table: Name, rows: readonly Row<Name>[]): Promise<void> {
    const waiting = this.#waiting.get(table) ?? [];
    this.#waiting.set(table, waiting);
    for (const row of rows) {
      waiting.push(row);
      if (waiting.length === BATCH) await this.#append(table);
    }
  }

  /** To be called once, when all rows were added. */
  async finish(): Promise<void> {
    for (const table of this.#waiting.keys()) await this.#append(table);
    for (const { appender } of this.#appenders.values()) appender.closeSync();
  }

  async #append(table: TableName): Promise<void> {
    const rows = this.#waiting.get(table) ?? [];
    if (rows.length === 0) return;
    const { appender, types } = await this.#appender(table);
    const chunk = this.#api.DuckDBDataChunk.create(types, rows.length);
    Object.entries(tables[table].columns).forEach(([name, [type]], column) => {
      chunk.setColumnValues(
        column,
        rows.map((row) => (type === 'TIMESTAMP' ? this.#timestamp(row[name]) : row[name])),
      );
    });
    appender.appendDataChunk(chunk);
    rows.length = 0;
  }

  async #appender(table: TableName) {
    const known = this.#appenders.get(table);
    if (known !== undefined) return known;
    const appender = await this.#connection.createAppender(table);
    const types = Object.keys(tables[table].columns).map((_, column) => appender.columnType(column));
    const made = { appender, types };
    this.#appenders.set(table, made);
    return made;
  }

  #timestamp(time: string | number | boolean | null): DuckDBValue {
    return typeof time === 'string' ? new this.#api.DuckDBTimestampValue(BigInt(Date.parse(time)) * 1000n) : null;
  }
}
