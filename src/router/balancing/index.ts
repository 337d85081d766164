/**
 * Balancing: which agents go to which models, by capability and load. Production code. It may import core and router,
 * and no package but munkres and zod; what was observed reaches it as CapabilityScores.
 */
export { type Agent, AGENT_LIMIT } from './agent.js';
export type { AssignedAgent, AssignedModel, Assignment, UnassignedAgent } from './assignment.js';
export { autoAssignAll, AutoAssignError } from './auto-assign-all.js';
export {
  autoAssignRequest,
  type AutoAssignRequest,
  autoAssignResponse,
  type AutoAssignResponse,
} from './auto-assign-schema.js';
export { BALANCER_OPTIONS, type BalancerOptions, WHEN_FULL } from './balancer-options.js';
export { type CapabilityScores, capabilityScore } from './capability-score.js';
export { LoadBalancer, type LoadBalancerConfig } from './load-balancer.js';
export { OPTIMAL_CELL_LIMIT } from './strategies/optimal.js';
export { type AssignmentStrategyName, assignmentStrategies, assignmentStrategyNames } from './strategies/registry.js';
