import { availableParallelism } from 'node:os';
import { objectsOf, type Plan } from '../plan/index.js';
import { hasObjects } from './executor.js';
import { loadRecorded, type TraceReader } from './recorded.js';
import { WORTH_THREADS } from './run-experiment.js';
import { ThreadPool } from './thread-pool.js';
import { workOfReplication } from './work.js';

/** Threads that the runs of several plans share. */
export interface SharedThreads {
  readonly pool: ThreadPool;
  readonly count: number;
}

/**
 * @param plans that are to run
 * @param asked number of threads; undefined for one per core where the work is worth it
 * @param traces reads those of the plans
 * @returns undefined where this thread alone is faster, or has to do it: objects of the program stay here
 */
export async function sharedThreads(
  plans: readonly Plan[],
  asked: number | undefined,
  traces: TraceReader,
): Promise<SharedThreads | undefined> {
  const isHanded = plans.some((plan) => objectsOf(plan).length > 0);
  const count = asked ?? availableParallelism();
  if (isHanded || count === 1 || plans.length === 0) return undefined;
  const recorded = await loadRecorded(plans[0], traces);
  const work = plans.reduce((sum, plan) => sum + plan.replications * workOfReplication(plan, recorded), 0);
  if (asked === undefined && work < WORTH_THREADS) return undefined;
  return { pool: new ThreadPool(count, plans.some(hasObjects), undefined), count };
}
