import { createHash } from 'node:crypto';
import { InputError, LimitError } from '../../core/index.js';
import { codeSha256 } from './code-sha256.js';
import type { JobFiles } from './job-files.js';
import type { Plan } from '../plan/index.js';
import { createExecutor, type Executor, type ExecutorOptions, type FinishedJob, type Job } from './executor.js';
import type { RecordedTrace } from './recorded.js';
import { TimeLeft } from './time-left.js';

export interface Progress {
  readonly scenario: string;
  readonly finishedJobs: number;
  readonly jobs: number;
  /** Milliseconds until the rest is finished, roughly; undefined while nothing is known. */
  readonly leftMs?: number | undefined;
}

export interface JobRunsOptions extends ExecutorOptions {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Hears, in words, of what went wrong and was put up with. */
  readonly onNotice?: ((notice: string) => void) | undefined;
  /** Where finished jobs are kept, and those of an earlier run are found. */
  readonly files?: JobFiles | undefined;
}

/** A job whose thread died twice. */
export interface LostJob extends Job {
  readonly why: string;
  /** Whether it was one of those that the warm-up is found in. */
  readonly isPilot: boolean;
}

/** What a file keeps of a job: with another warm-up, found in other pilot runs, it would measure another window. */
interface KeptJob {
  readonly warmUpMs: number;
  readonly job: FinishedJob;
}

/**
 * Runs the jobs of one experiment, batch after batch in the same threads. A job whose thread dies is run once more, then
 * given up; jobs that an earlier run has left in files are not run again, and those that threads finish are written
 * there meanwhile. Jobs of this thread are short, and not worth a file.
 */
export class JobRuns {
  readonly #plan: Plan;
  readonly #options: JobRunsOptions;
  readonly #executor: Executor;
  readonly #timeLeft: TimeLeft;
  readonly #lost: LostJob[] = [];
  #jobs = 0;
  #finishedJobs = 0;
  #reused = 0;

  /** Starts the threads; `close` ends them. */
  constructor(plan: Plan, recorded: RecordedTrace | undefined, options: JobRunsOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#executor = createExecutor(plan, recorded?.trace, options);
    this.#timeLeft = new TimeLeft(plan.strategies.length, Math.max(1, options.threads));
  }

  /** Jobs given up, of all batches, in the order of jobs whichever thread died first. */
  get lost(): readonly LostJob[] {
    return [...this.#lost].sort((a, b) => a.replication - b.replication || a.strategy - b.strategy);
  }

  /** Jobs that an earlier run had finished, of all batches. */
  get reused(): number {
    return this.#reused;
  }

  /**
   * @returns the finished jobs in the order of `jobs`, without those given up and, after an interruption, not finished
   * @throws InputError when there is no room for a job, or what else it threw: a fault
   */
  async run(jobs: readonly Job[]): Promise<readonly FinishedJob[]> {
    this.#jobs += jobs.length;
    this.#timeLeft.add(jobs);
    const finished = await this.#earlier(jobs);
    this.#report();
    const running = this.#executor.run(
      jobs.filter((job) => !finished.has(jobName(job))),
      {
        onFinished: (job) => {
          const name = jobName(job.result);
          finished.set(name, job);
          if (this.#options.threads > 0)
            this.#options.files?.write(name, { warmUpMs: this.#plan.warmUpMs, job } satisfies KeptJob);
          this.#count(job);
          this.#report();
        },
        onDeath: (job, why, isLost) => {
          this.#died(job, why, isLost);
        },
      },
    );
    await running.catch((error: unknown) => {
      if (!(error instanceof LimitError)) throw error;
      throw new InputError([{ message: error.message, advice: 'nothing was written' }]);
    });
    return jobs.flatMap((job) => finished.get(jobName(job)) ?? []);
  }

  /** Ends the threads, and waits until every finished job is in its file. */
  async close(): Promise<void> {
    await this.#executor.close();
    await this.#options.files?.flush();
  }

  /** What an earlier run has finished of the jobs, by name. */
  async #earlier(jobs: readonly Job[]): Promise<Map<string, FinishedJob>> {
    const finished = new Map<string, FinishedJob>();
    const { files } = this.#options;
    if (files === undefined || files.count === 0) return finished;
    for (const each of jobs) {
      const kept = (await files.read(jobName(each))) as KeptJob | undefined;
      if (kept?.warmUpMs !== this.#plan.warmUpMs) continue;
      finished.set(jobName(each), kept.job);
      this.#reused++;
      this.#count(kept.job);
    }
    return finished;
  }

  #count(job: FinishedJob): void {
    this.#finishedJobs++;
    this.#timeLeft.finish(job);
  }

  #died(job: Job, why: string, isLost: boolean): void {
    const { onNotice } = this.#options;
    if (!isLost) {
      onNotice?.(`${jobTitle(this.#plan, job)}: its worker thread died (${why}); it runs once more`);
      return;
    }
    const lost = { ...job, why, isPilot: this.#plan.warmUp === 'auto' };
    this.#lost.push(lost);
    this.#timeLeft.giveUp(job);
    onNotice?.(lostJobText(this.#plan, lost));
  }

  #report(): void {
    const progress = { scenario: this.#plan.name, finishedJobs: this.#finishedJobs, jobs: this.#jobs };
    this.#options.onProgress?.({ ...progress, leftMs: this.#timeLeft.ms });
  }
}

/** What was lost, and what follows from that. */
export function lostJobText(plan: Plan, { why, isPilot, ...job }: LostJob): string {
  const consequence = isPilot
    ? `the warm-up is found without replication ${job.replication}`
    : `replication ${job.replication} is omitted from every strategy`;
  return `${jobTitle(plan, job)}: given up, its worker thread died twice (${why}); ${consequence}`;
}

function jobTitle({ strategies }: Plan, { strategy, replication }: Job): string {
  return `${strategies[strategy].name}, replication ${replication}`;
}

function jobName({ strategy, replication }: Job): string {
  return `${strategy}-${replication}`;
}

/** Of this process: it takes reading every file. */
let code: string | undefined;

/**
 * Stands for all that determines the result of a job, the code with it, so not for the number of replications beyond one:
 * when it is raised, the jobs of an earlier run can be used.
 * @returns 16 hexadecimal digits
 */
export function jobsKey(plan: Plan, recorded: RecordedTrace | undefined): string {
  const { jobsSha256, seed, strategies, keepsRows = false } = plan;
  const [major] = process.versions.node.split('.');
  const parts = [jobsSha256, seed, strategies, keepsRows, (code ??= codeSha256()), major, recorded?.record.sha256];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
