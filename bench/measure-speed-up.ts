/**
 * Runs one experiment with 1 worker, with all cores, and with numbers between, by turns, so that a busy machine slows
 * all alike. Prints the rows as JSON.
 */
import { availableParallelism } from 'node:os';
import { runExperiment } from '../src/tank/runs/run-experiment.js';
import { planFromObject } from '../src/tank/scenario/index.js';
import { median, range, type Row, type Section } from './row.js';

const ROUNDS = 3;
const REQUESTS = 6_000_000; // of all jobs
const JOBS_A_CORE = 6;

const cores = availableParallelism();
const replications = JOBS_A_CORE * Math.max(4, cores);
const plan = planFromObject({
  schema: 'wavetank.scenario/1',
  name: 'speed-up',
  fleet: { models: [{ id: 'model', replicas: 16, max_concurrent: 1, max_queue: 'unlimited' }] },
  workload: {
    arrivals: { kind: 'poisson', rate: '14400/s' },
    requests: Math.round(REQUESTS / replications),
  },
  service: { kind: 'exponential', mean: '1ms' },
  strategies: ['least_loaded'],
  replications,
});
const counts = workerCounts(cores);
const rounds: Times[][] = [];
for (let i = 0; i < ROUNDS; i++) {
  const round: Times[] = [];
  for (const workers of counts) round.push(await timesOf(workers));
  rounds.push(round);
}
console.log(
  JSON.stringify({ rows: [...rows('speed_up', 'wholeMs'), ...rows('jobs', 'jobsMs')], leftOut: [] } satisfies Section),
);

/** Milliseconds of a whole run with start of the threads and summary, and of its jobs alone. */
interface Times {
  readonly wholeMs: number;
  readonly jobsMs: number;
}

async function timesOf(workers: number): Promise<Times> {
  const startedMs = performance.now();
  let firstMs = 0;
  let lastMs = 0;
  const onProgress = ({ finishedJobs }: { readonly finishedJobs: number }) => {
    if (finishedJobs <= workers) firstMs = performance.now(); // every thread has started, and run a job
    lastMs = performance.now();
  };
  await runExperiment(plan, { workers, onProgress });
  const jobsMs = ((lastMs - firstMs) * replications) / (replications - workers);
  return { wholeMs: performance.now() - startedMs, jobsMs };
}

function rows(what: string, part: keyof Times): Row[] {
  return counts.map((workers, w) => {
    const ratios = rounds.map((round) => round[0][part] / round[w][part]);
    const seconds = (median(rounds.map((round) => round[w][part])) / 1000).toFixed(2);
    const note = `${seconds} s; ${range(ratios, 'rounds')}`;
    return { name: `experiment/${what}/${workers}`, unit: 'ratio', value: median(ratios), note };
  });
}

/** 1, 2, 3, 4, 8, 16 … and all. */
function workerCounts(most: number): number[] {
  const counts = [1, 2, 3];
  for (let workers = 4; workers < most; workers *= 2) counts.push(workers);
  return [...counts.filter((workers) => workers < most), most];
}
