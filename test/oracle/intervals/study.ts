/**
 * Coverage of the intervals of a summary: how often nominal 95 % intervals of mean, P95 and P99 hold the true value, and how
 * often there is none. A cell is a process, a number of replications, and how many requests they have together.
 */
import { Streams } from '../../../src/core/index.js';
import { batchedColumn } from '../../../src/core/index.js';
import { longerBy, meanEstimate, quantileEstimate, Sample } from '../../../src/tank/statistics/index.js';
import { type Process, processes } from './processes.js';

export const STATISTICS = ['mean', 'p95', 'p99'] as const;
export type Statistic = (typeof STATISTICS)[number];

export interface Cell {
  readonly process: string;
  readonly replications: number;
  /** Of all replications together, after the warm-up. */
  readonly requests: number;
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

/** All cells of the study: single runs and ten replications at three lengths. */
export function cells(experiments: number): Cell[] {
  return processes.flatMap(({ name }) =>
    [1, 10].flatMap((replications) =>
      [40_000, 200_000, 1_000_000].map((requests) => ({ process: name, replications, requests, experiments })),
    ),
  );
}

const LEVEL = 0.95;

export function measureCell(cell: Cell): FoundCell {
  const process = processes.find(({ name }) => name === cell.process);
  if (process === undefined) throw new Error(`no process ${cell.process}`);
  const all = Array.from({ length: cell.experiments }, (_, e) => experiment(process, cell, e));
  const found = (statistic: Statistic): Found => {
    const truth = process.truth[statistic];
    const estimates = all.map((each) => each[statistic]);
    const intervals = estimates.flatMap(({ interval }) => (typeof interval === 'string' ? [] : interval));
    const refused = estimates.filter(({ interval }) => interval === 'too_short');
    return {
      given: intervals.length,
      held: intervals.filter(({ low, high }) => low <= truth && truth <= high).length,
      effective: threeDigits(median(estimates.map(({ effective }) => effective))),
      halfWidth: orNull(median(intervals.map(({ low, high }) => (high - low) / 2 / truth))),
      advice: orNull(median(refused.map(({ effective }) => longerBy(effective)))),
    };
  };
  return { ...cell, found: { mean: found('mean'), p95: found('p95'), p99: found('p99') } };
}

function experiment({ name, start, warmUp }: Process, { replications, requests }: Cell, index: number) {
  const columns = Array.from({ length: replications }, (_, replication) => {
    const next = start(new Streams(`coverage/${requests}/${index}`, replication).named(name));
    for (let i = 0; i < warmUp; i++) next();
    const column = new Float64Array(requests / replications);
    for (let i = 0; i < column.length; i++) column[i] = next();
    return batchedColumn(column);
  });
  const sample = new Sample(columns, false);
  return {
    mean: meanEstimate(sample, LEVEL),
    p95: quantileEstimate(sample, 0.95, LEVEL),
    p99: quantileEstimate(sample, 0.99, LEVEL),
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
