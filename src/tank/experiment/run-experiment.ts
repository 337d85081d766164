import { availableParallelism } from 'node:os';
import { InputError } from '../../core/diagnostic.js';
import type { Stopwatch } from '../../core/stopwatch.js';
import type { GatedValues } from '../results/baseline.js';
import type { JobRecord } from '../results/provenance.js';
import type { Series } from '../results/series.js';
import type { Summary } from '../results/summary.js';
import type { Plan } from '../scenario/index.js';
import { expectedRequests } from '../workload/workload-spec.js';
import { type FinishedJob, type Job, runJobs } from './executor.js';
import { gatedValues } from './gated-values.js';
import type { JobResult } from './job.js';
import { makeSeries } from './make-series.js';
import { measureStrategy } from './measure-strategy.js';
import { loadRecorded, type RecordedTrace } from './recorded.js';
import { summarise } from './summarise.js';

export interface Progress {
  readonly scenario: string;
  readonly finishedJobs: number;
  readonly jobs: number;
}

export interface ExperimentOptions {
  /** Threads; default: one for each core where the work is worth it. Changes no number. */
  readonly workers?: number | undefined;
  /** Ends the run early: what every strategy finished is summarised. */
  readonly signal?: AbortSignal | undefined;
  /** For the wall times of jobs that run in this thread. */
  readonly stopwatch?: Stopwatch | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** The trace of a recorded workload, where it was read before. */
  readonly recorded?: RecordedTrace | undefined;
}

export interface Experiment {
  /** Absent where the run was ended before every strategy had finished a replication. */
  readonly results:
    | {
        readonly summary: Summary;
        readonly series: Series;
        /** What the gate judges, by strategy. */
        readonly gated: readonly GatedValues[];
      }
    | undefined;
  readonly jobs: readonly JobRecord[];
  readonly workers: number;
  readonly interrupted: boolean;
}

/** Requests below which threads cost more than they save, and nobody needs this thread to stay free. */
const WORTH_THREADS = 500_000;

/**
 * Runs every strategy of a plan over every replication and summarises. Results are merged in job order, so that the
 * number of workers changes no byte.
 * @throws InputError when a recorded trace cannot be used
 */
export async function runExperiment(plan: Plan, options: ExperimentOptions = {}): Promise<Experiment> {
  const recorded = options.recorded ?? (await loadRecorded(plan));
  const jobs = planJobs(plan);
  const { workers, threads } = threadsFor(plan, recorded, options.workers);
  const finished = new Map<string, FinishedJob>();
  const report = () => options.onProgress?.({ scenario: plan.name, finishedJobs: finished.size, jobs: jobs.length });
  report();
  await runJobs(plan, recorded?.trace, jobs, {
    ...options,
    threads,
    onFinished: (job) => {
      finished.set(jobKey(job.result), job);
      report();
    },
  });
  const done = jobs.flatMap((job) => finished.get(jobKey(job)) ?? []);
  const results = commonReplications(
    plan,
    done.map(({ result }) => result),
  );
  const interrupted = done.length < jobs.length;
  const warnings = [...(recorded?.warnings ?? []), ...(interrupted ? [interruption(plan, results[0].length)] : [])];
  const measured = results[0].length === 0 ? undefined : results.map((each) => measureStrategy(plan, each));
  return {
    results: measured && {
      summary: summarise(plan, results, measured, recorded?.record, warnings),
      series: makeSeries(
        plan,
        measured.map(({ ecdf }) => ecdf),
        results.map(([first]) => first.course),
      ),
      gated: measured.map((each, s) => gatedValues(plan, results[s], each)),
    },
    jobs: done.map((job) => jobRecord(plan, job)),
    workers,
    interrupted,
  };
}

/** All strategies of a replication one after another: they meet the same traffic. */
function planJobs({ replications, strategies }: Plan): Job[] {
  return Array.from({ length: replications }, (_, replication) =>
    strategies.map((__, strategy) => ({ strategy, replication })),
  ).flat();
}

/** Results by strategy, of the replications that every strategy finished. */
function commonReplications({ strategies }: Plan, results: readonly JobResult[]): JobResult[][] {
  const finishers = new Map<number, number>();
  for (const { replication } of results) finishers.set(replication, (finishers.get(replication) ?? 0) + 1);
  return strategies.map((_, s) =>
    results.filter(({ strategy, replication }) => strategy === s && finishers.get(replication) === strategies.length),
  );
}

function interruption(plan: Plan, replications: number): string {
  return `interrupted: only ${replications} of ${plan.replications} replications were finished by every strategy`;
}

function jobRecord(plan: Plan, { result, wallMs }: FinishedJob): JobRecord {
  const { strategy, replication, requests } = result;
  return {
    strategy: plan.strategies[strategy].name,
    replication,
    requests: requests.arrived,
    ...(wallMs !== undefined && { wall_ms: wallMs, requests_per_s: requests.arrived / (wallMs / 1000) }),
  };
}

/** Requests of one job; an estimate where the workload has a duration. */
export function requestsPerJob({ workload }: Plan, recorded: RecordedTrace | undefined): number {
  if (workload.kind === 'recorded') return recorded?.trace.requestCount ?? 0;
  if (workload.kind === 'listed') return workload.requests.length;
  return expectedRequests(workload);
}

/** Most threads. */
export const WORKER_LIMIT = 256;

/**
 * How many jobs run at once, and in how many threads beside this one: none for a short run; a long one leaves this
 * thread free, so that it can be interrupted.
 * @param asked undefined for one per core
 * @throws InputError when that is not a number of threads
 */
export function threadsFor(plan: Plan, recorded: RecordedTrace | undefined, asked: number | undefined) {
  if (asked !== undefined && !(Number.isInteger(asked) && asked >= 1 && asked <= WORKER_LIMIT)) {
    const advice = `expected a whole number from 1 to ${WORKER_LIMIT}`;
    throw new InputError([{ message: `workers cannot be ${asked}`, advice }]);
  }
  const jobs = plan.strategies.length * plan.replications;
  const isLong = jobs * requestsPerJob(plan, recorded) >= WORTH_THREADS;
  const workers = Math.min(jobs, asked ?? (isLong ? availableParallelism() : 1));
  return { workers, threads: workers > 1 || isLong ? workers : 0 };
}

function jobKey({ strategy, replication }: Job): string {
  return `${strategy}/${replication}`;
}
