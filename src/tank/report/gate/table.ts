import { printable } from '../../../core/index.js';
import { type GateCheck, regressions } from '../../verdicts/index.js';
import { terminalTable } from '../terminal.js';
import { changeTable, headline, regressionText, verdict } from './words.js';

/** What the gate found, for a terminal: a line for what is equal, tables of what changed, what failed at the end. */
export function gateTable(checks: readonly GateCheck[]): string {
  return [...checks.flatMap(checkLines), ...checks.flatMap(failures), ...verdict(checks).map(oneLine), ''].join('\n');
}

function checkLines(check: GateCheck): string[] {
  const table = changeTable(check);
  return [
    oneLine(headline(check)),
    ...check.notes.map((note) => `  ${oneLine(note)}`),
    ...(table.rows.length === 0 ? [] : [terminalTable(table)]),
  ];
}

function failures(check: GateCheck): string[] {
  return regressions(check).map((judged) => oneLine(regressionText(check.name, judged)));
}

function oneLine(text: string): string {
  return printable(text.replaceAll('\n', ' '));
}
