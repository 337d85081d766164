import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import type { Plan } from '../plan/index.js';
import type { Trace } from '../trace/index.js';
import { InputError, LimitError } from '../../core/index.js';
import { withPolicies } from '../modules/index.js';
import type { JobResult } from '../measures/index.js';
import type { FinishedJob, RefusedJob } from './executor.js';
import { JobRunner } from './job.js';
import type { ThreadJob } from './thread-pool.js';

/**
 * Entry of a worker thread: it gets the plan once, at its start or with the first of its jobs, then a job at a time. Here a
 * wall clock may be read.
 */

/** Threads that run jobs of several plans are started with none. */
const given = workerData as { readonly plan: Plan; readonly recorded: Trace | undefined } | undefined;
let current: { readonly key: number | undefined; readonly runner: Promise<JobRunner> } | undefined;

function runnerOf(sent: ThreadJob['sent']): Promise<JobRunner> {
  if (current === undefined || current.key !== sent?.key) {
    const { plan, recorded } = sent ?? given ?? noPlan();
    current = { key: sent?.key, runner: withPolicies(plan).then((ready) => new JobRunner(ready, recorded)) };
  }
  return current.runner;
}

function noPlan(): never {
  throw new Error('a thread was given no plan');
}

/** @returns a finished job, its columns moved to the thread that asked, not copied; or why there is no room for it */
export default async function runJob({ strategy, replication, sent }: ThreadJob): Promise<unknown> {
  const startedMs = performance.now();
  let result: JobResult;
  try {
    result = (await runnerOf(sent)).run(strategy, replication);
  } catch (error) {
    // their classes would get lost
    if (error instanceof LimitError) return { limit: error.message } satisfies RefusedJob;
    if (error instanceof InputError) return { mistakes: error.diagnostics } satisfies RefusedJob;
    throw error;
  }
  const finished: FinishedJob = { result, wallMs: performance.now() - startedMs };
  return move({
    [valueSymbol]: finished,
    [transferableSymbol]: buffersIn(result),
  });
}

/** The memory of every typed array in plain data, each once. */
function buffersIn(value: unknown, found = new Set<ArrayBufferLike>()): readonly ArrayBufferLike[] {
  if (ArrayBuffer.isView(value)) found.add(value.buffer);
  else if (typeof value === 'object' && value !== null)
    for (const child of Object.values(value)) buffersIn(child, found);
  return [...found];
}
