import { lowerBound } from '../../../core/index.js';

/**
 * The clients of a service, each with its own traffic: when it sends how much and how evenly, and how long its prompts
 * and answers are. Times are seconds from a midnight. Memory: 33 bytes a window, 12 bytes a length.
 * Source: Xiang et al. (2025), ServeGen: Workload Characterization and Generation of Large Language Model Serving in
 * Production; github.com/alibaba/ServeGen.
 */
export interface ClientPool {
  readonly clients: readonly PoolClient[];
}

export interface PoolClient {
  readonly name: string;
  readonly windows: PoolWindows;
  /** No entries where the lengths of the client are not known. */
  readonly lengths: PoolLengths;
}

/** Length of a window of traffic, and of one of lengths. */
export const WINDOW_S = 600;
export const LENGTHS_S = 21_600;

/** The windows in which a client may send, in columns by window, in order of time. */
export interface PoolWindows {
  /** Multiples of WINDOW_S. */
  readonly startS: Float64Array;
  /** At least 0. */
  readonly ratePerS: Float64Array;
  /** Coefficient of variation of the gaps as it was measured. */
  readonly gapCv: Float64Array;
  /** Family of the gaps, 1 for Weibull and 0 for gamma, and its shape. */
  readonly isWeibull: Uint8Array;
  readonly shape: Float64Array;
}

/** What is known of the lengths of a client, in columns by window of LENGTHS_S, in order of time. */
export interface PoolLengths {
  /** Multiples of LENGTHS_S. */
  readonly startS: Float64Array;
  readonly promptTokens: LengthTables;
  readonly outputTokens: LengthTables;
}

/** Distributions of lengths, one after another. */
export interface LengthTables {
  /** By distribution: its first place in the columns below; one entry more, their length. */
  readonly first: Int32Array;
  readonly tokens: Int32Array;
  /** Probability of this length and those before it in the same distribution; ends at 1. */
  readonly sum: Float64Array;
}

/** The lengths that hold at a time: of its own window, else of the nearest that has some, the earlier of two. O(log n). */
export function lengthsAt({ startS }: PoolLengths, timeS: number): number {
  const ownS = Math.floor(timeS / LENGTHS_S) * LENGTHS_S;
  const next = lowerBound(startS, ownS);
  if (next === startS.length || (next > 0 && ownS - startS[next - 1] <= startS[next] - ownS)) return next - 1;
  return next;
}

/** Requests to be expected of a client, by the lengths that hold for them. Cost: O(windows × log lengths). */
export function requestsByLengths({ windows, lengths }: PoolClient): Float64Array {
  const requests = new Float64Array(lengths.startS.length);
  windows.startS.forEach((startS, i) => {
    requests[lengthsAt(lengths, startS)] += windows.ratePerS[i] * WINDOW_S;
  });
  return requests;
}

/** Requests to be expected of a client in all its windows. */
export function requestsOf({ windows }: PoolClient): number {
  return windows.ratePerS.reduce((sum, rate) => sum + rate * WINDOW_S, 0);
}
