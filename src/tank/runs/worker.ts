import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import type { Plan } from '../scenario/index.js';
import type { Trace } from '../trace/index.js';
import type { FinishedJob, Job } from './executor.js';
import { JobRunner } from './job.js';

/** Entry of a worker thread: it gets the plan once, then a job at a time. Here a wall clock may be read. */

const { plan, recorded } = workerData as { readonly plan: Plan; readonly recorded: Trace | undefined };
const runner = new JobRunner(plan, recorded);

/** @returns a finished job, its columns moved to the thread that asked, not copied */
export default function runJob({ strategy, replication }: Job): unknown {
  const startedMs = performance.now();
  const result = runner.run(strategy, replication);
  const columns = [result.responseMs, result.waitingMs, ...(result.classes?.responseMs ?? [])];
  const finished: FinishedJob = { result, wallMs: performance.now() - startedMs };
  return move({
    [valueSymbol]: finished,
    [transferableSymbol]: columns.map(({ buffer }) => buffer),
  });
}
