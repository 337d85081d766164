import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAllWhole } from '../../core/input/index.js';
import type { Provenance } from './provenance.js';
import { readProvenance, readStored, unwritable, type WrittenScenario } from './results-folder.js';
import type { Comparison, Measure, Summary } from './summary.js';

/** What a search looks for: the most load, or the least room. */
export type Sought = 'highest' | 'lowest';

/** The form of capacity.json, `wavetank.capacity/1`: at which value each strategy just meets the SLO. Deterministic. */
export interface Capacity {
  readonly schema: 'wavetank.capacity/1';
  readonly version: string;
  readonly scenario: Pick<Summary['scenario'], 'name' | 'question' | 'expected' | 'sha256' | 'seed' | 'baseline'> & {
    readonly slo: NonNullable<Summary['scenario']['slo']>;
  };
  readonly varied: {
    readonly path: string;
    /** Of all values below. @example '/s' */
    readonly unit: string;
    readonly sought: Sought;
    readonly is_whole: boolean;
    /** Values outside of these were not looked at. */
    readonly from: number;
    readonly to: number;
    /** Share of a value by which ends and answer may be wide of the exact ones. */
    readonly tolerance: number;
  };
  readonly strategies: readonly CapacityOfStrategy[];
  /** All strategies at the answer of the baseline, on the same traffic; absent where it has none. */
  readonly at_baseline?: {
    readonly value: number;
    /** Of `slo_attainment`. */
    readonly comparisons: readonly Comparison[];
  };
}

export interface CapacityOfStrategy {
  readonly name: string;
  /** Its place in the scenario, by which it is coloured. */
  readonly place: number;
  /** The highest or lowest value that was looked at and at which the SLO is met; null where it is met nowhere. */
  readonly value: number | null;
  /** Of `value`, each for itself, null where that end lies outside of what was looked at; absent where a run has no interval. */
  readonly ci95?: readonly [low: number | null, high: number | null];
  /** Absent where the answer lies within the range; `runs_too_short`: beyond it no request arrives after the warm-up. */
  readonly outside?: 'met_at_the_end' | 'met_nowhere' | 'runs_too_short';
  /** Easier values than the answer at which the SLO is surely missed: it is not monotone; absent where there are none. */
  readonly missed_at?: readonly number[];
  /** Every value that was looked at, from low to high. */
  readonly points: readonly CapacityPoint[];
}

export interface CapacityPoint {
  readonly value: number;
  readonly is_met: boolean;
  /** Whether that is sure, by the rule of quantiles; never met where the runs are too short for the quantile to have an interval. */
  readonly is_sure: boolean;
  readonly replications: number;
  readonly slo_attainment: Measure;
  readonly goodput_per_s?: Measure;
  /** P99, ms; absent where nothing was completed. */
  readonly response_time_p99_ms?: Measure;
  readonly warnings: readonly string[];
}

/** Name of the folder of a search beside that of the runs of its scenario: no scenario can be called so. */
export function capacityFolder(scenario: string): string {
  return `${scenario}.capacity`;
}

/**
 * Writes `root/NAME.capacity/capacity.json`, `points.csv`, `scenario.json` and `provenance.json`, all whole or none; figures
 * of the search before are removed.
 * @param points every value that was looked at, as CSV
 * @returns the folder
 * @throws InputError when the folder cannot be written to
 */
export async function writeCapacity(
  root: string,
  capacity: Capacity,
  points: string,
  scenario: WrittenScenario,
  provenance: object,
): Promise<string> {
  const folder = join(root, capacityFolder(capacity.scenario.name));
  try {
    await mkdir(folder, { recursive: true });
    await writeAllWhole([
      [join(folder, 'points.csv'), points],
      [join(folder, 'scenario.json'), `${JSON.stringify(scenario, null, 2)}\n`],
      [join(folder, 'provenance.json'), `${JSON.stringify(provenance, null, 2)}\n`],
      [join(folder, 'capacity.json'), `${JSON.stringify(capacity, null, 2)}\n`],
    ]);
    await rm(join(folder, 'figures'), { recursive: true, force: true });
  } catch (error) {
    throw unwritable(folder, error);
  }
  return folder;
}

/** Whether a folder of results is that of a search. */
export function isCapacityFolder(folder: string): boolean {
  return existsSync(join(folder, 'capacity.json'));
}

/** What `writeCapacity` wrote. */
export interface WrittenCapacity {
  readonly capacity: Capacity;
  readonly scenario: WrittenScenario;
  /** Absent where it was removed. */
  readonly provenance: Provenance | undefined;
}

/**
 * Reads the folder of a search.
 * @throws InputError where there is none, of another form, or damaged
 */
export async function readCapacity(folder: string): Promise<WrittenCapacity> {
  return {
    capacity: (await readStored(folder, 'capacity')) as Capacity,
    scenario: (await readStored(folder, 'scenario')) as WrittenScenario,
    provenance: await readProvenance(folder),
  };
}
