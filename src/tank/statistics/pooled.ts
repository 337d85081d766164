/**
 * Quantiles of the values of several ascending columns together, without putting them into one: type 7 (quantile.ts), from
 * two order statistics that are found by halving what is left of each column.
 */
import { lowerBound, upperBound } from '../../core/index.js';

/** Values in each run below which all are sorted into one before many quantiles are looked for: fewer runs are faster searched. */
const SHORT_RUN = 500;

/** Ascending runs for many searches: as they are or, where they are short, their values in one. */
export function searchable(runs: readonly Float64Array[]): readonly Float64Array[] {
  const count = runs.reduce((sum, { length }) => sum + length, 0);
  if (runs.length < 2 || count > SHORT_RUN * runs.length) return runs;
  const all = new Float64Array(count);
  let end = 0;
  for (const run of runs) {
    all.set(run, end);
    end += run.length;
  }
  return [all.sort()];
}

/**
 * @param columns each smallest first
 * @param p probability in [0, 1]
 * @returns NaN without values. Cost: O(columns × log² n)
 */
export function pooledQuantile(columns: readonly Float64Array[], p: number): number {
  return pooledQuantiles(columns, [p])[0];
}

/**
 * @param shares probabilities in [0, 1], ascending: each search begins where the one before ended
 * @returns NaN without values
 */
export function pooledQuantiles(columns: readonly Float64Array[], shares: readonly number[]): number[] {
  const count = columns.reduce((sum, { length }) => sum + length, 0);
  if (count === 0) return shares.map(() => NaN);
  const search = new RankSearch(columns);
  return shares.map((p) => {
    const place = (count - 1) * p;
    const below = Math.floor(place);
    const value = search.findLeast(below);
    return below === place ? value : value + (place - below) * (search.find(below + 1) - value);
  });
}

/** Values by rank among all columns. */
class RankSearch {
  readonly #columns: readonly Float64Array[];
  /** By column: values before this place are of lower ranks than those that are asked for. */
  readonly #least: Int32Array;
  /** Candidates of the present search. */
  readonly #from: Int32Array;
  readonly #to: Int32Array;

  constructor(columns: readonly Float64Array[]) {
    this.#columns = columns;
    this.#least = new Int32Array(columns.length);
    this.#from = new Int32Array(columns.length);
    this.#to = new Int32Array(columns.length);
  }

  /** The value of a rank. @param rank from 0, not below that of an earlier `findLeast` */
  find(rank: number): number {
    this.#from.set(this.#least);
    return this.#search(rank);
  }

  /** The same; lower ranks are not asked for any more. */
  findLeast(rank: number): number {
    const value = this.find(rank);
    this.#least.set(this.#from);
    return value;
  }

  /** Pivots are taken from the middle of the column with most candidates left: each look halves it. */
  #search(rank: number): number {
    const columns = this.#columns;
    const from = this.#from;
    const to = this.#to;
    for (let c = 0; c < columns.length; c++) to[c] = columns[c].length;
    for (;;) {
      let widest = 0;
      for (let c = 1; c < columns.length; c++) if (to[c] - from[c] > to[widest] - from[widest]) widest = c;
      const pivot = columns[widest][(from[widest] + to[widest]) >> 1];
      let less = 0;
      for (let c = 0; c < columns.length; c++) less += lowerBound(columns[c], pivot, from[c], to[c]);
      if (rank < less) {
        for (let c = 0; c < columns.length; c++) to[c] = lowerBound(columns[c], pivot, from[c], to[c]);
        continue;
      }
      let atMost = 0;
      for (let c = 0; c < columns.length; c++) atMost += upperBound(columns[c], pivot, from[c], to[c]);
      if (rank < atMost) return pivot;
      for (let c = 0; c < columns.length; c++) from[c] = upperBound(columns[c], pivot, from[c], to[c]);
    }
  }
}
