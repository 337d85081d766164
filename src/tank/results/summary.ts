import type { IntervalAbsence } from '../measures/index.js';

/**
 * The form of summary.json, `wavetank.summary/1`. Deterministic: same scenario, seed, wavetank version and Node major
 * give the same bytes. Measures that do not apply or have no data are absent, never 0.
 */
export interface Summary {
  readonly schema: 'wavetank.summary/1';
  /** Version of wavetank that made it. */
  readonly version: string;
  readonly scenario: {
    readonly name: string;
    readonly question?: string;
    /** The answer that the scenario expects. */
    readonly expected?: string;
    /** SHA-256 of the scenario with its overrides, without file paths. */
    readonly sha256: string;
    readonly seed: string;
    /** Replications that every strategy finished. */
    readonly replications: number;
    readonly warm_up_ms: number;
    /** How an automatic warm-up was found, and whether the runs were long enough to find it; absent where it was given. */
    readonly warm_up?: { readonly method: 'mser5'; readonly is_too_short: boolean };
    readonly slo?: { readonly response_time_ms: number; readonly attainment: number };
    /** The recorded trace, where there is one. */
    readonly trace?: TraceRecord;
  };
  readonly strategies: readonly StrategySummary[];
  readonly comparisons: readonly Comparison[];
  readonly precision?: PrecisionSummary;
  readonly selection?: SelectionSummary;
  /** Of the compared measures in which that can be said. */
  readonly screening?: readonly ScreeningSummary[];
  readonly warnings: readonly string[];
}

export interface TraceRecord {
  readonly format: string;
  /** SHA-256 of its text, decompressed. */
  readonly sha256: string;
  readonly requests: number;
  readonly skipped_rows: number;
}

/** A measured value with its 95 % interval, or why there is none. */
export interface Measure {
  readonly value: number;
  readonly ci95?: readonly [low: number, high: number];
  /** From the spread over independent replications, from within one run, or from one trace resampled. */
  readonly ci_method?: 'replications' | 'within_run' | 'bootstrap';
  readonly ci_absent?: IntervalAbsence;
}

export interface ColumnMeasures {
  readonly mean: Measure;
  readonly p50: Measure;
  readonly p95: Measure;
  readonly p99: Measure;
  readonly p999: Measure;
}

export interface StrategySummary {
  readonly name: string;
  readonly policy: string;
  readonly max_load_threshold: number | 'off';
  /** Over all replications. */
  readonly requests: {
    readonly arrived: number;
    readonly completed: number;
    readonly overload_failed: number;
    readonly timed_out: number;
    readonly failed: number;
    readonly in_flight: number;
  };
  /** Over all replications. */
  readonly overload: {
    /** Decisions that found no endpoint with room, by the router. */
    readonly rejections: number;
    /** Attempts that an endpoint refused. */
    readonly refusals: number;
    readonly retries: number;
    readonly episodes: number;
    readonly time_over_target_ms: number;
  };
  /** Over all routers and replications. */
  readonly routing: {
    readonly decisions: number;
    /** Decisions in which the request's own wish or a healthy endpoint could not be had. */
    readonly fallbacks: number;
    /** Decisions by reason; those without any are left out. */
    readonly reasons: Readonly<Record<string, number>>;
  };
  readonly measures: {
    readonly response_time_ms?: ColumnMeasures;
    readonly waiting_time_ms?: ColumnMeasures;
    /** With a client timeout: every unserved request counted at the timeout. */
    readonly response_time_with_unserved_ms?: ColumnMeasures;
    readonly completed_share?: Measure;
    readonly throughput_per_s?: Measure;
    readonly goodput_per_s?: Measure;
    readonly slo_attainment?: Measure;
    readonly utilization?: Measure;
    /** Share of requests, of those that a cache was asked for, with a hit; by caches of blocks, of their prompts' tokens. */
    readonly cache_hit_rate?: Measure;
    readonly imbalance?: { readonly max_over_mean: Measure; readonly jain: Measure };
  };
  /** By class of requests, `(none)` for those without one; absent where the traffic has no classes. */
  readonly classes?: readonly ClassSummary[];
  readonly endpoints: readonly EndpointSummary[];
}

export interface ClassSummary {
  readonly name: string;
  /** Over all replications. */
  readonly requests: Omit<StrategySummary['requests'], 'in_flight'>;
  readonly response_time_ms?: Omit<ColumnMeasures, 'p999'>;
  /** Of its requests in the window that have a deadline, the share completed within it; the unserved missed it. */
  readonly deadline_met?: Measure;
}

export interface EndpointSummary {
  readonly id: string;
  readonly model: string;
  /** Attempts that it accepted. */
  readonly requests: number;
  /** Of all accepted attempts; absent where there are none. */
  readonly share?: number;
  readonly utilization?: number;
  readonly refusals: number;
  readonly overload_episodes: number;
  readonly time_over_target_ms: number;
}

export type Verdict = 'better' | 'worse' | 'no_difference_shown' | 'invalid';

/** How precise the estimates are, where a scenario asks for it. */
export interface PrecisionSummary {
  /** What was asked: half of the interval over the estimate. */
  readonly relative_half_width: number;
  readonly replications: number;
  readonly is_met: boolean;
  /** Estimates that are less precise, and how precise they are; without a figure there is no telling. */
  readonly missed: readonly {
    readonly strategy: string;
    readonly measure: string;
    readonly relative_half_width?: number;
  }[];
}

/** Which strategy is the best, where a scenario asks for it (KN, Kim and Nelson 2001). */
export interface SelectionSummary {
  readonly measure: string;
  /** Smallest difference that counts, in the unit of the measure; absent where there is no telling. */
  readonly indifference?: number;
  readonly level: number;
  readonly replications: number;
  /** Strategies that may still be the best. */
  readonly survivors: readonly string[];
  /** The only one that is left. */
  readonly best?: string;
}

/** Which strategies may be the best in a measure, by screening (Nelson, Swann, Goldsman and Song 2001). */
export interface ScreeningSummary {
  readonly measure: string;
  /** Probability that the best is among the survivors, of each measure by itself. */
  readonly level: number;
  readonly survivors: readonly string[];
}

/** A strategy beside the baseline, on the same traffic. */
export interface Comparison {
  readonly baseline: string;
  readonly strategy: string;
  /** Such as `response_time_ms.p99`. */
  readonly measure: string;
  /** Strategy minus baseline; absent where one of them has no value. */
  readonly difference?: number;
  /** Difference over the baseline's value. */
  readonly relative?: number;
  readonly ci95?: readonly [low: number, high: number];
  /** 1 − variance of the difference over the sum of both variances: what common traffic takes off; absent without spread. */
  readonly variance_reduction?: number;
  /** Two-sided, of the paired t test, after Holm's correction over all comparisons of the summary. */
  readonly p_value?: number;
  readonly verdict: Verdict;
  /** Of an invalid comparison. */
  readonly reason?:
    | 'single_replication'
    | 'no_spread'
    | 'no_value'
    | 'too_few_replications'
    | 'queue_grows'
    | 'completions_differ'
    | 'too_few_requests'
    | 'not_steady_state'
    | 'infinite_third_moment'
    | 'stopped_by_select';
}
