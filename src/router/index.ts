/** The router: production code, usable without the tank. */
export { Decision, NO_ENDPOINT, NO_ROOM, REASONS, type Reason } from './decision.js';
export { EndpointTable, type Health, HEALTH_NAMES, UNLIMITED } from './fleet/endpoint-table.js';
export { Fleet } from './fleet/fleet.js';
export {
  type Capacity,
  DEFAULT_CAPACITY,
  endpointIds,
  type FleetConfig,
  type ModelConfig,
} from './fleet/fleet-config.js';
export { type Load, type LoadReport, LoadTracker } from './fleet/load-tracker.js';
export { DEFAULT_ROUTER_OPTIONS, MAX_RETRIES_LIMIT, type RouterOptions } from './options.js';
export type { Candidates, Policy, PolicyContext } from './policies/policy.js';
export { policies, type PolicyName, policyNames } from './policies/registry.js';
export { RequestView } from './request-view.js';
export { GIVE_UP, RequestRouter, type RouterConfig } from './router.js';
