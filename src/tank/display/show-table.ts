import { shown, type Showable, shownHtml } from '../report/index.js';
import { cell } from './cell.js';

export interface ShowTableOptions {
  /** Most rows of a table of one's own. Default 50. */
  readonly rows?: number;
}

const USUAL_WIDTH = 100;

/**
 * Shows results: of a run, a sweep or a capacity what they say in words, then the table that tells it; of traces what they are
 * like, side by side; of a list of objects a column for every key. HTML in a cell of a notebook, else text on the terminal.
 * @example showTable(await run('scenarios/quickstart.yaml'))
 * @example showTable({ recorded: inspectTrace(recorded), made: inspectTrace(made) })
 */
export function showTable(what: Showable, { rows = 50 }: ShowTableOptions = {}): void {
  const found = shown(what, rows);
  const output = cell()?.display;
  if (output === undefined) console.log(found.text(process.stdout.columns || USUAL_WIDTH));
  else output.html(shownHtml(found));
}
