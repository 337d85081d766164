import { printable } from '../../../core/index.js';
import type { GateCheck } from '../../verdicts/index.js';
import { formatNumber } from '../numbers.js';
import { terminalTable } from '../terminal.js';
import { changeTable } from './words.js';

const SHOWN = ['strategy', 'measure', 'baseline', 'now', 'change'];

interface Changes extends Pick<GateCheck, 'judged' | 'numbers'> {
  /** What one of the two alone has, in words. */
  readonly oneSided: readonly string[];
}

/**
 * What a new baseline changes, from old to new.
 * @param changes undefined where there was none before, or none that could be read
 */
export function changedBaseline(path: string, changes: Changes | undefined): string {
  if (changes === undefined) return `${path}: new\n`;
  const { compared, changed } = changes.numbers;
  const notes = changes.oneSided.map((note) => `  ${printable(note)}\n`).join('');
  if (compared === 0) return `${path}: no number in it was there before\n${notes}`;
  if (changed === 0) return `${path}: all ${formatNumber(compared)} numbers as before\n${notes}`;
  const { head, rows } = changeTable(changes);
  const columns = SHOWN.map((name) => head.indexOf(name));
  const table = { head: SHOWN, rows: rows.map((row) => columns.map((column) => row[column])) };
  return `${path}: ${formatNumber(changed)} of ${formatNumber(compared)} numbers changed\n${notes}${rows.length === 0 ? '' : `${terminalTable(table)}\n`}`;
}
