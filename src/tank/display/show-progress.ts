import { formatDuration } from '../report/index.js';
import type { Progress } from '../runs/index.js';
import { cell } from './cell.js';

/** What a run is given: see `showProgress`. */
interface ShownProgress {
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

/**
 * Shows how far a run is, in one line that is replaced: of the output of a cell, or of the terminal. The signal ends the run at
 * an interrupt: the stop button of a notebook, or Ctrl-C, whose second press ends the program.
 * @example const results = await run(scenario, { replications: 40, ...showProgress() })
 */
export function showProgress(): ShownProgress {
  const show = lineShown();
  const interrupt = new Interrupt();
  let last = '';
  return {
    onProgress: (progress) => {
      interrupt.isWanted = progress.finishedJobs < progress.jobs;
      const text = textOf(progress);
      if (text !== last) show(text, !interrupt.isWanted);
      last = text;
    },
    signal: interrupt.signal,
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

/** An interrupt of the process, heard only while it is wanted. */
class Interrupt {
  readonly #controller = new AbortController();
  readonly #abort = () => {
    this.#controller.abort();
  };
  #isHeard = false;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  set isWanted(isWanted: boolean) {
    if (isWanted === this.#isHeard) return;
    this.#isHeard = isWanted;
    if (isWanted) process.once('SIGINT', this.#abort);
    else process.removeListener('SIGINT', this.#abort);
  }

  get isWanted(): boolean {
    return this.#isHeard;
  }
}
