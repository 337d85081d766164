import pc from 'picocolors';
import { printable } from '../../../core/index.js';
import type { RunComparison } from '../../results/index.js';
import { inLines } from '../in-lines.js';
import { escaped, markdownTable } from '../markdown.js';
import { terminalTable } from '../terminal.js';
import { compareTables } from './compare-table.js';
import { compareContext, compareFootnotes, compareVerdict } from './compare-words.js';

/** Two runs for a terminal: the verdict, a table for each measure, then what was compared and how. */
export function compareTerminal(
  comparison: RunComparison,
  { coloured, width = 100 }: { readonly coloured: boolean; readonly width?: number | undefined },
): string {
  const { bold, dim } = pc.createColors(coloured);
  const lines = (text: string, style: (line: string) => string) =>
    inLines(printable(text.replaceAll('\n', ' ')), width)
      .map(style)
      .join('\n');
  return [
    ...compareVerdict(comparison).map((sentence) => lines(sentence, bold)),
    ...compareTables(comparison).flatMap((table) => ['', bold(table.title), terminalTable(table)]),
    '',
    ...compareContext(comparison).map(([about, text]) => lines(`${about}: ${text}`, (line) => line)),
    ...compareFootnotes(comparison).map((note) => lines(note, dim)),
    '',
  ].join('\n');
}

/** Two runs in markdown; text from files is escaped. */
export function compareMarkdown(comparison: RunComparison): string {
  const { before, after } = comparison;
  return [
    `## ${escaped(before.path)} → ${escaped(after.path)}`,
    ...compareVerdict(comparison).map((sentence) => `**${escaped(sentence)}**`),
    ...compareTables(comparison).map((table) => `### ${escaped(table.title)}\n\n${markdownTable(table)}`),
    compareContext(comparison)
      .map(([about, text]) => `- ${about}: ${escaped(text)}`)
      .join('\n'),
    ...compareFootnotes(comparison).map((note) => `_${escaped(note)}_`),
  ]
    .join('\n\n')
    .concat('\n');
}
