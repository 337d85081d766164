import type { FinishedJob, Job } from './executor.js';

/**
 * How long the jobs that are left will take, from those that are finished. Strategies differ in speed: each is reckoned
 * with the mean of its own jobs, before it has any with that of all. A job that is running counts as a whole one.
 */
export class TimeLeft {
  readonly #workers: number;
  readonly #strategies: { open: number; finished: number; wallMs: number }[];

  constructor(strategies: number, workers: number) {
    this.#workers = workers;
    this.#strategies = Array.from({ length: strategies }, () => ({ open: 0, finished: 0, wallMs: 0 }));
  }

  add(jobs: readonly Job[]): void {
    for (const { strategy } of jobs) this.#strategies[strategy].open++;
  }

  /** Takes a job that is finished, in this run or an earlier one. */
  finish({ result: { strategy }, wallMs }: FinishedJob): void {
    const own = this.#strategies[strategy];
    own.open--;
    if (wallMs === undefined) return;
    own.finished++;
    own.wallMs += wallMs;
  }

  giveUp({ strategy }: Job): void {
    this.#strategies[strategy].open--;
  }

  /** @returns milliseconds; undefined before any job was timed. Cost: O(strategies) */
  get ms(): number | undefined {
    const finished = this.#strategies.reduce((sum, each) => sum + each.finished, 0);
    if (finished === 0) return undefined;
    const overall = this.#strategies.reduce((sum, { wallMs }) => sum + wallMs, 0) / finished;
    let total = 0;
    let longest = 0;
    for (const { open, finished: own, wallMs } of this.#strategies) {
      if (open === 0) continue;
      const mean = own === 0 ? overall : wallMs / own;
      total += open * mean;
      longest = Math.max(longest, mean);
    }
    return Math.max(total / this.#workers, longest); // the last job is not shared
  }
}
