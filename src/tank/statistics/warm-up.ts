/**
 * Warm-up by MSER-5: leave out as many first observations as make the standard error of the mean of the rest smallest.
 * The series is averaged in batches of 5, Y_1 … Y_m; the cut is d batches, where d minimises
 * Σ_{j>d} (Y_j − Ȳ_{d+1..m})² / (m − d)² over the first half, 0 ≤ d ≤ m/2; of equals the smallest. A start far from the
 * steady state adds more to the sum than its observations take off the error. An even transient ends where it is as
 * large as the noise of a batch: what is left of it below that stays in. Cost: O(n), one pass from the end.
 *
 * Feed it the mean over replications of a series by request order or by time bin: one run alone is mostly noise. Where
 * strategies are compared, cut all of them at the largest of their cuts.
 * Sources: White (1997), An Effective Truncation Heuristic for Bias Reduction in Simulation Output, Simulation 69(6);
 * White, Cobb and Spratt (2000), A Comparison of Five Steady-State Truncation Heuristics, Winter Simulation Conference.
 */
import { hasSpread } from './interval.js';

const BATCH_SIZE = 5;

/** Batches below which a cut would be chance: 10 first ones to choose from. */
const MINIMUM_BATCH_COUNT = 20;

/** The last few batches lie close to each other by chance, above all in a correlated series: no cut leaves so few. */
const LEAST_REMAINING = 5;

/** A cut in this last part of its range is as good as beyond it. */
const NEAR_THE_END = 0.9;

export type WarmUp = {
  /** Observations to leave out, a multiple of 5 and at most half of them: the index of the first one that counts. */
  readonly cut: number;
  /** The end of the warm-up is not in sight: the cut is the best of bad ones, and the run wants to be longer. */
  readonly isTooShort: boolean;
};

/**
 * @param series finite observations in the order of the run, from its start; up to 4 at its end fill no batch
 * @returns `isTooShort` for less than 100 observations, when a cut in the second half would leave a still smaller
 * error, and when the cut lies in the last tenth of the first half; a series that does not vary needs no cut
 * @example warmUpCut(Float64Array.from({ length: 1000 }, (_, i) => (i < 200 ? 9 : i % 2))) // cut: 200, not too short
 */
export function warmUpCut(series: Float64Array): WarmUp {
  if (!series.every(Number.isFinite)) throw new Error('a warm-up needs finite observations');
  const batches = meansOfFive(series);
  const m = batches.length;
  if (m < MINIMUM_BATCH_COUNT) return { cut: 0, isTooShort: true };
  if (!hasSpread(batches)) return { cut: 0, isTooShort: false };

  const errors = squaredErrors(batches);
  const half = Math.floor(m / 2);
  const best = indexOfSmallest(errors, 0, half);
  const later = indexOfSmallest(errors, half + 1, m - LEAST_REMAINING);
  return { cut: BATCH_SIZE * best, isTooShort: errors[later] < errors[best] || best >= NEAR_THE_END * half };
}

function meansOfFive(series: Float64Array): Float64Array {
  const means = new Float64Array(Math.floor(series.length / BATCH_SIZE));
  series
    .subarray(0, BATCH_SIZE * means.length)
    .forEach((x, i) => (means[Math.floor(i / BATCH_SIZE)] += x / BATCH_SIZE));
  return means;
}

/** Σ_{j>d} (Y_j − Ȳ)² / (m − d)² for each d, by the updates of Welford, which lose no digits to a large mean. */
function squaredErrors(batches: Float64Array): Float64Array {
  const errors = new Float64Array(batches.length);
  let mean = 0;
  let squares = 0;
  for (let d = batches.length - 1; d >= 0; d--) {
    const count = batches.length - d;
    const step = batches[d] - mean;
    mean += step / count;
    squares += step * (batches[d] - mean);
    errors[d] = squares / count ** 2;
  }
  return errors;
}

/** @param last inclusive */
function indexOfSmallest(values: Float64Array, first: number, last: number): number {
  let best = first;
  for (let i = first + 1; i <= last; i++) if (values[i] < values[best]) best = i;
  return best;
}
