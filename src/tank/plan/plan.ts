import type { CustomStrategy, FleetConfig, PolicyName, QuotaLimits } from '../../router/index.js';
import type { StrategyConfig } from '../../router/config/index.js';
import type { AlertRule } from '../../router/monitoring/index.js';
import type { PolicyModule } from '../modules/index.js';
import type { FormatName, FormatOptions } from '../recorded/index.js';
import type {
  BackendConfig,
  CacheConfig,
  FailureRule,
  FixedBelief,
  FleetEvent,
  TelemetryConfig,
} from '../simulation/index.js';
import type { ListedRequest, ServiceSpec, WorkloadSpec } from '../traffic/index.js';
import type { TraceSelection } from '../trace/index.js';

/**
 * A scenario, checked and with every default filled in: what the experiment runs. Plain data (it is posted to worker
 * threads) unless a policy is an object, times in milliseconds, rates per second.
 */
export interface Plan {
  /** The scenario as it was written, with its overrides, as plain values: a scenario itself. */
  readonly written: Readonly<Record<string, unknown>>;
  /** The same with the policies and arrivals that are objects. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly question: string | undefined;
  /** The answer that the scenario expects to its question. */
  readonly expected: string | undefined;
  readonly seed: string;
  /** Hex SHA-256 of what determines the result: the scenario with its overrides, without its prose, tolerances and file paths. */
  readonly sha256: string;
  /** The same without the number of replications: what determines the result of each job. */
  readonly jobsSha256: string;
  readonly fleet: FleetConfig;
  /** By model, in the order of `fleet.models`. */
  readonly backends: readonly BackendConfig[];
  /** By model; undefined where its endpoints have no cache. */
  readonly caches: readonly (CacheConfig | undefined)[];
  /** By id of the model; undefined where none has a quota. */
  readonly quotas: Readonly<Record<string, QuotaLimits>> | undefined;
  /** By id of the model: what routers believe, whatever happens. */
  readonly fixed: Readonly<Record<string, FixedBelief>>;
  readonly workload: SyntheticWorkload | ListedWorkload | RecordedWorkload;
  readonly service: ServiceSpec;
  readonly client: { readonly timeoutMs: number | undefined };
  readonly strategies: readonly StrategyPlan[];
  /** Name of the strategy that the others are compared with. */
  readonly baseline: string;
  readonly compare: readonly string[];
  /** Of times, in percent, ascending: those that the scenario lists, and those of the measures that it names. */
  readonly quantiles: readonly number[];
  /** How much worse a measure may get before the gate fails. */
  readonly tolerance: Tolerances;
  readonly replications: number;
  /** 0 while it is to be found. */
  readonly warmUpMs: number;
  /** `auto`: found in pilot runs; then the strategies, by index, for which these were too short to tell. */
  readonly warmUp?: 'auto' | { readonly unsettled: readonly number[] } | undefined;
  /** Replications go on in batches until every measure is as precise; absent = `replications` are all. */
  readonly precision?:
    | {
        readonly relative: number;
        readonly measures: readonly string[];
        readonly batch: number;
        readonly limit: number;
      }
    | undefined;
  /** Replications go on in batches until one strategy is left as the best. */
  readonly select?:
    | {
        readonly measure: string;
        /** As a share of the baseline's value. */
        readonly indifference: number;
        readonly batch: number;
        readonly limit: number;
      }
    | undefined;
  readonly slo: { readonly responseTimeMs: number; readonly attainment: number } | undefined;
  /** Ascending in time; at equal times in the order of the file. */
  readonly events: readonly FleetEvent[];
  /** What fails, in the order in which attempts meet it. */
  readonly failures: readonly FailureRule[];
  /** Rules of alerts; empty without any. */
  readonly alerts: readonly AlertRule[];
  /** Whether jobs give every request too; changes no result. */
  readonly keepsRows?: boolean | undefined;
  /** What was asked and is not done, for the summary. */
  readonly warnings: readonly string[];
}

export interface SyntheticWorkload extends WorkloadSpec {
  readonly kind: 'synthetic';
}

export interface ListedWorkload {
  readonly kind: 'listed';
  readonly requests: readonly ListedRequest[];
}

export interface RecordedWorkload {
  readonly kind: 'recorded';
  /** Absent = recognised from the header or first line. */
  readonly format: FormatName | undefined;
  /** Absolute path of the file. */
  readonly path: string;
  readonly skipBadRows: boolean;
  /** Rows are put in order of time; else one that is earlier than the row before is a mistake. */
  readonly sort?: boolean | undefined;
  readonly formatOptions?: FormatOptions | undefined;
  readonly selection?: TraceSelection | undefined;
  /** Of traffic that is drawn from a pool of clients. */
  readonly ratePerS?: number | undefined;
  /** Length of the blocks of time that replications are made of; absent = it runs once. */
  readonly resampleMs?: number | undefined;
}

export interface StrategyPlan extends Omit<StrategyConfig, 'policy'> {
  /** Of the registry, in a file that every thread loads, or an object that runs in the thread of its owner. */
  readonly policy: PolicyName | PolicyModule | CustomStrategy;
  /** Its place in the scenario, whichever of its strategies are run: it keeps its colour by it. */
  readonly place: number;
  readonly telemetry: TelemetryConfig;
  /** Routers that requests are split among. */
  readonly routers: number;
}

/** How much worse a number may get before the gate fails: in its own unit, or as a share of what it was. */
export type Tolerance = { readonly amount: number } | { readonly share: number };

/** The tolerance of every measure. */
export interface Tolerances {
  readonly default: Tolerance;
  readonly of: Readonly<Partial<Record<string, Tolerance>>>;
}
