import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import type { Plan } from '../plan/index.js';
import type { Trace } from '../trace/index.js';
import { InputError, LimitError } from '../../core/index.js';
import { withPolicies } from '../modules/index.js';
import type { JobResult } from '../measures/index.js';
import type { FinishedJob, Job, RefusedJob } from './executor.js';
import { JobRunner } from './job.js';

/** Entry of a worker thread: it gets the plan once, then a job at a time. Here a wall clock may be read. */

const { plan, recorded } = workerData as { readonly plan: Plan; readonly recorded: Trace | undefined };
let runner: Promise<JobRunner> | undefined;

/** @returns a finished job, its columns moved to the thread that asked, not copied; or why there is no room for it */
export default async function runJob({ strategy, replication }: Job): Promise<unknown> {
  const startedMs = performance.now();
  let result: JobResult;
  try {
    runner ??= withPolicies(plan).then((ready) => new JobRunner(ready, recorded));
    result = (await runner).run(strategy, replication);
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
