import { type BatchedColumn, lowerBound, runsOf, upperBound } from '../../core/index.js';
import { hasSpread } from './interval.js';
import { type MeanVariance, meanVariance, type Spread, spreadOf } from './mean-variance.js';
import { pooledQuantile, searchable } from './pooled.js';

/** The columns of all replications, with what all estimates of them look at. */
export class Sample {
  readonly columns: readonly BatchedColumn[];
  /** All values, in ascending runs that are not empty. */
  readonly runs: readonly Float64Array[];
  /** Those of each replication. */
  readonly replications: readonly (readonly Float64Array[])[];
  /** Where the variance of a mean is to be seen; undefined where the runs are too short and too few. */
  readonly spread: Spread | undefined;
  readonly #runsByColumn: readonly (readonly Float64Array[])[];
  readonly #beyond = new Map<number, MeanVariance>();

  /** @param isTerminating whether a replication has no steady state, so that its batches differ by design */
  constructor(columns: readonly BatchedColumn[], isTerminating: boolean) {
    this.columns = columns;
    this.#runsByColumn = columns.map(runsOf);
    this.replications = this.#runsByColumn.map((runs) => searchable(runs.filter(({ length }) => length > 0)));
    this.runs = searchable(this.replications.flat());
    this.spread = spreadOf(columns, isTerminating);
  }

  /** Whether all values that differ are among the few that batches leave out, so that their spread is not seen. */
  variesInRestAlone(): boolean {
    const batches = this.#runsByColumn.flatMap((runs) => runs.slice(1));
    return this.spread === 'batches' && !hasRange(batches) && hasRange(this.#runsByColumn.flat());
  }

  /** The mean, over the requests, of a number that is counted in each run. */
  meanOf(count: (run: Float64Array) => number, spread: Spread): MeanVariance {
    return meanVariance(
      this.columns,
      this.#runsByColumn.map((runs) => runs.map(count)),
      spread,
    );
  }

  /** The share beyond a quantile; where many values are equal to it, the less certain of the shares with and without them. */
  shareBeyond(p: number, spread: Spread): MeanVariance {
    const found = this.#beyond.get(p);
    if (found !== undefined) return found;
    const quantile = pooledQuantile(this.runs, p);
    const without = this.meanOf((run) => run.length - upperBound(run, quantile), spread);
    const withEqual = this.meanOf((run) => run.length - lowerBound(run, quantile), spread);
    const share = without.varianceOfMean > withEqual.varianceOfMean ? without : withEqual;
    this.#beyond.set(p, share);
    return share;
  }
}

/** Whether the values of ascending runs differ by more than rounding. */
function hasRange(runs: readonly Float64Array[]): boolean {
  return hasSpread(runs.flatMap((run) => (run.length > 0 ? [run[0], run[run.length - 1]] : [])));
}
