import { availableParallelism } from 'node:os';
import type { Plan } from '../scenario/index.js';
import { loadRecorded } from './recorded.js';
import { requestsPerJob } from './run-experiment.js';

/** What a plan would take, roughly. */
export interface RunEstimate {
  readonly jobs: number;
  readonly requestsPerJob: number;
  readonly workers: number;
  readonly seconds: number;
  readonly memoryBytes: number;
}

// Figures of one 2.5 GHz core; docs/performance.md says how they were measured.
const SECONDS_PER_REQUEST = 0.6e-6; // traffic, simulation, statistics
const SECONDS_TO_START = 0.5;
const BYTES_PER_REQUEST_IN_A_JOB = 110; // columns of traffic and outcomes
const BYTES_PER_REQUEST_KEPT = 32; // two columns and their sorted copies
const BYTES_AT_REST = 120e6;

/**
 * @param workers as asked for, undefined for one per core
 * @throws InputError when a recorded trace cannot be used: it is read to be counted
 */
export async function estimateRun(plan: Plan, workers = availableParallelism()): Promise<RunEstimate> {
  const recorded = await loadRecorded(plan);
  const jobs = plan.strategies.length * plan.replications;
  const requests = Math.round(requestsPerJob(plan, recorded?.trace));
  const threads = Math.min(workers, jobs);
  return {
    jobs,
    requestsPerJob: requests,
    workers: threads,
    seconds: SECONDS_TO_START + (SECONDS_PER_REQUEST * requests * jobs) / threads,
    memoryBytes: BYTES_AT_REST + requests * (threads * BYTES_PER_REQUEST_IN_A_JOB + jobs * BYTES_PER_REQUEST_KEPT),
  };
}
