import type { Value } from './answer.js';

/** A row of a CSV file. Text that a spreadsheet would take for a formula is marked as text, as on the page. */
export function csvLine(cells: readonly Value[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

function csvCell(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = /^[=@\t\r]|^[+-](?![\d.]*$)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as a JSON list of objects, one a line. */
export async function* jsonLines(
  columns: readonly string[],
  rows: AsyncIterable<readonly Value[]> | Iterable<readonly Value[]>,
): AsyncGenerator<string> {
  let before = '[';
  for await (const row of rows) {
    yield `${before}\n  ${jsonRow(columns, row)}`;
    before = ',';
  }
  yield before === '[' ? '[]\n' : '\n]\n';
}

/** A row as a JSON object. */
export function jsonRow(columns: readonly string[], row: readonly Value[]): string {
  return `{ ${columns.map((name, i) => `${JSON.stringify(name)}: ${JSON.stringify(row[i])}`).join(', ')} }`;
}
