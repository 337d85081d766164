import { terminalTable } from '../src/tank/report/terminal.js';
import type { Row } from './row.js';

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * The rows as tables: one for each first part of their names (`route`, `simulate`), with the last parts as columns and
 * what lies between as rows. Notes follow as lines.
 */
export function benchTables(rows: readonly Row[], asMarkdown: boolean): string {
  const topics = [...grouped(rows, ({ name }) => name.slice(0, name.indexOf('/')))];
  return topics.map(([topic, own]) => topicTable(topic, own, asMarkdown)).join('\n\n');
}

/** In markdown, numbers to the right. */
export function markdownTable({ head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (rows.every((row) => /^[-+\d]|^$/.test(row[column])) ? '---:' : '---'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function topicTable(topic: string, rows: readonly Row[], asMarkdown: boolean): string {
  const measures = [...new Set(rows.map(({ name }) => parts(name).measure))];
  const cells = [...grouped(rows, ({ name }) => parts(name).subject)].map(([subject, own]) => [
    subject,
    ...measures.map((measure) => formatted(own.find(({ name }) => parts(name).measure === measure))),
  ]);
  const table = { head: [topic, ...measures], rows: cells };
  const notes = rows.flatMap(({ name, note }) => (note === undefined ? [] : `- ${name}: ${note}`));
  if (asMarkdown) return [markdownTable(table), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
  return [terminalTable({ head: table.head, rows: cells }), ...notes].join('\n');
}

/** The rows by key, in the order in which the keys first come. */
function grouped(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

function parts(name: string): { readonly subject: string; readonly measure: string } {
  const [, ...rest] = name.split('/');
  const measure = rest.pop() ?? '';
  return { subject: rest.join('/'), measure };
}

/** Times as whole ns, or as ms with three digits; ratios and bytes with two decimals, so that a noise floor reads as one. */
function formatted(row: Row | undefined): string {
  if (row === undefined) return '';
  const { value, unit } = row;
  if (unit === 'ratio' || unit === 'bytes') return value.toFixed(2);
  if (unit === 'ms') return value < 100 ? value.toPrecision(3) : Math.round(value).toLocaleString('en-US');
  return Math.round(value).toLocaleString('en-US');
}
