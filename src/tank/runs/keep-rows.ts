import { InputError } from '../../core/index.js';
import { mostReplications, type Plan } from '../plan/index.js';
import type { RecordedTrace } from './recorded.js';
import { requestsPerJob } from './work.js';

/** Most rows of all jobs: they are in memory until the run is over, 47 bytes each. */
const ROW_LIMIT = 20_000_000;

/**
 * The plan with every request in its results.
 * @param file of the scenario, as its mistakes are told
 * @throws InputError where the plan has too many requests to keep
 */
export function keepingRows(plan: Plan, recorded: RecordedTrace | undefined, file?: string): Plan {
  const rows = Math.round(mostReplications(plan) * plan.strategies.length * requestsPerJob(plan, recorded));
  if (rows <= ROW_LIMIT) return { ...plan, keepsRows: true };
  const advice = `expected at most ${ROW_LIMIT}: rows of fewer strategies or replications`;
  throw new InputError([{ ...(file !== undefined && { file }), message: `${rows} requests would be kept`, advice }]);
}
