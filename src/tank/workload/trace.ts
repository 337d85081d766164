/**
 * The requests of one replication in columns, the same for every strategy. All columns are indexed by request,
 * 0…requestCount − 1, in order of arrival.
 */
export interface Trace {
  readonly requestCount: number;
  /** Ascending, from the start of the run; one entry more than there are requests, the last is Infinity. */
  readonly arrivalMs: Float64Array;
  /** At least 0; empty (length 0) where the workload has no lengths. */
  readonly promptTokens: Int32Array;
  /** At least 0; empty (length 0) where the workload has no lengths. */
  readonly outputTokens: Int32Array;
}
