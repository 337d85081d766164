/** DuckDB is an optional package: tests that need it say so in their titles, and skip without it. */
const isMissing = await import('@duckdb/node-api').then(
  () => false,
  () => true,
);

export const duckDb = { isMissing, reason: isMissing ? ' (skipped: @duckdb/node-api is not installed)' : '' };
