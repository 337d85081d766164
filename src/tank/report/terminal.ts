import Table from 'cli-table3';
import pc from 'picocolors';
import { printable } from '../../core/index.js';
import type { Summary } from '../results/index.js';
import { footnotes } from './footnotes.js';
import { inLines } from './in-lines.js';
import { type RankingColumn, rankingColumns } from './ranking-table.js';
import { isNumeric, type ReportTable } from './report-table.js';
import { describeRun, reportTables } from './tables.js';
import { verdict } from './verdict.js';

export interface TerminalLook {
  /** Whether the terminal shows colours. */
  readonly coloured: boolean;
  /** Characters of a line; default 100. */
  readonly width?: number | undefined;
  /** Whether every table is shown below the verdict. */
  readonly verbose?: boolean | undefined;
}

const USUAL_WIDTH = 100;

/**
 * The summary for a terminal: the verdict, then one table with the best strategy first, then warnings; every table where all
 * was asked for. Every text in it is one line without control characters, broken at the width.
 */
export function terminalReport(
  summary: Summary,
  { coloured, width = USUAL_WIDTH, verbose = false }: TerminalLook,
): string {
  const { bold, dim, yellow } = pc.createColors(coloured);
  const { name, question } = summary.scenario;
  const lines = (text: string, style: (line: string) => string) => inLines(oneLine(text), width).map(style).join('\n');
  const plain = (text: string) => text;
  const tables = reportTables(summary).map((table) =>
    [
      `\n${bold(oneLine(table.title))}`,
      terminalTable(table),
      ...(table.note === undefined ? [] : [lines(table.note, dim)]),
    ].join('\n'),
  );
  return [
    lines(question === undefined ? name : `${name}: ${question}`, plain),
    lines(describeRun(summary), dim),
    '',
    ...verdict(summary).map((sentence) => lines(sentence, bold)),
    '',
    rankingText(summary, width, coloured),
    '',
    ...summary.warnings.map((warning) => lines(`warning: ${warning}`, plain).replace('warning:', yellow('warning:'))),
    ...(verbose ? tables : []),
    ...(verbose ? footnotes(summary) : SHORT_NOTES).map((note) => lines(note, dim)),
    '',
  ].join('\n');
}

export const SHORT_NOTES = [
  'P50, P95, P99: response times in ms, intervals 95 %, of queueing models, not of an inference engine.',
];

/** The ranking as a table without lines, as wide as there is room: what matters less is left out before names are cut. */
function rankingText(summary: Summary, width: number, coloured: boolean): string {
  const { green, red } = pc.createColors(coloured);
  const all = rankingColumns(summary, width >= USUAL_WIDTH).map((column) => ({
    ...column,
    head: oneLine(column.head),
    cells: column.cells.map(oneLine),
  }));
  const [names, ...rest] = fitting(all, width);
  const room = Math.max(LEAST_NAME, width - rest.reduce((sum, column) => sum + GAP.length + widthOfColumn(column), 0));
  const columns = [{ ...names, cells: names.cells.map((cell) => shortened(cell, room)) }, ...rest];
  const table = new Table({
    chars: { ...NO_LINES, middle: GAP },
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    head: columns.map((column) => inLines(column.head, widthOfColumn(column)).join('\n')),
    colAligns: columns.map((column) => (isNumeric({ rows: [['', ...column.cells]] }, 1) ? 'right' : 'left')),
  });
  const painted = (cell: string) => (cell.startsWith('✓') ? green(cell) : cell.startsWith('✗') ? red(cell) : cell);
  table.push(...summary.strategies.map((_, row) => columns.map(({ cells }) => painted(cells[row]))));
  return table.toString().replace(/ +$/gm, '');
}

const GAP = '  ';
const NO_LINES = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ].map((place) => [place, '']),
);
/** Characters of a name that stay, whatever the width. */
const LEAST_NAME = 12;

/** The columns that there is room for with names of some length. */
function fitting(columns: readonly RankingColumn[], width: number): readonly RankingColumn[] {
  const total = columns.reduce((sum, column) => sum + GAP.length + widthOfColumn(column), -GAP.length);
  const least = Math.max(...columns.map(({ leftOut }) => leftOut));
  if (total <= width || least === 0) return columns;
  return fitting(
    columns.filter(({ leftOut }) => leftOut !== least),
    width,
  );
}

function widthOfColumn({ head, cells }: RankingColumn): number {
  const words = head.split(' ').map(({ length }) => length);
  return Math.max(...words, ...cells.map(({ length }) => length));
}

function shortened(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** A table with aligned columns: the first to the left, numbers to the right; heads are broken to keep it narrow. */
export function terminalTable({ head, rows }: Pick<ReportTable, 'head' | 'rows'>): string {
  const cells = rows.map((row) => row.map((cell) => oneLine(cell).replace(' [', '\n['))); // intervals on a line below
  const widths = head.map((_, column) => Math.max(LEAST_WIDTH, ...cells.map((row) => widthOf(row[column]))));
  const table = new Table({
    head: head.map((text, column) => inLines(oneLine(text), widths[column]).join('\n')),
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
