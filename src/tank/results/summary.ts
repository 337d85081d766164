import type { AssignmentStrategyName } from '../../router/balancing/index.js';
import type { MeasureName } from '../measures/index.js';
import type { IntervalAbsence } from '../estimates/index.js';

/**
 * The form of summary.json, `wavetank.summary/2`. Deterministic: same scenario, seed, wavetank version and Node major
 * give the same bytes. Measures that do not apply or have no data are absent, never 0.
 */
export interface Summary {
  readonly schema: 'wavetank.summary/2';
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
    /** What the other strategies are compared with. */
    readonly baseline: string;
    /** Paths of the compared measures, the one that matters most first. */
    readonly compare: readonly string[];
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
  /**
   * Of a quantile or mean of times: the number of independent requests that it rests on, as the runs show (K of
   * docs/statistics.md); absent where nothing varies, and where the runs are too short to tell.
   */
  readonly effective_requests?: number;
  /** With `too_short`: runs, or their number, should be so many times as long to get an interval in nine of ten cases. */
  readonly run_longer_by?: number;
}

/** Mean and quantiles: p50, p99, p999, … as the scenario asks. */
export type ColumnMeasures = { readonly mean: Measure } & { readonly [quantile: `p${number}`]: Measure | undefined };

/** Values at the paths of measures: `a.b` is b in a. */
type AtPaths<Name extends string, Value> = {
  readonly [Plain in Exclude<Name, `${string}.${string}`>]?: Value;
} & {
  readonly [Outer in Name extends `${infer First}.${string}` ? First : never]?: {
    readonly [Inner in Name extends `${Outer}.${infer Rest}` ? Rest : never]?: Value;
  };
};

type Counts<Section extends string> = {
  readonly [
    Name in MeasureName<'count'> extends infer Path ? (Path extends `${Section}.${infer Rest}` ? Rest : never) : never
  ]: number;
};

/** Measures of the registry by name, but for counts; what does not apply or has no data is absent. */
export type Measures = AtPaths<MeasureName<'column'>, ColumnMeasures> &
  AtPaths<Exclude<MeasureName<'ratio'>, `overload.${string}`>, Measure>;

/** What may be absent is counted where it happens. */
type RequestCounts = Omit<Counts<'requests'>, 'ties'> & { readonly ties?: number };

export interface StrategySummary {
  readonly name: string;
  /** In the scenario, whichever of its strategies were run: colours go by it. */
  readonly place: number;
  /** Of the registry; else the path of a module as the scenario has it, or `object`. */
  readonly policy: string;
  /** SHA-256 of the file, of a module. */
  readonly module_sha256?: string;
  readonly max_load_threshold: number | 'off';
  /** Counts are over all replications, warm-up included. */
  readonly requests: RequestCounts & { readonly in_flight: number };
  readonly overload: Counts<'overload'> & {
    readonly over_capacity_share?: Measure;
    readonly over_target_share?: Measure;
  };
  /** What failed is counted where something may. */
  readonly attempts: Pick<Counts<'attempts'>, 'accepted'> & Partial<Counts<'attempts'>>;
  /** Over all routers; reasons without any decision are left out. */
  readonly routing: Counts<'routing'> & { readonly reasons: Readonly<Record<string, number>> };
  /** Where agents are assigned to models. */
  readonly agents?: Counts<'agents'>;
  readonly measures: Measures;
  /** By class of requests, `(none)` for those without one; absent where the traffic has no classes. */
  readonly classes?: readonly ClassSummary[];
  readonly models: readonly ModelSummary[];
  readonly endpoints: readonly EndpointSummary[];
  /** How the agents are assigned at first; absent where they are not. */
  readonly assignment?: AssignmentSummary;
  /** What each rule of alerts came to; absent where there are none. */
  readonly alerts?: readonly AlertSummary[];
}

/** The assignment that every run of a strategy begins with. */
export interface AssignmentSummary {
  readonly strategy: AssignmentStrategyName;
  readonly enable_load_balancing: boolean;
  readonly assignment: 'soft' | 'hard';
  /** Sum of the final scores. */
  readonly total_score: number;
  readonly models_filtered: number;
  /** Mean over the models; each agent counts as one request. */
  readonly avg_utilization: number;
  /** By kind of agents and model; without a model are those that have none. */
  readonly agents: readonly {
    readonly kind: string;
    readonly model?: string;
    readonly agents: number;
    readonly capability_score?: number;
  }[];
  readonly models: readonly {
    readonly id: string;
    readonly agents: number;
    /** As the balancer reckons: agents / max_concurrent. */
    readonly utilization: number;
    /** By what the agents demand and how long that takes, as far as it is known before. */
    readonly predicted_utilization?: number;
  }[];
}

/** A rule of alerts, over all replications of a strategy. */
export interface AlertSummary {
  readonly rule: string;
  readonly kind: string;
  readonly severity: string;
  /** Alerts raised, in all replications together. */
  readonly raised: number;
  /** Replications in which it raised any. */
  readonly replications: number;
  /** Share of the time, from the start to the last event, in which at least one of its alerts was raised. */
  readonly raised_share: Measure;
  /** The earliest alert of all replications; absent where there was none. */
  readonly first_ms?: number;
}

export interface ClassSummary extends Measures, TailPart {
  readonly name: string;
  readonly requests: RequestCounts;
}

/** A part of the requests beside others. */
interface TailPart {
  /** Its share of the slowest hundredth of the strategy's completed requests; absent where there is one part alone. */
  readonly tail_share?: number;
}

/** What a model or an endpoint did. */
interface FleetPart extends Measures, TailPart {
  readonly id: string;
  /** Attempts that it accepted. */
  readonly requests: number;
  readonly refusals: number;
  readonly overload_episodes: number;
  readonly time_over_target_ms: number;
  readonly over_capacity_share?: Measure;
  readonly over_target_share?: Measure;
  // where something may fail
  readonly errors?: number;
  readonly rate_limited?: number;
  readonly hung?: number;
  readonly crashed?: number;
}

export interface ModelSummary extends FleetPart {
  readonly replicas: number;
}

export interface EndpointSummary extends FleetPart {
  readonly model: string;
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

/**
 * Which strategies may be the best in a measure: the one with the best value, and those that it is not shown to be better than.
 * One that stands alone is the best.
 */
export interface ScreeningSummary {
  readonly measure: string;
  /** Of all comparisons of the leaders with the others, in all compared measures together. */
  readonly level: number;
  /** The leader first. */
  readonly survivors: readonly string[];
  /** Those that nothing can be said of beside the leader, and why. */
  readonly not_judged?: readonly { readonly strategy: string; readonly reason: NonNullable<Comparison['reason']> }[];
  /** Those that are equal to the leader in every replication. */
  readonly equal?: readonly string[];
  /** About so many replications would tell the leader from every other one, if differences stay as they are. */
  readonly replications_needed?: number;
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
  /** Of `relative`, as a ratio: above −1 at both ends, since the baseline's value is an estimate too. */
  readonly relative_ci95?: readonly [low: number, high: number];
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
    | 'too_short'
    | 'not_steady_state'
    | 'infinite_third_moment'
    | 'stopped_by_select';
}
