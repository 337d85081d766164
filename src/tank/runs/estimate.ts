import type { Plan } from '../plan/index.js';
import type { RecordedTrace } from './recorded.js';
import { PILOT_REPLICATIONS } from './find-warm-up.js';
import { threadsFor } from './run-experiment.js';
import { endpointCount, requestsPerJob, workOfReplication } from './work.js';

/** What a plan would take, roughly, endpoints, telemetry, alerts and sessions before the start included, with a pilot where it has one, before its rules add any replications. */
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
const BYTES_PER_ENDPOINT_IN_A_JOB = 24_000; // its state, and its course in bins
const BYTES_PER_ENDPOINT_KEPT = 700; // what is measured of it
const BYTES_AT_REST = 120e6;

/**
 * @param recorded the trace of a recorded workload
 * @param asked number of workers, undefined for the default
 */
export function estimateRun(plan: Plan, recorded: RecordedTrace | undefined, asked: number | undefined): RunEstimate {
  const pilot = plan.warmUp === 'auto' ? Math.min(PILOT_REPLICATIONS, plan.replications) : 0;
  const jobs = plan.strategies.length * (plan.replications + pilot);
  const requests = Math.round(requestsPerJob(plan, recorded));
  const work = workOfReplication(plan, recorded) * (plan.replications + pilot);
  const { workers } = threadsFor(plan, recorded, asked);
  return {
    jobs,
    requestsPerJob: requests,
    workers,
    seconds: SECONDS_TO_START + (SECONDS_PER_REQUEST * work) / workers,
    memoryBytes:
      BYTES_AT_REST +
      requests * (workers * BYTES_PER_REQUEST_IN_A_JOB + jobs * BYTES_PER_REQUEST_KEPT) +
      endpointCount(plan) * (workers * BYTES_PER_ENDPOINT_IN_A_JOB + jobs * BYTES_PER_ENDPOINT_KEPT),
  };
}
