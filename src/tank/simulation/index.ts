/**
 * The simulator: one replication of one strategy on one trace, with the real router in it.
 * It may import core, router, trace and traffic.
 */
export type { CacheConfig } from './backends/cache-config.js';
export { type BackendConfig, type BackendKind, backends } from './backends/registry.js';
export { firstAssignment } from './agent-models.js';
export { ALERTS_EVERY_MS, type RaisedAlert, type RuleOutcome } from './alert-watch.js';
export { limitsOf, sourcesOf } from './endpoint-plans.js';
export { fleetEndpoints } from './fleet-endpoints.js';
export { brokenLaws } from './flow-check.js';
export { COMPLETED, FAILED, OVERLOAD_FAILED, PENDING, TIMED_OUT } from './outcomes.js';
export { BIN_COUNT, type SeriesRecorder } from './series-recorder.js';
export { Simulation, type Traffic } from './simulation.js';
export { REPORTS_UNDER_WAY_LIMIT } from './telemetry.js';
export { FAILURE_KINDS, type FailureRule } from './failure-rules.js';
export { type FixedBelief, type FleetEvent, type TelemetryConfig } from './simulation-config.js';
