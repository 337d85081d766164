import { printable } from '../../core/index.js';
import type { Summary } from '../results/index.js';
import { rankingTable } from './ranking-table.js';
import { isNumeric, type ReportTable } from './report-table.js';
import { footnotes } from './footnotes.js';
import { describeRun, reportTables } from './tables.js';
import { verdict } from './verdict.js';

/** The summary in markdown, for job summaries and issues; text from the scenario is escaped. */
export function markdownReport(summary: Summary): string {
  const { name, question } = summary.scenario;
  return [
    `## ${escaped(name)}`,
    ...(question === undefined ? [] : [paragraph(question)]),
    ...verdict(summary).map((sentence) => `**${paragraph(sentence)}**`),
    markdownTable(rankingTable(summary)),
    escaped(describeRun(summary)),
    ...summary.warnings.map((warning) => `> **Warning:** ${escaped(warning)}`),
    ...reportTables(summary).map((table) =>
      [
        `### ${escaped(table.title)}`,
        markdownTable(table),
        ...(table.note === undefined ? [] : [escaped(table.note)]),
      ].join('\n\n'),
    ),
    ...footnotes(summary).map((note) => `_${escaped(note)}_`),
  ]
    .join('\n\n')
    .concat('\n');
}

/** A table in markdown. */
export function markdownTable({ head, rows }: ReportTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (isNumeric({ rows }, column) ? '---:' : '---'));
  return [line(head.map(escaped)), line(rule), ...rows.map((row) => line(row.map(escaped)))].join('\n');
}

/** Characters that would be markup are escaped; a line stays one line. */
export function escaped(text: string): string {
  return printable(text.replaceAll('\n', ' ')).replace(/[\\`*_{}[\]<>|#&~$]/g, '\\$&');
}

/** The text as a paragraph: neither a list nor a rule nor a block of code, whatever it begins with. */
function paragraph(text: string): string {
  return escaped(text.trim()).replace(/^(\d*)([-+=.)])/, '$1\\$2');
}
