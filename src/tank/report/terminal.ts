import Table from 'cli-table3';
import pc from 'picocolors';
import { printable } from '../../core/index.js';
import type { Summary } from '../results/index.js';
import { conclusions } from './conclusions.js';
import { isNumeric, type ReportTable } from './report-table.js';
import { footnotes } from './footnotes.js';
import { describeRun, reportTables } from './tables.js';

/**
 * The summary as tables for a terminal. Every text in it is one line without control characters.
 * @param coloured whether the terminal shows colours
 */
export function terminalReport(summary: Summary, coloured: boolean): string {
  const { bold, dim, yellow } = pc.createColors(coloured);
  const { name, question } = summary.scenario;
  return [
    bold(oneLine(question === undefined ? name : `${name}: ${question}`)),
    oneLine(describeRun(summary)),
    ...summary.warnings.map((warning) => `${yellow('warning:')} ${oneLine(warning)}`),
    ...reportTables(summary).map((table) => `\n${bold(oneLine(table.title))}\n${terminalTable(table)}`),
    ...conclusions(summary).map((conclusion) => bold(oneLine(conclusion))),
    ...footnotes(summary).map((note) => dim(oneLine(note))),
    '',
  ].join('\n');
}

/** A table with aligned columns: the first to the left, numbers to the right; heads are broken to keep it narrow. */
export function terminalTable({ head, rows }: Pick<ReportTable, 'head' | 'rows'>): string {
  const cells = rows.map((row) => row.map((cell) => oneLine(cell).replace(' [', '\n['))); // intervals on a line below
  const widths = head.map((_, column) => Math.max(LEAST_WIDTH, ...cells.map((row) => widthOf(row[column]))));
  const table = new Table({
    head: head.map((text, column) => broken(oneLine(text), widths[column])),
    colAligns: head.map((_, column) => (isNumeric({ rows }, column) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...cells);
  return table.toString();
}

const LEAST_WIDTH = 6; // characters of a head that stay on one line in any case

function oneLine(text: string): string {
  return printable(text.replaceAll('\n', ' '));
}

function widthOf(cell: string): number {
  return Math.max(...cell.split('\n').map(({ length }) => length));
}

/** The text in lines of at most `width` characters, as far as its words allow. */
function broken(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
