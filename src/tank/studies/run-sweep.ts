import { VERSION } from '../../core/index.js';
import type { Plan } from '../plan/index.js';
import type { Sweep, SweepPoint } from '../results/index.js';
import { sharedThreads, TraceReader } from '../runs/index.js';
import { loadScenario, type LoadOptions, type Overrides } from '../scenario/index.js';
import type { Factor, Point, Points } from './points.js';
import { commonOf, inParallel, type PointOptions, runPoint } from './run-point.js';

/** A sweep that can run: every point has been checked. */
export interface PlannedSweep {
  readonly factors: readonly Factor[];
  /** The scenario without the values of any point. */
  readonly base: Plan;
  readonly points: readonly PlannedPoint[];
}

interface PlannedPoint {
  readonly values: SweepPoint['values'];
  readonly plan: Plan;
}

/**
 * The plan of each point of a scenario: nothing runs while one of them is wrong.
 * @param base the plan without the values of any point, where it was made before
 * @throws InputError with the mistakes of the first point that is wrong
 */
export async function planSweep(
  fileOrObject: unknown,
  { factors, points }: Points,
  overrides: Overrides = {},
  loading: LoadOptions = {},
  base?: Plan,
): Promise<PlannedSweep> {
  const whole = base ?? (await loadScenario(fileOrObject, overrides, loading));
  const planned: PlannedPoint[] = [];
  for (const point of points) {
    const set = [...(overrides.set ?? []), ...point];
    const plan = await loadScenario(fileOrObject, { ...overrides, set }, loading);
    planned.push({ values: valuesOf(point), plan });
  }
  return { factors, base: whole, points: planned };
}

function valuesOf(point: Point): SweepPoint['values'] {
  return Object.fromEntries(point.map(({ path, value }) => [path, value]));
}

export interface SweepOptions extends Omit<PointOptions, 'threads' | 'traces'> {
  /** Threads; changes no number. */
  readonly workers?: number | undefined;
  readonly onProgress?: ((finished: number, points: number) => void) | undefined;
}

/**
 * Runs every point: the same random numbers at all of them, so that they differ by what was varied alone. Points run beside each
 * other in the same threads; the result does not depend on how many there are.
 * @returns undefined where it was interrupted before every point was finished
 */
export async function runSweep(
  { factors, base, points }: PlannedSweep,
  { workers, onProgress, ...options }: SweepOptions = {},
): Promise<Sweep | undefined> {
  const traces = new TraceReader();
  const threads = await sharedThreads(
    points.map(({ plan }) => plan),
    workers,
    traces,
  );
  const stop = () => void threads?.pool.destroy(); // what runs is ended
  const { signal } = options;
  signal?.addEventListener('abort', stop);
  let count = 0;
  const runOne = async (index: number) => {
    if (signal?.aborted === true) return undefined;
    const { values, plan } = points[index];
    const point = await runPoint(values, plan, { ...options, threads, traces });
    if (point !== undefined) onProgress?.(++count, points.length);
    return point;
  };
  let finished: readonly (SweepPoint | undefined)[];
  try {
    finished = await inParallel(points.length, threads?.count ?? 1, runOne);
  } finally {
    signal?.removeEventListener('abort', stop);
    await threads?.pool.destroy();
  }
  const whole = finished.flatMap((point) => point ?? []);
  if (whole.length < points.length) return undefined;
  return sweepOf(base, factors, whole);
}

function sweepOf(base: Plan, factors: readonly Factor[], points: readonly SweepPoint[]): Sweep {
  const { compare, slo } = base;
  return {
    schema: 'wavetank.sweep/1',
    version: VERSION,
    scenario: {
      ...commonOf(base),
      compare,
      ...(slo && { slo: { response_time_ms: slo.responseTimeMs, attainment: slo.attainment } }),
    },
    factors,
    points,
  };
}
