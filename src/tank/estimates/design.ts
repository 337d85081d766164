import { advisedMeanRun } from '../statistics/index.js';
import type { JobResult, MeasureSettings } from '../measures/index.js';

/** How an experiment was made, as far as what is measured depends on it. */
export interface Design {
  readonly settings: MeasureSettings;
  /** Quantiles of columns, in percent. */
  readonly quantiles: readonly number[];
  /** Whether a replication has no steady state, as it begins with an empty fleet and has no warm-up. */
  readonly isTerminating: boolean;
  /** Whether the load is the same from start to end, however it bursts, so that a queue that grows will grow for ever. */
  readonly isStationary: boolean;
  /** Strategies whose warm-up is longer than the runs could tell. */
  readonly unsettled: readonly number[];
  /** Length of the blocks that replications are resampled from one trace in; absent where they are independent. */
  readonly blockMs: number | undefined;
  readonly warmUpMs: number;
  /** Ids, in the order of their indices. */
  readonly models: readonly string[];
  readonly endpoints: readonly string[];
}

/** Runs of blocks in a replication of a resampled trace; its blocks by the longest replication. */
export function resampledRuns({ blockMs, warmUpMs }: Design, results: readonly JobResult[]): number | undefined {
  if (blockMs === undefined) return undefined;
  const longestMs = results.reduce((longest, { windowMs }) => Math.max(longest, warmUpMs + windowMs), 0);
  const blocks = Math.max(2, Math.ceil(longestMs / blockMs));
  return Math.max(1.5, blocks / advisedMeanRun(blocks));
}
