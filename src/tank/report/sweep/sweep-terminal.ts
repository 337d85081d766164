import pc from 'picocolors';
import { printable } from '../../../core/index.js';
import type { Sweep } from '../../results/index.js';
import { inLines } from '../in-lines.js';
import { terminalTable } from '../terminal.js';
import { sweepTable } from './sweep-table.js';
import { sweepVerdict } from './sweep-verdict.js';

/** A sweep for a terminal: what it shows, then the compared measure at every point. */
export function sweepTerminal(
  sweep: Sweep,
  measure: string,
  { coloured, width = 100 }: { readonly coloured: boolean; readonly width?: number | undefined },
): string {
  const { bold, dim } = pc.createColors(coloured);
  const { name, question } = sweep.scenario;
  const lines = (text: string, style: (line: string) => string) =>
    inLines(printable(text.replaceAll('\n', ' ')), width)
      .map(style)
      .join('\n');
  const warnings = [...new Set(sweep.points.flatMap(({ warnings: each }) => each))];
  return [
    lines(question === undefined ? name : `${name}: ${question}`, (line) => line),
    '',
    ...sweepVerdict(sweep).map((sentence) => lines(sentence, bold)),
    '',
    terminalTable(sweepTable(sweep, measure, false)).trimEnd(),
    ...warnings.slice(0, MOST_WARNINGS).map((warning) => lines(`warning: ${warning}`, (line) => line)),
    ...(warnings.length > MOST_WARNINGS ? [`${warnings.length - MOST_WARNINGS} more warnings: sweep.json`] : []),
    lines('Of queueing models, not of an inference engine; intervals are on the page and in rows.csv.', dim),
    '',
  ].join('\n');
}

const MOST_WARNINGS = 5;
