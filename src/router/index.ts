/**
 * The router: production code, usable without the tank. It decides, and follows an attempt from its start to its end.
 * It may import core, and no package but zod and seedrandom.
 */
export { type Clock, ManualClock } from '../core/index.js';
export { RandomStream } from '../core/index.js';
export type { Stopwatch } from '../core/index.js';
export { Streams } from '../core/index.js';
export { Attempt, type AttemptListener, MAX_RETRIES_LIMIT } from './attempt.js';
export { checkOwnPolicy, checkPolicy, type PolicyFailure } from './conformance/check-policy.js';
export { Decision, GIVE_UP, NO_ENDPOINT, NO_MATCH, NO_QUOTA, NO_ROOM } from './decision.js';
export type { EndpointExplanation, Explanation } from './explain.js';
export { CacheManager, type CacheStats, KEY_SPACES, type KeySpace } from './fleet/cache-manager.js';
export { CLOSED, EndpointTable, type Health, HEALTH_NAMES, UNLIMITED } from './fleet/endpoint-table.js';
export { Fleet, givenFleet } from './fleet/fleet.js';
export {
  type Capacity,
  CAPABILITY_LIMIT,
  capabilityLevels,
  DEFAULT_CAPACITY,
  type EndpointConfig,
  endpointConfigOf,
  endpointIds,
  type FleetConfig,
  type ModelConfig,
  TOP_LEVEL,
} from './fleet/fleet-config.js';
export {
  HEALTH_MONITOR_OPTIONS,
  HealthMonitor,
  type HealthMonitorOptions,
  type MonitorReport,
  type MonitorState,
} from './fleet/health-monitor.js';
export { type Load, LOAD_SIGNALS, type LoadReport, type LoadSignal, LoadTracker } from './fleet/load-tracker.js';
export { type EndpointRecord, type ModelRecord, ModelRegistry } from './fleet/model-registry.js';
export { LONGEST_RETRY_AFTER_MS } from './fleet/retry-after.js';
export { type QuotaLimits, QuotaManager, type QuotaReport } from './fleet/quota-manager.js';
export type { Allowed, Given } from '../core/options/index.js';
export { DEFAULT_ROUTER_OPTIONS, ROUTER_OPTIONS, type RouterOptions } from './options.js';
export {
  CLIENT_GONE,
  COMPLETED,
  type Outcome,
  OUTCOMES,
  RATE_LIMITED,
  REFUSED,
  TIMED_OUT,
  UNDER_WAY,
  UPSTREAM_ERROR,
} from './outcome.js';
export { compose, type Composition, type Filter, type Scorer } from './policies/compose.js';
export { type Fail, guarded } from './policies/guarded.js';
export {
  type NamedPolicy,
  type OwnPolicy,
  ownPolicy,
  type PartialPolicy,
  type PolicyFile,
  type PolicySource,
  type UnnamedPolicy,
} from './policies/own-policy.js';
export type { Candidates, CustomStrategy, Policy, PolicyContext } from './policies/policy.js';
export { policies, type PolicyName, policyNames } from './policies/registry.js';
export { type Reason, REASONS } from './reasons.js';
export { ANY, RequestView, UNKNOWN_NAME } from './request-view.js';
export { AttemptError, type ChosenEndpoint, NoEndpointError, type RunOptions, type Work } from './run.js';
export { RequestRouter } from './router.js';
export type { RouterConfig, StrategyLayers } from './router-config.js';
export type { RouterStatistics } from './statistics.js';
