/** What a trace is like, in numbers: `wavetank trace inspect --format json`. Shares are from 0 to 1; what is absent is not known. */
export interface TraceProfile {
  readonly schema: 'wavetank.trace_profile/1';
  readonly requests: number;
  /** From the first arrival to the last. */
  readonly span_s: number;
  readonly arrivals: ArrivalProfile;
  /** Absent where the trace has no lengths. */
  readonly prompt_tokens?: LengthProfile;
  readonly output_tokens?: LengthProfile;
  /** Between prompt and output of a request: of the lengths, and of their ranks. */
  readonly correlation?: { readonly pearson: number; readonly spearman: number };
  readonly sessions?: SessionProfile;
  readonly prefixes?: PrefixProfile;
  /** Classes by number of requests, the largest first. */
  readonly classes?: readonly { readonly name: string; readonly share: number }[];
  readonly tenants?: {
    readonly count: number;
    /** Share of the requests that the largest so many tenants send. */
    readonly top_share: readonly { readonly tenants: number; readonly share: number }[];
  };
}

export interface ArrivalProfile {
  /** Absent where all requests arrive at once. */
  readonly mean_per_s?: number;
  /** Largest / mean count of whole minutes; absent for less than two. */
  readonly peak_to_mean_minute?: number;
  readonly gap_cv?: number;
  /** After dividing each gap by the mean of its minute. */
  readonly local_gap_cv?: number;
  readonly gap_autocorrelation?: number;
  /** Share of gaps of 0. */
  readonly zero_gaps: number;
  /** Variance / mean of the counts of windows of so many seconds; those of which there are fewer than ten are left out. */
  readonly dispersion: readonly { readonly window_s: number; readonly value: number }[];
  /** The rate over time, in equal parts of the span. */
  readonly course: { readonly bin_s: number; readonly per_s: readonly number[] };
}

export interface LengthProfile {
  readonly mean: number;
  readonly cv: number;
  /** Value at each of `LENGTH_SHARES`. */
  readonly quantiles: readonly number[];
}

/** Shares at which lengths are told, the last one the greatest value. */
export const LENGTH_SHARES: readonly number[] = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];

export interface SessionProfile {
  readonly count: number;
  /** Requests of a session. */
  readonly turns_mean: number;
  readonly turns_p99: number;
  readonly turns_max: number;
  readonly single_turn_share: number;
  /** Share of requests that are not the first of their session. */
  readonly later_turns: number;
  /** From the arrival of a turn to that of the next, in seconds; absent where no session has two. */
  readonly gap_s?: { readonly mean: number; readonly p50: number; readonly p95: number };
  /** Tokens of a later prompt beyond the prompt and output before it. */
  readonly new_tokens?: { readonly mean: number; readonly p50: number; readonly p95: number };
}

export interface PrefixProfile {
  readonly block_tokens: number;
  /** Blocks of all prompts together, and different ones. */
  readonly references: number;
  readonly distinct: number;
  /** Hit rate of one cache that all requests share, by its capacity in blocks; absent capacity = without end. */
  readonly hit_rates: readonly {
    readonly blocks?: number;
    readonly block_hit_rate: number;
    /** Absent where the lengths of prompts are not known. */
    readonly token_hit_rate?: number;
  }[];
  /** With a cache without end: share of a prompt's blocks that are in it, over the requests. */
  readonly request_hit_share: {
    readonly p10: number;
    readonly p50: number;
    readonly p75: number;
    readonly p90: number;
  };
  /** From one use of a block to the next, in seconds, over all uses but the first; absent where none is used again. */
  readonly reuse_s?: {
    readonly p10: number;
    readonly p25: number;
    readonly p50: number;
    readonly p75: number;
    readonly p90: number;
  };
}
