import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../core/index.js';
import { writeWhole } from '../../core/input/index.js';
import { checkResultsFolder, unwritable } from './results-folder.js';
import type { Comparison, Verdict } from './summary.js';

/**
 * The form of compare.json, `wavetank.compare/1`: two runs, strategy by strategy. Deterministic; differences are those of
 * the run after less the run before.
 */
export interface RunComparison {
  readonly schema: 'wavetank.compare/1';
  /** Version of wavetank that compared them. */
  readonly version: string;
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  /** Coverage of every interval. */
  readonly level: number;
  /** Whether replications of both met the same traffic, so that they are compared in pairs. */
  readonly is_paired: boolean;
  /** Why they are not. */
  readonly unpaired_reason?: string;
  /** Of the strategies that both have, numbers of the summary before, and those that the summary after has not, to the last digit. */
  readonly numbers: { readonly compared: number; readonly changed: number };
  /** Strategies, and compared measures, that only one of the two has. */
  readonly only_before: OneSided;
  readonly only_after: OneSided;
  /** The first keys of the scenarios that differ, with their values as texts; absent where one of the scenarios is not known. */
  readonly scenario_changes?: readonly ScenarioChange[];
  /** Further ones. */
  readonly more_scenario_changes?: number;
  /** By measure, then by strategy, in the order of the run after. */
  readonly comparisons: readonly RunDifference[];
  /** What a reader must know of the verdicts. */
  readonly notes: readonly string[];
}

export interface ComparedSide {
  /** As it was named: a folder of results, or the file of a baseline. */
  readonly path: string;
  readonly kind: 'run' | 'baseline';
  readonly scenario: string;
  readonly sha256: string;
  readonly seed: string;
  readonly replications: number;
  readonly warm_up_ms: number;
  readonly version: string;
  /** Absent where it is not known. */
  readonly node_major?: number;
}

interface OneSided {
  readonly strategies: readonly string[];
  readonly measures: readonly string[];
}

export interface ScenarioChange {
  /** Keys joined by dots, entries of lists by their names. */
  readonly path: string;
  /** Absent where the scenario has no such key. */
  readonly before?: string;
  readonly after?: string;
}

/** A value of a run, with its interval where that belongs to it. */
export interface ComparedValue {
  readonly value: number;
  readonly ci95?: readonly [low: number, high: number];
}

/** A strategy in a measure, before and after. A count is the mean of a replication. */
export interface RunDifference {
  readonly strategy: string;
  /** In the scenario of the run after: colours go by it. */
  readonly place: number;
  readonly measure: string;
  /** Replications in pairs, or the intervals of two independent runs. */
  readonly method: 'paired' | 'independent';
  readonly before?: ComparedValue;
  readonly after?: ComparedValue;
  readonly difference?: number;
  /** Difference over the value before. */
  readonly relative?: number;
  readonly ci95?: readonly [low: number, high: number];
  /** Of `relative`, as a ratio: above −1 at both ends. */
  readonly relative_ci95?: readonly [low: number, high: number];
  readonly variance_reduction?: number;
  /** Two-sided, after Holm's correction over all strategies and measures. */
  readonly p_value?: number;
  /** Equal to the last digit, in every replication that is known. */
  readonly is_equal?: true;
  readonly verdict: Verdict;
  /** Of an invalid comparison. */
  readonly reason?: DifferenceReason;
}

/**
 * Beside what makes strategies of one run incomparable: the runs define the measure differently, or the values of its
 * replications are not known.
 */
export type DifferenceReason = NonNullable<Comparison['reason']> | 'defined_differently' | 'no_replications';

/** Files of a folder that holds something else: its page is not to be replaced. */
const OF_OTHERS = ['summary.json', 'sweep.json', 'capacity.json'];

/**
 * Makes sure that two runs can be described in a folder, and makes it.
 * @throws InputError when it holds a run, a sweep or a search, or cannot be made
 */
export async function makeComparisonFolder(folder: string): Promise<void> {
  for (const name of OF_OTHERS) {
    if ((await stat(join(folder, name)).catch(() => undefined)) === undefined) continue;
    const message = `this folder has a ${name}, whose report.html would be replaced`;
    throw new InputError([{ file: folder, message, advice: 'choose another folder with --out DIR' }]);
  }
  await checkResultsFolder(folder, '.'); // Node goes on for ever where it makes folders below /proc
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
}

/**
 * Writes `compare.json` into a folder that exists, whole or not at all.
 * @throws InputError when it cannot be written
 */
export async function writeComparison(folder: string, comparison: RunComparison): Promise<void> {
  await writeWhole(join(folder, 'compare.json'), comparisonText(comparison)).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
}

/** The text of compare.json. */
export function comparisonText(comparison: RunComparison): string {
  return `${JSON.stringify(comparison, null, 2)}\n`;
}
