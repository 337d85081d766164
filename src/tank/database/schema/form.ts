/** The forms of what the database consists of: what is said of each, and its SQL. */

type ColumnType = 'VARCHAR' | 'DOUBLE' | 'INTEGER' | 'BOOLEAN' | 'TIMESTAMP';

/** Filled from the folders of results. */
export interface Table {
  readonly summary: string;
  readonly columns: Readonly<Record<string, readonly [type: ColumnType, meaning: string]>>;
}

/** An answer that is always there. */
export interface View {
  readonly summary: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly example: string;
  /** Its SELECT, with exactly those columns. */
  readonly sql: string;
}

/** An answer that takes arguments: a table macro, which stands in FROM. */
export interface Macro extends View {
  /** No name of a column of a view: DuckDB takes them for the same. */
  readonly parameters: readonly string[];
}
