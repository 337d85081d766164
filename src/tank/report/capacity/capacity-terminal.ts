import pc from 'picocolors';
import { printable } from '../../../core/index.js';
import type { Capacity } from '../../results/index.js';
import { inLines } from '../in-lines.js';
import { terminalTable } from '../terminal.js';
import { capacityTable } from './capacity-table.js';
import { capacityVerdict } from './capacity-verdict.js';
import { rankedAnswers } from './ranked-answers.js';

/** A search for a terminal: what it shows, then the answer of every strategy. */
export function capacityTerminal(
  capacity: Capacity,
  { coloured, width = 100 }: { readonly coloured: boolean; readonly width?: number | undefined },
): string {
  const { bold, dim } = pc.createColors(coloured);
  const { name, question } = capacity.scenario;
  const lines = (text: string, style: (line: string) => string) =>
    inLines(printable(text.replaceAll('\n', ' ')), width)
      .map(style)
      .join('\n');
  return [
    lines(question === undefined ? name : `${name}: ${question}`, (line) => line),
    '',
    ...capacityVerdict(capacity).map((sentence) => lines(sentence, bold)),
    '',
    terminalTable(capacityTable(capacity)).trimEnd(),
    ...warningsAtAnswers(capacity).map((warning) => lines(`warning: ${warning}`, (line) => line)),
    lines('Of queueing models, not of an inference engine; intervals are each for itself.', dim),
    '',
  ].join('\n');
}

/** What the runs at the answers warn of: far beyond them fleets are overloaded on purpose. */
export function warningsAtAnswers(capacity: Capacity): readonly string[] {
  return [...new Set(rankedAnswers(capacity).flatMap(({ answer }) => answer?.warnings ?? []))];
}
