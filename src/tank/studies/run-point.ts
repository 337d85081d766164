import type { Plan } from '../plan/index.js';
import { type SweepPoint, sweepPoint } from '../results/index.js';
import { type Experiment, loadRecorded, runExperiment, type SharedThreads, type TraceReader } from '../runs/index.js';
import type { KeptPoints } from './kept-points.js';

export interface PointOptions {
  readonly threads: SharedThreads | undefined;
  /** Most points have one trace in common, which is read once. */
  readonly traces: TraceReader;
  readonly signal?: AbortSignal | undefined;
  readonly onNotice?: ((notice: string) => void) | undefined;
  /** Given each point that was run, before it is kept. */
  readonly onRun?: ((plan: Plan, experiment: Experiment) => Promise<void>) | undefined;
  /** Points that an earlier run has finished, and where others are kept. */
  readonly kept?: KeptPoints | undefined;
}

/**
 * A point of a study: what an earlier run has kept of it, else what a run says now.
 * @returns undefined where it was interrupted
 */
export async function runPoint(
  values: SweepPoint['values'],
  plan: Plan,
  { threads, traces, signal, onNotice, onRun, kept }: PointOptions,
): Promise<SweepPoint | undefined> {
  const recorded = await loadRecorded(plan, traces);
  const earlier = await kept?.read(plan, recorded);
  if (earlier !== undefined) return earlier;
  const experiment = await runExperiment(plan, {
    recorded,
    signal,
    onNotice,
    pool: threads?.pool,
    workers: threads === undefined ? 1 : undefined,
  });
  const { results, interrupted } = experiment;
  if (interrupted || results === undefined) return undefined;
  await onRun?.(plan, experiment);
  const point = sweepPoint(values, results.summary);
  await kept?.write(plan, point);
  return point;
}

/** What all points of a study have in common. */
export function commonOf({ name, question, expected, sha256, seed, baseline }: Plan) {
  return {
    name,
    ...(question !== undefined && { question }),
    ...(expected !== undefined && { expected }),
    sha256,
    seed,
    baseline,
  };
}

/**
 * Does pieces of work beside each other, so many at once.
 * @returns what they return, in their order
 */
export async function inParallel<Result>(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const done: Result[] = [];
  let next = 0;
  const workOn = async () => {
    while (next < count) {
      const index = next++;
      done[index] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, atOnce) }, workOn));
  return done;
}
