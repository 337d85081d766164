/**
 * Coverage of the intervals of a summary: how often nominal 95 % intervals of mean, P95 and P99 hold the true value, and how
 * often there is none. A cell is a subject, a number of replications, and how many requests they have together.
 */
import { longerBy } from '../../../src/tank/statistics/index.js';
import { type Estimated, type Size, type Statistic, type Subject, subjects } from './subjects.js';

export interface Cell extends Size {
  /** Name of the subject. */
  readonly process: string;
  readonly experiments: number;
}

/** What was found of one statistic in a cell. */
export interface Found {
  /** Experiments with an interval, and those of them that held the truth. */
  readonly given: number;
  readonly held: number;
  /** Median over all experiments: K of a quantile, K½ of a mean. */
  readonly effective: number;
  /** Median over those that have one, of half of the width over the truth. */
  readonly halfWidth: number | null;
  /** Median over those that have none, of what is advised. */
  readonly advice: number | null;
}

export type FoundCell = Cell & { readonly found: Readonly<Record<Statistic, Found>> };

/** All cells of the study, the shortest first. */
export function cells(experiments: number): Cell[] {
  return subjects
    .flatMap(({ name, sizes }) => sizes.map((size) => ({ process: name, ...size, experiments })))
    .sort((a, b) => a.requests - b.requests);
}

export function subjectOf(name: string): Subject {
  const found = subjects.find((subject) => subject.name === name);
  if (found === undefined) throw new Error(`no subject ${name}`);
  return found;
}

export function measureCell(cell: Cell): FoundCell {
  const { truth, estimates } = subjectOf(cell.process);
  const all = Array.from({ length: cell.experiments }, (_, index) => estimates(cell, index));
  const found = (statistic: Statistic) =>
    foundOf(
      all.map((each) => each[statistic]),
      truth[statistic],
    );
  return { ...cell, found: { mean: found('mean'), p95: found('p95'), p99: found('p99') } };
}

function foundOf(estimates: readonly Estimated[], truth: number): Found {
  const intervals = estimates.flatMap(({ interval }) => interval ?? []);
  const refused = estimates.filter(({ interval }) => interval === undefined);
  return {
    given: intervals.length,
    held: intervals.filter(({ low, high }) => low <= truth && truth <= high).length,
    effective: threeDigits(median(estimates.map(({ effective }) => effective))),
    halfWidth: orNull(median(intervals.map(({ low, high }) => (high - low) / 2 / truth))),
    advice: orNull(median(refused.map(({ effective }) => longerBy(effective)))),
  };
}

function median(values: readonly number[]): number {
  return values.length === 0 ? NaN : [...values].sort((a, b) => a - b)[values.length >> 1];
}

function threeDigits(value: number): number {
  return Number(value.toPrecision(3));
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : threeDigits(value);
}
