/**
 * What configures a router, as people write it: models with their quotas, the `router:` keys, strategies; and the rules
 * that concern routers alone. A scenario and a gateway share it, so a strategy can be copied from one to the other.
 * It may import core, core/input, router and its monitoring.
 */
export type { AssignmentConfig } from './assignment-schema.js';
export { alertsSchema } from './alerts-schema.js';
export { capabilityMistakes } from './model-rules.js';
export {
  ENDPOINT_LIMIT,
  modelConfig,
  modelSchema,
  queueLength,
  quotaLimits,
  SLOT_LIMIT,
  slotCount,
} from './model-schema.js';
export { routerSchema } from './router-schema.js';
export { abTestMistakes, strategyEntryMistakes } from './strategy-rules.js';
export { policySchema, strategyConfig, type StrategyConfig, strategyName, strategySchema } from './strategy-schema.js';
