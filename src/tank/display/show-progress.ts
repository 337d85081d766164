import { Interrupted } from '../../core/index.js';
import { formatDuration } from '../report/index.js';
import type { Progress } from '../runs/index.js';
import { cell } from './cell.js';

/** What a run is given: see `showProgress`. */
export interface ShownProgress {
  readonly onProgress: (progress: Progress) => void;
  readonly onEnd: () => void;
  readonly signal: AbortSignal;
}

/**
 * Shows how far a run is, in one line that is replaced: of the output of a cell, or of the terminal. An interrupt ends the run. On
 * Ctrl-C in a program it gives what it has finished, and a second one ends the program; the stop button of a notebook ends
 * the cell, so there the run throws, and nothing that comes after it in the cell is done.
 * @example const results = await run(scenario, { replications: 40, ...showProgress() })
 */
export function showProgress(): ShownProgress {
  const show = lineShown();
  const controller = new AbortController();
  const interrupt = () => {
    controller.abort(cell() === undefined ? undefined : new Interrupted('interrupted'));
  };
  const listen = () => process.once('SIGINT', interrupt);
  // tslab runs a cell up to its first await with a handler of the system's: a listener that is added meanwhile would leave that in place
  const later = cell() === undefined ? void listen() : setImmediate(listen);
  let last = '';
  return {
    onProgress: (progress) => {
      const text = textOf(progress);
      if (text !== last) show(text, progress.finishedJobs >= progress.jobs);
      last = text;
    },
    onEnd: () => {
      clearImmediate(later);
      process.removeListener('SIGINT', interrupt);
    },
    signal: controller.signal,
  };
}

function textOf({ scenario, finishedJobs, jobs, leftMs = 0 }: Progress): string {
  const isOver = finishedJobs >= jobs;
  const left =
    isOver || leftMs < LEAST_LEFT_MS ? '' : `, about ${formatDuration(1000 * Math.ceil(leftMs / 1000))} left`;
  return `${scenario}: ${finishedJobs} of ${jobs} done${left}`;
}

const LEAST_LEFT_MS = 2000;

/** What shows a line in place of the one before. */
function lineShown(): (text: string, isLast: boolean) => void {
  const output = cell()?.newDisplay();
  if (output !== undefined)
    return (text) => {
      output.text(text);
    };
  const { stderr } = process;
  if (stderr.isTTY) return (text, isLast) => void stderr.write(`\r\x1b[K${text}${isLast ? '\n' : ''}`);
  return (text, isLast) => {
    if (isLast) stderr.write(`${text}\n`);
  };
}
