/** The public API: what a notebook or a program imports. Nothing here reads a wall clock or entropy. */
import type { Stopwatch } from './core/index.js';
import { type Progress, runExperiment } from './tank/runs/index.js';
import {
  type Capacity,
  type RunResults,
  type Summary,
  type Sweep,
  type SweepRow,
  sweepRows,
} from './tank/results/index.js';
import { loadScenario, type LoadOptions, type Overrides } from './tank/scenario/index.js';
import {
  planCapacity,
  planSweep,
  pointsOf,
  runCapacity,
  runSweep,
  USUAL_PATH,
  type VariedScenario,
  variedScenarios,
  type Variation,
  type Vary,
} from './tank/studies/index.js';

export type { Clock } from './core/index.js';
export { ManualClock } from './core/index.js';
export { type Diagnostic, formatDiagnostic, InputError } from './core/index.js';
export type { RandomStream } from './core/index.js';
export { Streams } from './core/index.js';
export type { Stopwatch } from './core/index.js';
export { VERSION } from './core/index.js';
export * from './router/index.js';
export * from './router/balancing/index.js';
export * from './router/monitoring/index.js';
export type { Replications, RunResults, Series, StrategySeries } from './tank/results/index.js';
export type {
  AlertSummary,
  AssignmentSummary,
  ClassSummary,
  Comparison,
  Measure,
  StrategySummary,
  Summary,
  Verdict,
} from './tank/results/index.js';
export { type ChartName, charts } from './tank/report/index.js';
export type { ChartSpec } from './tank/report/index.js';
export { toPng, toSvg } from './tank/report/index.js';
export { scenarioJsonSchema, validateScenario } from './tank/scenario/index.js';

export interface RunOptions {
  readonly seed?: string;
  readonly replications?: number;
  /** Only these of the scenario's strategies, or policies beside them. */
  readonly strategies?: readonly string[];
  /** Threads; changes no number. Default: one for each core where the work is worth it; 1 where a policy is an object. */
  readonly workers?: number;
  /** Whether policies in files of their own may be loaded, which runs their code. Default true. */
  readonly modules?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the run early; the summary then has the replications that every strategy finished. */
  readonly signal?: AbortSignal;
  readonly stopwatch?: Stopwatch;
}

/**
 * Runs every strategy of a scenario on the same traffic.
 * @param fileOrObject path of a scenario file, or the same content as an object with snake_case keys, in which `policy` of a
 * strategy may be a policy itself; such a scenario runs in this thread
 * @returns exactly what `wavetank run` writes to summary.json
 * @throws InputError with every mistake in the scenario
 * @example (await runScenario('scenarios/quickstart.yaml')).strategies.map(({ name }) => name)
 */
export async function runScenario(fileOrObject: unknown, options: RunOptions = {}): Promise<Summary> {
  return (await runScenarioWithSeries(fileOrObject, options)).summary;
}

/** `runScenario`, with what charts of distributions and of the course of a run need. */
export async function runScenarioWithSeries(fileOrObject: unknown, options: RunOptions = {}): Promise<RunResults> {
  const { workers, onProgress, signal, stopwatch } = options;
  const plan = await loadScenario(fileOrObject, overridesOf(options), loadingOf(options));
  const { results } = await runExperiment(plan, { workers, onProgress, signal, stopwatch });
  if (results === undefined) throw new Error('interrupted before every strategy had finished a replication');
  const { summary, series, replications, scenario } = results;
  return { summary, series, replications, scenario };
}

function overridesOf({ seed, replications, strategies }: RunOptions): Overrides {
  return { seed, replications, strategies };
}

function loadingOf({ modules = true }: RunOptions): LoadOptions {
  return { modules: modules ? 'run' : 'refuse' };
}

/** Options of a study of many runs. */
export type StudyOptions = Omit<RunOptions, 'onProgress' | 'stopwatch'>;

export type { Sweep, SweepPoint, SweepRow } from './tank/results/index.js';
export type { VariedScenario, Variation } from './tank/studies/index.js';

/** What `sweep` found. */
export interface SweepResults extends Sweep {
  /** Every measure of every strategy at every point, a row each, as in rows.csv. */
  readonly rows: readonly SweepRow[];
}

/**
 * Runs every strategy of a scenario at many points, with the same random numbers at all of them.
 * @param fileOrObject as for `runScenario`
 * @param variation values by path (`grid`, every combination; text such as `20/s..60/s:5` or a list), or points one by one (`list`)
 * @returns what `wavetank sweep` writes to sweep.json, and its rows
 * @throws InputError with every mistake in the scenario, or those of the first point that is wrong
 * @example (await sweep('my.yaml', { grid: { 'workload.arrivals.rate': '20/s..60/s:5' } })).points.length // 5
 */
export async function sweep(
  fileOrObject: unknown,
  variation: Variation,
  options: StudyOptions = {},
): Promise<SweepResults> {
  const planned = await plannedSweep(fileOrObject, variation, options);
  const found = await runSweep(planned, options);
  if (found === undefined) throw new Error('interrupted before every point was finished');
  return { ...found, rows: sweepRows(found) };
}

/**
 * The scenarios of a sweep, checked and not run: for `runScenario`, or for anything else that is to be done at each point.
 * @param fileOrObject as for `runScenario`; paths in it stay as they are written, and those of an object are relative to the
 * working directory
 * @param variation as for `sweep`
 * @returns a scenario for each point, as an object that can be run, with the values that it has
 * @throws InputError as `sweep`
 * @example (await vary('my.yaml', { grid: { seed: ['a', 'b'] } }))[1].scenario.seed // b
 */
export async function vary(
  fileOrObject: unknown,
  variation: Variation,
  options: Pick<RunOptions, 'seed' | 'replications' | 'strategies' | 'modules'> = {},
): Promise<readonly VariedScenario[]> {
  return variedScenarios(fileOrObject, await plannedSweep(fileOrObject, variation, options));
}

function plannedSweep(fileOrObject: unknown, variation: Variation, options: RunOptions) {
  return planSweep(fileOrObject, pointsOf(variation), overridesOf(options), loadingOf(options));
}

export type { Capacity, CapacityOfStrategy, CapacityPoint } from './tank/results/index.js';

/** What is varied, and how; by default the rate of arrivals. */
export interface CapacityOptions extends StudyOptions, Partial<Vary> {
  /** Share of a value by which answers may be wide of the exact ones. Default 0.01. */
  readonly tolerance?: number;
}

/**
 * Searches, for each strategy, the highest rate or the fewest replicas at which the SLO of a scenario is met.
 * @param fileOrObject as for `runScenario`, with `slo`
 * @returns exactly what `wavetank capacity` writes to capacity.json
 * @throws InputError with every mistake in the scenario, or where what is varied is no range
 * @example (await capacity('my.yaml', { vary: 'fleet.models.large.replicas' })).strategies[0].value // 5
 */
export async function capacity(fileOrObject: unknown, options: CapacityOptions = {}): Promise<Capacity> {
  const { vary: path = USUAL_PATH, seek } = options;
  const planned = await planCapacity(fileOrObject, { vary: path, seek }, overridesOf(options), loadingOf(options));
  const found = await runCapacity(planned, options);
  if (found === undefined) throw new Error('interrupted before every strategy had its answer');
  return found;
}
