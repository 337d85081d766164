/**
 * What charts need beyond the summary: `series.json`, as deterministic as the summary and bounded in size. Numbers are
 * rounded to six digits.
 */
export interface Series {
  readonly schema: 'wavetank.series/1';
  readonly strategies: readonly StrategySeries[];
  /** What an automatic warm-up was found in; absent where it was given. */
  readonly warm_up?: WarmUpSeries;
}

/** Mean response time over pilot replications by time, with the cut. */
export interface WarmUpSeries {
  readonly cut_ms: number;
  readonly bin_ms: number;
  readonly strategies: readonly { readonly name: string; readonly response_time_ms: readonly number[] }[];
}

export interface StrategySeries {
  readonly name: string;
  /** Distribution of the response time over all replications: `p[i]` of the requests took at most `value[i]` ms. */
  readonly response_time_ms: { readonly p: readonly number[]; readonly value: readonly number[] };
  /** The course of replication 0 in equal bins from its start to its last arrival; absent where it was not finished. */
  readonly course?: {
    readonly bin_ms: number;
    /** By model: mean over its endpoints of the share of their servers at work, as in utilization. */
    readonly utilization: readonly { readonly model: string; readonly value: readonly number[] }[];
    /** Mean number waiting, over the whole fleet. */
    readonly waiting: readonly number[];
  };
  /** The alerts of replication 0, at most 1000, in the order in which they were raised; absent without rules. */
  readonly alerts?: readonly {
    readonly rule: string;
    readonly model: string;
    readonly raised_ms: number;
    /** Absent where it was raised to the end. */
    readonly cleared_ms?: number;
  }[];
  /** From the start of replication 0 to its last event; with alerts alone. */
  readonly ran_ms?: number;
}

/** Models whose course is kept; of a larger fleet the first ones. */
export const COURSE_MODEL_LIMIT = 12;
