/** A value of an answer: whole numbers that a number cannot hold, times and the like are text. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

/** What a statement gave. */
export interface Answer {
  /** Names, each once. */
  readonly columns: readonly string[];
  /** Their types, as DuckDB calls them. */
  readonly types: readonly string[];
  readonly rows: readonly (readonly Value[])[];
  /** Rows beyond those. */
  readonly more: number;
  /** Whether there are more than were counted. */
  readonly isMoreUncounted: boolean;
}
