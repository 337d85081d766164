import type { GateCheck } from '../../verdicts/index.js';
import { formatNumber } from '../numbers.js';
import { terminalTable } from '../terminal.js';
import { changeTable } from './words.js';

const SHOWN = ['strategy', 'measure', 'baseline', 'now', 'change'];

/**
 * What a new baseline changes, from old to new.
 * @param changes undefined where there was none before, or none that could be read
 */
export function changedBaseline(path: string, changes: Pick<GateCheck, 'judged' | 'numbers'> | undefined): string {
  if (changes === undefined) return `${path}: new\n`;
  const { compared, changed } = changes.numbers;
  if (changed === 0) return `${path}: all ${formatNumber(compared)} numbers as before\n`;
  const { head, rows } = changeTable(changes);
  const columns = SHOWN.map((name) => head.indexOf(name));
  const table = { head: SHOWN, rows: rows.map((row) => columns.map((column) => row[column])) };
  return `${path}: ${formatNumber(changed)} of ${formatNumber(compared)} numbers changed\n${rows.length === 0 ? '' : `${terminalTable(table)}\n`}`;
}
