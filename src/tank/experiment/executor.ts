import { setImmediate } from 'node:timers/promises';
import { Piscina } from 'piscina';
import type { Stopwatch } from '../../core/stopwatch.js';
import type { Plan } from '../scenario/index.js';
import type { Trace } from '../workload/trace.js';
import { JobRunner, type JobResult } from './job.js';

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

export interface ExecutorOptions {
  /** Threads beside this one, at most as many as jobs; 0 runs the jobs in this one. */
  readonly threads: number;
  /** Aborted: no further job is begun, running ones are ended, finished ones are returned. */
  readonly signal?: AbortSignal | undefined;
  readonly stopwatch?: Stopwatch | undefined;
  readonly onFinished: (finished: FinishedJob) => void;
}

/** Runs the jobs of a plan and tells each result as it comes, in no particular order. */
export async function runJobs(
  plan: Plan,
  recorded: Trace | undefined,
  jobs: readonly Job[],
  options: ExecutorOptions,
): Promise<void> {
  if (options.signal?.aborted === true) return;
  if (options.threads === 0) await runHere(plan, recorded, jobs, options);
  else await runInThreads(plan, recorded, jobs, options);
}

async function runHere(
  plan: Plan,
  recorded: Trace | undefined,
  jobs: readonly Job[],
  { signal, stopwatch, onFinished }: ExecutorOptions,
): Promise<void> {
  const runner = new JobRunner(plan, recorded);
  for (const { strategy, replication } of jobs) {
    await setImmediate(); // lets an interrupt through
    if (signal?.aborted === true) return;
    const startedMs = stopwatch?.elapsedMs();
    const result = runner.run(strategy, replication);
    const wallMs = startedMs === undefined ? undefined : stopwatch && stopwatch.elapsedMs() - startedMs;
    onFinished({ result, wallMs });
  }
}

async function runInThreads(
  plan: Plan,
  recorded: Trace | undefined,
  jobs: readonly Job[],
  { threads, signal, onFinished }: ExecutorOptions,
): Promise<void> {
  const fromSource = import.meta.url.endsWith('.ts'); // under tsx and vitest
  const pool = new Piscina({
    filename: new URL(fromSource ? './worker.ts' : './worker.js', import.meta.url).href,
    execArgv: fromSource ? ['--import', import.meta.resolve('tsx')] : [],
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    stricterFIFO: true, // an interrupted run keeps whole replications, which takes their jobs in order
    workerData: { plan, recorded: recorded && shared(recorded) },
  });
  const stop = () => void pool.destroy(); // what runs is ended, what waits is not begun
  signal?.addEventListener('abort', stop);
  try {
    await Promise.all(
      jobs.map(async (job) => {
        onFinished((await pool.run(job)) as FinishedJob);
      }),
    );
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await pool.destroy();
  }
}

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
