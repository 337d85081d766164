import { type Capacity, type Sweep, type SweepRow, sweepRows } from '../tank/results/index.js';
import type { Scenario } from '../tank/scenario/index.js';
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
} from '../tank/studies/index.js';
import { Interrupted } from '../core/index.js';
import { KNOWN, loadingOf, overridesOf, type RunOptions, type StudyOptions, withOptions } from './options.js';

/** What `sweep` found. */
export interface SweepResults extends Sweep {
  /** Every measure of every strategy at every point, a row each, as in rows.csv. */
  readonly rows: readonly SweepRow[];
}

/**
 * Runs every strategy of a scenario at many points, with the same random numbers at all of them.
 * @param scenario as for `runScenario`
 * @param variation values by path (`grid`, every combination; text such as `20/s..60/s:5` or a list), or points one by one (`list`)
 * @returns what `wavetank sweep` writes to sweep.json, and its rows
 * @throws InputError with every mistake in the scenario, or those of the first point that is wrong
 * @example (await sweep('my.yaml', { grid: { 'workload.arrivals.rate': '20/s..60/s:5' } })).points.length // 5
 */
export function sweep(
  scenario: string | Scenario,
  variation: Variation,
  options: StudyOptions = {},
): Promise<SweepResults> {
  return withOptions(options, KNOWN.sweep, async () => {
    const { onProgress, ...rest } = options;
    const planned = await plannedSweep(scenario, variation, options);
    const { name } = planned.base;
    onProgress?.({ scenario: name, finishedJobs: 0, jobs: planned.points.length });
    const found = await runSweep(planned, { ...rest, onProgress: counted(name, onProgress) });
    if (found === undefined) throw new Interrupted('interrupted before every point was finished');
    return { ...found, rows: sweepRows(found) };
  });
}

/**
 * The scenarios of a sweep, checked and not run: for `runScenario`, or for anything else that is to be done at each point.
 * @param scenario as for `runScenario`; paths in it stay as they are written, and those of an object are relative to the
 * working directory
 * @param variation as for `sweep`
 * @returns a scenario for each point, as an object that can be run, with the values that it has
 * @throws InputError as `sweep`
 * @example (await vary('my.yaml', { grid: { seed: ['a', 'b'] } }))[1].scenario.seed // b
 */
export function vary(
  scenario: string | Scenario,
  variation: Variation,
  options: Pick<RunOptions, 'seed' | 'replications' | 'strategies' | 'modules'> = {},
): Promise<readonly VariedScenario[]> {
  return withOptions(options, KNOWN.vary, async () =>
    variedScenarios(await plannedSweep(scenario, variation, options)),
  );
}

function plannedSweep(scenario: string | Scenario, variation: Variation, options: RunOptions) {
  return planSweep(scenario, pointsOf(variation), overridesOf(options), loadingOf(options));
}

/** What is varied, and how; by default the rate of arrivals. */
export interface CapacityOptions extends StudyOptions, Partial<Vary> {
  /** Share of a value by which answers may be wide of the exact ones. Default 0.01. */
  readonly tolerance?: number;
}

/**
 * Searches, for each strategy, the highest rate or the fewest replicas at which the SLO of a scenario is met.
 * @param scenario as for `runScenario`, with `slo`
 * @returns exactly what `wavetank capacity` writes to capacity.json
 * @throws InputError with every mistake in the scenario, or where what is varied is no range
 * @example (await capacity('my.yaml', { vary: 'fleet.models.large.replicas' })).strategies[0].value // 5
 */
export function capacity(scenario: string | Scenario, options: CapacityOptions = {}): Promise<Capacity> {
  return withOptions(options, KNOWN.capacity, async () => {
    const { vary: path = USUAL_PATH, seek, onProgress, ...rest } = options;
    const planned = await planCapacity(scenario, { vary: path, seek }, overridesOf(options), loadingOf(options));
    const found = await runCapacity(planned, { ...rest, onProgress: counted(planned.base.name, onProgress) });
    if (found === undefined) throw new Interrupted('interrupted before every strategy had its answer');
    return found;
  });
}

/** The progress of a study in the form of that of a run. */
function counted(scenario: string, onProgress: StudyOptions['onProgress']) {
  return (
    onProgress &&
    ((finishedJobs: number, jobs: number) => {
      onProgress({ scenario, finishedJobs, jobs });
    })
  );
}
