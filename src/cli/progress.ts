import { SingleBar } from 'cli-progress';
import type { Progress } from '../tank/runs/index.js';
import { formatDuration } from '../tank/report/index.js';
import type { Output } from './io.js';

/** Milliseconds in which the first jobs, run by code not yet compiled, say too little of the rest. */
const TOO_EARLY_MS = 1000;

/** A run that is over sooner needs no plain lines of its progress. */
const WORTH_A_LINE_MS = 2000;

/**
 * Shows how far a run is and how long it will take, a bar on a terminal, a plain line every tenth of the way
 * otherwise, but for the first two seconds.
 */
export class ProgressDisplay {
  readonly #scenario: string;
  readonly #noun: string;
  readonly #output: Output;
  readonly #bar: SingleBar | undefined;
  readonly #startedMs = performance.now();
  readonly #firstLineMs: number;
  /** The last progress, while the bar is drawn. */
  #drawn: Progress | undefined;
  /** Of the plain lines: where the next is due, of how many jobs, and the last number finished. */
  #nextTenth = 0;
  #jobs = 0;
  #finishedJobs = 0;
  /** When all will be finished, by the last estimate; on the clock of `performance.now`. */
  #endMs: number | undefined;

  /** Of the bar, which reads them each time that it is drawn. */
  readonly #words: { readonly scenario: string; readonly left: string };

  /**
   * @param output stderr
   * @param fromStart whether plain lines begin at once
   * @param noun what is counted
   */
  constructor(scenario: string, output: Output, fromStart = false, noun = 'jobs') {
    this.#noun = noun;
    this.#scenario = scenario;
    this.#firstLineMs = this.#startedMs + (fromStart ? 0 : WORTH_A_LINE_MS);
    this.#output = output;
    if (output.isTTY === true)
      this.#bar = new SingleBar({
        stream: output,
        format: `{scenario} [{bar}] {value}/{total} ${noun}{left}`,
        clearOnComplete: true,
      });
    const left = () => this.#left();
    this.#words = {
      scenario,
      get left() {
        return left();
      },
    };
  }

  readonly show = (progress: Progress): void => {
    const nowMs = performance.now();
    const isEarly = progress.leftMs === undefined || nowMs - this.#startedMs < TOO_EARLY_MS;
    this.#endMs = isEarly ? undefined : nowMs + progress.leftMs;
    if (this.#bar === undefined) this.#line(progress);
    else this.#draw(this.#bar, progress);
  };

  /** A line of its own, above the bar. */
  readonly note = (text: string): void => {
    const drawn = this.#drawn;
    this.stop();
    this.#output.write(`${this.#scenario}: ${text}\n`);
    if (this.#bar !== undefined && drawn !== undefined) this.#draw(this.#bar, drawn);
  };

  stop(): void {
    this.#bar?.stop();
    this.#drawn = undefined;
  }

  #draw(bar: SingleBar, progress: Progress): void {
    if (this.#drawn?.jobs === progress.jobs) bar.update(progress.finishedJobs);
    else bar.start(progress.jobs, progress.finishedJobs, this.#words);
    this.#drawn = progress;
  }

  #line({ finishedJobs, jobs }: Progress): void {
    const tenth = Math.floor((10 * finishedJobs) / jobs);
    if (jobs !== this.#jobs || finishedJobs < this.#finishedJobs) this.#nextTenth = tenth; // another batch, or after the pilot
    this.#jobs = jobs;
    this.#finishedJobs = finishedJobs;
    if (tenth < this.#nextTenth) return;
    this.#nextTenth = tenth + 1;
    if (performance.now() < this.#firstLineMs) return;
    this.#output.write(`${this.#scenario}: ${finishedJobs} of ${jobs} ${this.#noun}${this.#left()}\n`);
  }

  #left(): string {
    const leftMs = this.#endMs === undefined ? 0 : this.#endMs - performance.now();
    return leftMs > 0 ? `, about ${formatDuration(roughly(leftMs))} left` : '';
  }
}

/** Whole seconds, and of them two digits: more would be a promise. */
function roughly(ms: number): number {
  return Number((1000 * Math.ceil(ms / 1000)).toPrecision(2));
}
