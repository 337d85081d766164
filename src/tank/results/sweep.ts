import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAllWhole } from '../../core/input/index.js';
import type { Provenance } from './provenance.js';
import { readProvenance, readStored, unwritable, type WrittenScenario } from './results-folder.js';
import type { Comparison, ScreeningSummary, StrategySummary, Summary } from './summary.js';

/**
 * The form of sweep.json, `wavetank.sweep/1`: what the summary of each point says, but for its endpoints. Deterministic, as
 * summary.json is.
 */
export interface Sweep {
  readonly schema: 'wavetank.sweep/1';
  readonly version: string;
  /** What all points have in common; the hash is that of the scenario without the values of a point. */
  readonly scenario: Pick<
    Summary['scenario'],
    'name' | 'question' | 'expected' | 'sha256' | 'seed' | 'baseline' | 'compare' | 'slo'
  >;
  /** In the order in which they vary: the last one fastest. */
  readonly factors: readonly { readonly path: string; readonly values: readonly unknown[] }[];
  readonly points: readonly SweepPoint[];
}

export interface SweepPoint {
  /** The value of each factor, by path. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly sha256: string;
  readonly replications: number;
  readonly warm_up_ms: number;
  /** As in a summary, but for endpoints, of which there are none. */
  readonly strategies: readonly StrategySummary[];
  readonly comparisons: readonly Comparison[];
  readonly screening?: readonly ScreeningSummary[];
  readonly warnings: readonly string[];
}

/** The point of a summary. @param values of the factors, by path */
export function sweepPoint(values: SweepPoint['values'], summary: Summary): SweepPoint {
  const { scenario, strategies, comparisons, screening, warnings } = summary;
  return {
    values,
    sha256: scenario.sha256,
    replications: scenario.replications,
    warm_up_ms: scenario.warm_up_ms,
    strategies: strategies.map((strategy) => ({ ...strategy, endpoints: [] })),
    comparisons,
    ...(screening && { screening }),
    warnings,
  };
}

/** Name of the folder of a sweep beside that of the runs of its scenario: no scenario can be called so. */
export function sweepFolder(scenario: string): string {
  return `${scenario}.sweep`;
}

/**
 * Writes `root/NAME.sweep/sweep.json`, `rows.csv`, `scenario.json` and `provenance.json`, all whole or none; figures of the
 * sweep before are removed.
 * @param rows a row for each measure of each strategy at each point, as CSV
 * @returns the folder
 * @throws InputError when the folder cannot be written to
 */
export async function writeSweep(
  root: string,
  sweep: Sweep,
  rows: string,
  scenario: WrittenScenario,
  provenance: object,
): Promise<string> {
  const folder = join(root, sweepFolder(sweep.scenario.name));
  try {
    await mkdir(folder, { recursive: true });
    await writeAllWhole([
      [join(folder, 'rows.csv'), rows],
      [join(folder, 'scenario.json'), `${JSON.stringify(scenario, null, 2)}\n`],
      [join(folder, 'provenance.json'), `${JSON.stringify(provenance, null, 2)}\n`],
      [join(folder, 'sweep.json'), `${JSON.stringify(sweep)}\n`],
    ]);
    for (const name of ['figures', POINTS]) await rm(join(folder, name), { recursive: true, force: true });
  } catch (error) {
    throw unwritable(folder, error);
  }
  return folder;
}

/** Folder, in that of a sweep, of the whole results of its points, `1`, `2`, …, where they were asked for. */
export const POINTS = 'points';

/** Whether a folder of results is that of a sweep. */
export function isSweepFolder(folder: string): boolean {
  return existsSync(join(folder, 'sweep.json'));
}

/** What `writeSweep` wrote. */
export interface WrittenSweep {
  readonly sweep: Sweep;
  readonly scenario: WrittenScenario;
  /** Absent where it was removed. */
  readonly provenance: Provenance | undefined;
}

/**
 * Reads the folder of a sweep.
 * @throws InputError where there is none, of another form, or damaged
 */
export async function readSweep(folder: string): Promise<WrittenSweep> {
  return {
    sweep: (await readStored(folder, 'sweep')) as Sweep,
    scenario: (await readStored(folder, 'scenario')) as WrittenScenario,
    provenance: await readProvenance(folder),
  };
}
