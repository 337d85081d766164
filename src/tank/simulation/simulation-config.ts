import type {
  CustomStrategy,
  FleetConfig,
  Given,
  HealthMonitorOptions,
  PolicyName,
  QuotaLimits,
  RouterOptions,
  StrategyLayers,
} from '../../router/index.js';
import type { Agent } from '../../router/balancing/index.js';
import type { AssignmentConfig } from '../../router/config/index.js';
import type { AlertRule } from '../../router/monitoring/index.js';
import type { ServiceSpec } from '../traffic/index.js';
import type { FailureRule } from './failure-rules.js';
import type { CacheConfig } from './backends/cache-config.js';
import type { BackendConfig } from './backends/registry.js';

/** What one replication is made of, but for its traffic. */
export interface SimulationConfig {
  readonly fleet: FleetConfig;
  /** By model. */
  readonly backends: readonly BackendConfig[];
  /** By model; absent = no endpoint has a cache. */
  readonly caches?: readonly (CacheConfig | undefined)[] | undefined;
  /** What the service demands were drawn from: caches of blocks need one by tokens. */
  readonly service?: ServiceSpec | undefined;
  /** By id of the model; absent = no quotas. */
  readonly quotas?: Readonly<Record<string, QuotaLimits>> | undefined;
  /** By id of the model: what the routers believe, once and for all. */
  readonly fixed?: Readonly<Record<string, FixedBelief>> | undefined;
  readonly telemetry?: TelemetryConfig | undefined;
  /** Routers that requests are split among, each with a fleet of its own. Default 1. */
  readonly routers?: number | undefined;
  readonly strategy: {
    readonly policy: PolicyName | CustomStrategy;
    readonly options: Readonly<Record<string, unknown>>;
    readonly layers?: StrategyLayers | undefined;
    readonly router: Partial<RouterOptions>;
    /** Absent = agents are not assigned to models. */
    readonly assignment?: AssignmentConfig | undefined;
    /** Absent = health is not drawn from errors. */
    readonly healthMonitor?: Given<HealthMonitorOptions> | undefined;
  };
  /** By index, as the trace has them; absent = requests come from nobody in particular. */
  readonly agents?: readonly Agent[] | undefined;
  /** Rules of alerts; absent = none. */
  readonly alerts?: readonly AlertRule[] | undefined;
  readonly client: { readonly timeoutMs: number | undefined };
  /** Ascending in time. */
  readonly events: readonly FleetEvent[];
  /** What fails, in the order in which attempts meet it; absent = nothing does. */
  readonly failures?: readonly FailureRule[] | undefined;
  readonly warmUpMs: number;
}

/** What routers believe of a model, whatever happens. */
export interface FixedBelief {
  readonly hitRate?: number | undefined;
  readonly quotaUsed?: number | undefined;
}

/** How often endpoints report their load, and how late the reports come; interval 0: with every change. */
export interface TelemetryConfig {
  readonly intervalMs: number;
  readonly delayMs: number;
}

/** A change at a set time: exactly one field of one endpoint, or the endpoint comes or goes. */
export type FleetEvent = { readonly timeMs: number; readonly endpoint: string } & (
  | { readonly field: 'health'; readonly value: 'healthy' | 'degraded' | 'unhealthy' }
  | { readonly field: 'speed' | 'max_concurrent' | 'max_queue'; readonly value: number }
  /** The value is the id of its model, as whose endpoints it is made. */
  | { readonly field: 'add'; readonly value: string }
  /** `drain`: what it has accepted is served; else that fails at once. */
  | { readonly field: 'remove'; readonly value: 'drain' | 'at_once' }
  /** All that it has fails, and it takes nothing for so many milliseconds. */
  | { readonly field: 'crash'; readonly value: number }
);
