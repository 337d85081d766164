import { SingleBar } from 'cli-progress';
import type { Progress } from '../tank/experiment/run-experiment.js';

/** Shows how far a run is, on stderr: a bar on a terminal, a plain line every tenth of the way otherwise. */
export class ProgressDisplay {
  readonly #bar = process.stderr.isTTY ? new SingleBar({ format: FORMAT, clearOnComplete: true }) : undefined;
  #started = false;
  #nextTenth = 0;

  readonly show = (progress: Progress): void => {
    if (this.#bar === undefined) this.#line(progress);
    else if (this.#started) this.#bar.update(progress.finishedJobs);
    else this.#bar.start(progress.jobs, progress.finishedJobs, { scenario: progress.scenario });
    this.#started = true;
  };

  stop(): void {
    this.#bar?.stop();
  }

  #line({ scenario, finishedJobs, jobs }: Progress): void {
    const tenth = Math.floor((10 * finishedJobs) / jobs);
    if (tenth < this.#nextTenth) return;
    this.#nextTenth = tenth + 1;
    process.stderr.write(`${scenario}: ${finishedJobs} of ${jobs} jobs\n`);
  }
}

const FORMAT = '{scenario} [{bar}] {value}/{total} jobs, {eta_formatted} left';
