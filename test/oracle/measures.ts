import { quickselect } from 'simple-statistics';

/** What a replication gives: columns over the requests that arrive after the warm-up and are served. */
export interface Served {
  readonly responseMs: Float64Array;
  readonly waitingMs: Float64Array;
  readonly demandMs: Float64Array;
  /** Share of the requests that found no room. */
  readonly blocked: number;
  /** Completions in a ms, of users in a closed loop. */
  readonly throughput?: number;
}

interface Measure {
  readonly text: string;
  /** Largest half-width of the 99.9 % interval, as a share of the theoretical value: a wide interval proves nothing. */
  readonly precision: number;
  /** The value of one replication. */
  readonly of: (served: Served) => number;
  /** For a quantile: the column whose values are pooled over the replications, and the share below. */
  readonly pooled?: { readonly column: 'responseMs' | 'waitingMs'; readonly p: number };
}

/** Demand above which a request counts as large, in mean services. */
export const LARGE = 2;

/** The measures that theory speaks of. */
export type MeasureName =
  | 'mean_response'
  | 'mean_waiting'
  | 'mean_response_of_large'
  | 'blocked'
  | 'throughput'
  | 'p99_response'
  | 'p99_waiting';

export const measures: Readonly<Record<MeasureName, Measure>> = {
  mean_response: { text: 'mean response', precision: 0.02, of: ({ responseMs }) => mean(responseMs) },
  mean_waiting: { text: 'mean waiting', precision: 0.02, of: ({ waitingMs }) => mean(waitingMs) },
  mean_response_of_large: {
    text: 'mean response, demand > 2',
    precision: 0.02,
    of: ({ responseMs, demandMs }) => mean(responseMs.filter((_, request) => demandMs[request] > LARGE)),
  },
  blocked: { text: 'share blocked', precision: 0.02, of: ({ blocked }) => blocked },
  throughput: { text: 'throughput', precision: 0.02, of: ({ throughput }) => throughput ?? NaN },
  p99_response: quantileOf('P99 response', 'responseMs', 0.99),
  p99_waiting: quantileOf('P99 waiting', 'waitingMs', 0.99),
};

/** The smallest value with at least the share `p` of the column at or below it. */
export function quantile(column: Float64Array, p: number): number {
  const place = Math.ceil(column.length * p) - 1;
  const copy = column.slice();
  quickselect(copy as unknown as number[], place); // reads and writes elements only
  return copy[place];
}

function quantileOf(text: string, column: 'responseMs' | 'waitingMs', p: number): Measure {
  return { text, precision: 0.05, of: (served) => quantile(served[column], p), pooled: { column, p } };
}

export function mean(column: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += column[i];
  return sum / column.length;
}
