import { setImmediate } from 'node:timers/promises';
import { type Diagnostic, InputError, LimitError, type Stopwatch } from '../../core/index.js';
import { withPolicies } from '../modules/index.js';
import type { Plan } from '../plan/index.js';
import type { Trace } from '../trace/index.js';
import { JobRunner } from './job.js';
import type { JobResult } from '../measures/index.js';
import { type ThreadJob, ThreadPool, type WorkerChoice } from './thread-pool.js';

/** One replication of one strategy, by index. */
export interface Job {
  readonly strategy: number;
  readonly replication: number;
}

export interface FinishedJob {
  readonly result: JobResult;
  /** Real time of the job; absent where no stopwatch was at hand. */
  readonly wallMs: number | undefined;
}

/** A job that asks for more than there is room for, in the words of its LimitError, or whose policy, a user's, went wrong. */
export type RefusedJob = { readonly limit: string } | { readonly mistakes: readonly Diagnostic[] };

export interface ExecutorOptions {
  /** Threads beside this one; 0 runs the jobs in this one. */
  readonly threads: number;
  /** Aborted: no further job is begun, running ones are ended, finished ones have been told. */
  readonly signal?: AbortSignal | undefined;
  readonly stopwatch?: Stopwatch | undefined;
  readonly worker?: WorkerChoice | undefined;
  /** Threads that run jobs of other plans too, in place of own ones. */
  readonly pool?: ThreadPool | undefined;
}

/** Hears of each job of a batch as it comes, in no particular order; an error that it throws ends the batch. */
export interface JobListener {
  readonly onFinished: (finished: FinishedJob) => void;
  /** The thread of a job died: another run of it was begun or, the second time, it is given up. */
  readonly onDeath: (job: Job, why: string, isLost: boolean) => void;
}

/** Runs jobs of one plan, batch after batch in the same threads. */
export interface Executor {
  /** @throws LimitError when there is no room for a job, InputError of a policy of one's own, or what else it threw: a fault */
  run(jobs: readonly Job[], listener: JobListener): Promise<void>;
  close(): Promise<void>;
}

export function createExecutor(plan: Plan, recorded: Trace | undefined, options: ExecutorOptions): Executor {
  const { threads, pool } = options;
  return threads === 0 && pool === undefined
    ? new OwnThread(plan, recorded, options)
    : new Threads(plan, recorded, options);
}

class OwnThread implements Executor {
  readonly #runner: Promise<JobRunner>;
  readonly #options: ExecutorOptions;

  constructor(plan: Plan, recorded: Trace | undefined, options: ExecutorOptions) {
    this.#runner = withPolicies(plan).then((ready) => new JobRunner(ready, recorded));
    this.#runner.catch(() => undefined); // heard by run alone
    this.#options = options;
  }

  async run(jobs: readonly Job[], { onFinished }: JobListener): Promise<void> {
    const { signal, stopwatch } = this.#options;
    const runner = await this.#runner;
    for (const { strategy, replication } of jobs) {
      await setImmediate(); // lets an interrupt through
      if (signal?.aborted === true) return;
      const startedMs = stopwatch?.elapsedMs();
      const result = runner.run(strategy, replication);
      const wallMs = startedMs === undefined ? undefined : stopwatch && stopwatch.elapsedMs() - startedMs;
      onFinished({ result, wallMs });
    }
  }

  async close(): Promise<void> {
    // nothing is open
  }
}

/** Worker threads, own ones or shared. */
class Threads implements Executor {
  readonly #pool: ThreadPool;
  /** Whether the threads end with this executor. */
  readonly #isOwn: boolean;
  readonly #sent: ThreadJob['sent'];
  readonly #signal: AbortSignal | undefined;
  readonly #stop = () => void this.#pool.destroy();

  constructor(plan: Plan, recorded: Trace | undefined, { threads, signal, worker, pool }: ExecutorOptions) {
    const known = { plan, recorded: recorded && shared(recorded) };
    this.#isOwn = pool === undefined;
    this.#sent = this.#isOwn ? undefined : { key: keys++, ...known };
    this.#pool = pool ?? new ThreadPool(threads, hasObjects(plan), worker, known);
    this.#signal = signal;
    if (this.#isOwn) signal?.addEventListener('abort', this.#stop);
  }

  async run(jobs: readonly Job[], listener: JobListener): Promise<void> {
    if (this.#isAborted()) return;
    try {
      await Promise.race([Promise.all(jobs.map((job) => this.#runJob(job, listener))), this.#pool.broken]);
    } catch (error) {
      if (!this.#isAborted()) throw error;
    }
  }

  async close(): Promise<void> {
    if (!this.#isOwn) return;
    this.#signal?.removeEventListener('abort', this.#stop);
    await this.#pool.destroy();
  }

  #isAborted(): boolean {
    return this.#signal?.aborted === true;
  }

  async #runJob(job: Job, { onFinished, onDeath }: JobListener): Promise<void> {
    for (let deaths = 0; deaths < DEATHS;) {
      let answer: FinishedJob | RefusedJob;
      try {
        answer = (await this.#pool.run({ ...job, sent: this.#sent })) as FinishedJob | RefusedJob;
      } catch (error) {
        if (!isDeath(error) || this.#isAborted()) throw error;
        deaths++;
        onDeath(job, error.message, deaths === DEATHS);
        continue;
      }
      if ('limit' in answer) throw new LimitError(answer.limit);
      if ('mistakes' in answer) throw new InputError(answer.mistakes);
      onFinished(answer);
      return;
    }
  }
}

/** Deaths of its thread after which a job is given up. */
const DEATHS = 2;

/** Whether a thread exited or ran out of memory, other than by an error of the job itself. */
function isDeath(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return true;
  return error.message.startsWith('worker exited with code: '); // of piscina; it has no code
}

/** Whether policies come from files or are objects. */
export function hasObjects({ strategies }: Plan): boolean {
  return strategies.some(({ policy }) => typeof policy === 'object');
}

/** Of the next plan that is sent to shared threads. */
let keys = 0;

/** A trace with its columns in shared memory, so that threads read one copy. */
function shared<Part extends object>(trace: Part): Part {
  const entries = Object.entries(trace).map(([key, value]: [string, unknown]) => [key, sharedValue(value)]);
  return Object.fromEntries(entries) as Part;
}

function sharedValue(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const column = value as Float64Array; // any typed array: they are copied alike
    const copy = new (column.constructor as new (buffer: SharedArrayBuffer) => Float64Array)(
      new SharedArrayBuffer(column.byteLength),
    );
    copy.set(column);
    return copy;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? shared(value) : value;
}
