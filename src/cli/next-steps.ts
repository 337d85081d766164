import type { Summary } from '../tank/results/index.js';
import { quotedCommand } from './command-text.js';

/** A run that was made. */
interface Made {
  /** The scenario as it was named. */
  readonly file: string;
  readonly folder: string;
  readonly page: string;
  readonly summary: Summary;
  /** Whether every table was printed. */
  readonly verbose: boolean;
}

/** Where the results are, and what to do next: at most four lines. */
export function nextSteps({ file, folder, page, summary, verbose }: Made): string {
  const { compare, replications } = summary.scenario;
  const needed = summary.screening?.find(({ measure }) => measure === compare[0])?.replications_needed;
  const lines = [line('report:', `${page}: open it for charts, intervals and the scenario`), line('results:', folder)];
  if (needed !== undefined && needed > replications) {
    const more = quotedCommand(['run', file, '--replications', String(needed)]);
    lines.push(line('next:', `${more}, to decide which strategy is the best`));
  }
  if (!verbose) {
    const own = quotedCommand(['init', 'my-fleet']);
    lines.push(line('more:', `--verbose prints every table; ${own} starts your own scenario`));
  }
  return lines.join('');
}

function line(what: string, text: string): string {
  return `${what.padEnd(9)}${text}\n`;
}
