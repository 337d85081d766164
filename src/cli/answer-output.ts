import { type Answer, csvLine, jsonRow, type Value } from '../tank/database/index.js';
import { markdownTable, terminalTable } from '../tank/report/index.js';

/** Forms that rows are printed in. */
export const ANSWER_FORMS = ['table', 'json', 'csv', 'markdown'] as const;

export type AnswerForm = (typeof ANSWER_FORMS)[number];

/**
 * The rows of an answer as text. For people, numbers have six significant digits and text is cut; JSON and CSV have all
 * there is.
 */
export function answerText({ columns, types, rows }: Answer, form: AnswerForm): string {
  if (form === 'json') return jsonText(columns, rows);
  if (form === 'csv') return [columns, ...rows].map(csvLine).join('');
  const table = { title: '', head: columns, rows: rows.map((row) => row.map((value, i) => shown(value, types[i]))) };
  return `${form === 'table' ? terminalTable(table) : markdownTable(table)}\n`;
}

function jsonText(columns: readonly string[], rows: readonly (readonly Value[])[]): string {
  if (rows.length === 0) return '[]\n';
  return `[\n${rows.map((row) => `  ${jsonRow(columns, row)}`).join(',\n')}\n]\n`;
}

/** Characters of a cell that are shown. */
const MOST_SHOWN = 200;

function shown(value: Value, type: string): string {
  if (value === null) return '–';
  if (typeof value === 'number') return numberText(value, type);
  if (type === 'TIMESTAMP' && typeof value === 'string') return value.replace(/\.\d+$/, '');
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

/** Whole numbers have every digit, and no marks of thousands: they may be years or ids. */
function numberText(value: number, type: string): string {
  const text = Number.isInteger(value) || !/DOUBLE|FLOAT|DECIMAL/.test(type) ? String(value) : digits(value);
  return text.replace('-', '\u2212');
}

function digits(value: number): string {
  return String(Number(Math.abs(value) >= 1e6 ? Math.round(value) : value.toPrecision(6)));
}

/** What is said of rows that are not shown; undefined where all are. */
export function moreText({ rows, more, isMoreUncounted }: Answer): string | undefined {
  if (more === 0) return undefined;
  const count = `${isMoreUncounted ? 'over ' : ''}${more.toLocaleString('en-US')}`;
  return `${rows.length.toLocaleString('en-US')} rows are shown, ${count} more are not: --limit N shows more, --to FILE writes all\n`;
}
