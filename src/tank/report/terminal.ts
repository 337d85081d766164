import Table from 'cli-table3';
import pc from 'picocolors';
import { printable } from '../../core/diagnostic.js';
import type { Summary } from '../results/summary.js';
import { describeRun, footnotes, type ReportTable, reportTables } from './tables.js';

/** The summary as tables for a terminal; colours where picocolors finds that they are wanted (NO_COLOR is respected). */
export function terminalReport(summary: Summary): string {
  const { name, question } = summary.scenario;
  return [
    pc.bold(question === undefined ? name : `${name}: ${printable(question)}`),
    describeRun(summary),
    ...summary.warnings.map((warning) => `${pc.yellow('warning:')} ${printable(warning)}`),
    ...reportTables(summary).map((table) => `\n${pc.bold(table.title)}\n${terminalTable(table)}`),
    ...footnotes(summary).map((note) => pc.dim(note)),
    '',
  ].join('\n');
}

/** A table with aligned columns: the first to the left, numbers to the right. */
export function terminalTable({ head, rows }: Pick<ReportTable, 'head' | 'rows'>): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (isNumeric(rows, column) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(row.map((cell) => printable(cell).replace(' [', '\n['))); // intervals on a line below
  return table.toString();
}

function isNumeric(rows: readonly (readonly string[])[], column: number): boolean {
  return column > 0 && rows.every((row) => /^(?:[\d+\u2212[–]|off)/.test(row[column]));
}
