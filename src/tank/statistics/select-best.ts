/**
 * Selection of the best of k strategies, the one with the smallest mean (negate a measure of which more is better), from
 * columns of replications under common traffic: observation r of every column met the same requests.
 *
 * KN looks after every replication from n₀ on and drops i once a strategy l that is still in has
 * X̄_i > X̄_l + max(0, δ/(2r) (h² S_ij²/δ² − r)), h² = 2η(n₀ − 1), η = ½[(2α/(k−1))^(−2/(n₀−1)) − 1], with S_il from the
 * first n₀ replications. One strategy is left after h² S²/δ² replications at the latest, far earlier where strategies
 * differ by much; with probability at least `level` it is the best, if the best leads by δ, the indifference zone; else
 * one within δ of it. Both hold for normal estimates under any correlation; more correlation makes both faster.
 * Cost: O(k² (n₀ + R)).
 * Source: Kim and Nelson (2001), A Fully Sequential Procedure for Indifference-Zone Selection in Simulation, ACM TOMACS
 * 11(3), with c = 1.
 */
import { sampleVariance } from 'simple-statistics';

/** Replications of all strategies before any is dropped: fewer know S so badly that h² grows fast. */
export const ADVISED_FIRST_REPLICATIONS = 10;

/** One column a strategy: its measure in each replication, all finite. */
export type Columns = readonly (readonly number[])[];

export type Selection = {
  /** Indices of the strategies still in, in order: the next replication is wanted of these alone. */
  readonly survivors: readonly number[];
  /** Replications after which each strategy was dropped; absent (undefined) for the survivors. */
  readonly droppedAfter: readonly (number | undefined)[];
  /** Replications looked at: those that every survivor has, unless one was left earlier. */
  readonly replications: number;
  /** Replications after which one strategy is left at the latest. */
  readonly atMost: number;
};

/**
 * KN over the replications made so far: call it again with longer columns of the survivors until one is left. What was
 * decided on a part of the columns stays decided, so the answer does not depend on how many are made between calls.
 * Strategies that cannot be told apart within δ tie at last: the first of them stays.
 * @param columns of each strategy at least the replications made while it was in, at least `first`
 * @param indifference δ > 0, the smallest difference worth detecting, in the unit of the measure
 * @param level in (1/k, 1): wanted probability of a correct selection
 * @param first n₀ ≥ 2, replications that the variances come from
 */
export function selectBest(
  columns: Columns,
  indifference: number,
  level: number,
  first = ADVISED_FIRST_REPLICATIONS,
): Selection {
  if (!(indifference > 0)) throw new Error(`an indifference zone is positive, not ${indifference}`);
  if (!(first >= 2)) throw new Error(`variances need at least two first replications, not ${first}`);
  requireReplications(columns, Math.min(...columns.map((column) => column.length)), first);

  const bounds = lastReplications(columns, indifference, level, first);
  const sums = columns.map((column) => column.slice(0, first - 1).reduce((sum, x) => sum + x, 0));
  const droppedAfter = columns.map((): number | undefined => undefined);
  let survivors = columns.map((_, i) => i);
  let r = first - 1;
  while (survivors.length > 1 && survivors.every((i) => columns[i].length > r)) {
    for (const i of survivors) sums[i] += columns[i][r];
    r++;
    const isBeaten = (i: number) => survivors.some((l) => beats(sums, l, i, (indifference / 2) * (bounds[i][l] - r)));
    const beaten = survivors.filter(isBeaten);
    for (const i of beaten) droppedAfter[i] = r;
    survivors = survivors.filter((i) => !beaten.includes(i));
  }
  const atMost = Math.max(first, ...bounds.flat().map((bound) => Math.ceil(bound)));
  return { survivors, droppedAfter, replications: Math.max(r, first), atMost };
}

/** Whether the sum of i is above that of l by more than W = `width`; beyond r = h² S²/δ², where W = 0, the first wins ties. */
function beats(sums: readonly number[], l: number, i: number, width: number): boolean {
  if (l === i) return false;
  if (width > 0) return sums[i] > sums[l] + width;
  return sums[i] > sums[l] || (sums[i] === sums[l] && l < i);
}

/** h² S_il² / δ² of each pair: replications from which on the smaller mean alone decides between them. */
function lastReplications(columns: Columns, indifference: number, level: number, first: number): number[][] {
  const others = Math.max(1, columns.length - 1);
  const eta = ((2 * (1 - level)) / others) ** (-2 / (first - 1)) / 2 - 0.5;
  const squaredH = 2 * eta * (first - 1);
  return columns.map((x) =>
    columns.map((y) => (squaredH * varianceOfDifferences(x, y, first)) / (indifference * indifference)),
  );
}

function varianceOfDifferences(x: readonly number[], y: readonly number[], replications: number): number {
  return sampleVariance(Array.from({ length: replications }, (_, r) => x[r] - y[r]));
}

function requireReplications(columns: Columns, replications: number, least: number): void {
  if (columns.length === 0) throw new Error('a selection needs at least one strategy');
  if (!(replications >= least)) throw new Error(`a selection needs ${least} replications, not ${replications}`);
  if (!columns.every((column) => column.every(Number.isFinite))) throw new Error('a selection needs finite values');
}
