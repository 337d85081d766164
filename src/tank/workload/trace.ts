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
  /** Session of each request, a dense index, −1 for none; absent where the workload has no sessions. */
  readonly session?: Int32Array;
  /** Prefix that the prompt shares with others, a dense index, −1 for none; absent where there are no prefixes. */
  readonly prefix?: Int32Array;
  /** What single requests ask for; absent where none asks for anything. */
  readonly wishes?: readonly (Wish | undefined)[];
}

/** What a client asks for, by name. */
export interface Wish {
  readonly model?: string | undefined;
  readonly capabilities?: readonly string[] | undefined;
  readonly region?: string | undefined;
}
