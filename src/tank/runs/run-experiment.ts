import { availableParallelism } from 'node:os';
import { firstOf, InputError } from '../../core/index.js';
import type { GatedValues, JobRecord, JobRows, RunResults } from '../results/index.js';
import { designOf, objectsOf, type Plan } from '../plan/index.js';
import type { FinishedJob, Job } from './executor.js';
import { countIn, type JobResult } from '../measures/index.js';
import { type MeasuredStrategy, measureStrategies } from '../estimates/index.js';
import { gatedValues, look, replicationsOf, type StoppingState } from '../verdicts/index.js';
import { findWarmUp, PILOT_REPLICATIONS } from './find-warm-up.js';
import { JobRuns, type JobRunsOptions, type LostJob, lostJobText } from './job-runs.js';
import { makeSeries } from './make-series.js';
import { loadRecorded, type RecordedTrace } from './recorded.js';
import { summarise } from './summarise.js';
import { workOfReplication } from './work.js';

export type { Progress } from './job-runs.js';

/** Interrupted by its signal, a run is summarised over what every strategy finished. */
export interface ExperimentOptions extends Omit<JobRunsOptions, 'threads'> {
  /** Threads; default: one for each core where the work is worth it. Changes no number. */
  readonly workers?: number | undefined;
  /** The trace of a recorded workload, where it was read before. */
  readonly recorded?: RecordedTrace | undefined;
}

export interface Experiment {
  /** Absent where the run was ended before every strategy had finished a replication. */
  readonly results:
    | (RunResults & {
        /** What the gate judges, by strategy. */
        readonly gated: readonly GatedValues[];
        /** Every request of the jobs in the summary, in their order; empty where they were not asked for. */
        readonly rows: readonly JobRows[];
      })
    | undefined;
  readonly jobs: readonly JobRecord[];
  readonly workers: number;
  readonly interrupted: boolean;
  /** Jobs given up, whose replications are left out. */
  readonly lost: readonly LostJob[];
  /** Jobs that an earlier run had finished. */
  readonly reused: number;
}

/** Work, in requests, below which threads cost more than they save, and nobody needs this thread to stay free. */
export const WORTH_THREADS = 500_000;

/**
 * Runs every strategy of a plan over every replication and summarises. Results are merged in job order, so that the
 * number of workers changes no byte.
 * @throws InputError when a recorded trace cannot be used, or so many worker threads died that nothing is left
 */
export async function runExperiment(asked: Plan, options: ExperimentOptions = {}): Promise<Experiment> {
  const recorded = options.recorded ?? (await loadRecorded(asked));
  const { workers, threads } = threadsFor(asked, recorded, options.workers);
  const pilot = asked.warmUp === 'auto' ? await runPilot(asked, recorded, { ...options, threads }) : undefined;
  const warmUp = pilot?.found;
  const plan = warmUp === undefined ? asked : { ...asked, warmUpMs: warmUp.warmUpMs, warmUp };
  const runs = new JobRuns(plan, recorded, { ...options, threads });
  const batches = await runBatches(plan, runs).finally(() => runs.close());
  const { reused } = runs;
  const { done, begun, results, measured, state } = batches;
  const interrupted = done.length + runs.lost.length < begun * plan.strategies.length;
  const lost = [...(pilot?.lost ?? []), ...runs.lost];
  if (results[0].length === 0 && !interrupted) throw nothingLeft(plan, lost);
  const warnings = [
    ...(recorded?.warnings ?? []),
    ...lost.map((job) => lostJobText(plan, job)),
    ...(interrupted ? [interruption(results[0].length, begun)] : []),
  ];
  return {
    results: measured && {
      summary: summarise(plan, results, measured, { trace: recorded?.record, warnings, ...state }),
      series: makeSeries(
        plan,
        measured,
        results.map(([first]) => first),
        warmUp?.series,
      ),
      replications: replicationsOf(plan, measured),
      scenario: plan.written,
      gated: measured.map((each) => gatedValues(plan, each)),
      rows: results.flatMap((each, s) => rowsOf(plan.strategies[s].name, each)),
    },
    jobs: done.map((job) => jobRecord(plan, job)),
    workers,
    interrupted,
    lost,
    reused,
  };
}

/**
 * The warm-up of all strategies, from pilot runs without one; nothing is found where they were interrupted.
 * @throws InputError when so many worker threads died that nothing is left
 */
async function runPilot(plan: Plan, recorded: RecordedTrace | undefined, options: JobRunsOptions) {
  const replications = Math.min(PILOT_REPLICATIONS, plan.replications);
  const runs = new JobRuns(plan, recorded, { ...options, files: undefined });
  const jobs = jobsOf(plan, 0, replications);
  const done = await runs.run(jobs).finally(() => runs.close());
  const results = commonReplications(
    plan,
    done.map(({ result }) => result),
  );
  const { lost } = runs;
  const isEmpty = results[0].length === 0;
  if (isEmpty && done.length + lost.length === jobs.length) throw nothingLeft(plan, lost);
  return { found: isEmpty ? undefined : findWarmUp(plan, results), lost };
}

/** What was run and measured, batch after batch. */
interface Batches {
  readonly done: readonly FinishedJob[];
  /** Replications that were begun, finished or not. */
  readonly begun: number;
  readonly results: readonly (readonly JobResult[])[];
  /** Absent where no replication was finished by every strategy. */
  readonly measured: readonly MeasuredStrategy[] | undefined;
  readonly state: StoppingState | undefined;
}

/** The replications that were asked for, and more while the rules of the plan want more. */
async function runBatches(plan: Plan, runs: JobRuns): Promise<Batches> {
  const done: FinishedJob[] = [];
  let begun = 0;
  for (let more = plan.replications; ;) {
    const jobs = jobsOf(plan, begun, more);
    begun += more;
    done.push(...(await runs.run(jobs)));
    const results = commonReplications(
      plan,
      done.map(({ result }) => result),
    );
    const measured = results[0].length === 0 ? undefined : measureStrategies(designOf(plan), results);
    const isWhole = done.length + runs.lost.length === begun * plan.strategies.length;
    const state = measured && look(plan, measured, { begun, made: results[0].length });
    if (!isWhole || state === undefined || state.more === 0) return { done, begun, results, measured, state };
    more = state.more;
  }
}

/** All strategies of a replication one after another: they meet the same traffic. */
function jobsOf({ strategies }: Plan, firstReplication: number, replications: number): Job[] {
  return Array.from({ length: replications }, (_, r) =>
    strategies.map((__, strategy) => ({ strategy, replication: firstReplication + r })),
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

function interruption(replications: number, begun: number): string {
  return `interrupted: only ${replications} of ${begun} replications were finished by every strategy`;
}

function nothingLeft(plan: Plan, lost: readonly LostJob[]): InputError {
  const advice = 'if memory is short, run it with fewer workers or fewer requests';
  return new InputError(firstOf(lost.map((job) => ({ message: lostJobText(plan, job), advice }))));
}

function rowsOf(strategy: string, results: readonly JobResult[]): JobRows[] {
  return results.flatMap(({ replication, rows }) => (rows === undefined ? [] : [{ strategy, replication, rows }]));
}

function jobRecord(plan: Plan, { result, wallMs }: FinishedJob): JobRecord {
  const { strategy, replication } = result;
  const requests = countIn(result, 'requests.arrived');
  return {
    strategy: plan.strategies[strategy].name,
    replication,
    requests,
    ...(wallMs !== undefined && { wall_ms: wallMs, requests_per_s: requests / (wallMs / 1000) }),
  };
}

/** Most threads. */
export const WORKER_LIMIT = 256;

/**
 * How many jobs run at once, and in how many threads beside this one: none for a short run; a long one leaves this
 * thread free, so that it can be interrupted.
 * @param asked undefined for one per core
 * @throws InputError when that is not a number of threads, or policies that are objects are to run in several
 */
export function threadsFor(plan: Plan, recorded: RecordedTrace | undefined, asked: number | undefined) {
  if (asked !== undefined && !(Number.isInteger(asked) && asked >= 1 && asked <= WORKER_LIMIT)) {
    const advice = `expected a whole number from 1 to ${WORKER_LIMIT}`;
    throw new InputError([{ message: `workers cannot be ${asked}`, advice }]);
  }
  const object = objectsOf(plan).at(0);
  if (object !== undefined) {
    if (asked === undefined || asked === 1) return { workers: 1, threads: 0 };
    const message = `workers cannot be ${asked}: ${object.what} is an object, which runs only in this thread`;
    throw new InputError([{ message, advice: object.advice }]);
  }
  const jobs = plan.strategies.length * plan.replications;
  const isLong = plan.replications * workOfReplication(plan, recorded) >= WORTH_THREADS;
  const workers = Math.min(jobs, asked ?? (isLong ? availableParallelism() : 1));
  return { workers, threads: workers > 1 || isLong ? workers : 0 };
}
