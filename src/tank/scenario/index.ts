/**
 * Scenarios: what a user writes (form), checked (rules), and made into the plan that is run.
 * It may import core, router, trace, traffic, recorded, simulation and measures.
 */
export { columnsSchema } from './form/columns-schema.js';
export { scenarioJsonSchema } from './form/json-schema.js';
export { loadScenario, parseScenario, planFromObject, validateScenario } from './plan/load.js';
export type { Overrides } from './plan/overrides.js';
export type { Plan, StrategyPlan } from './plan/plan.js';
export { scenarioTemplate } from './form/template.js';
export { mostReplications, tooManyValues } from './plan/size.js';
export { strategyLines } from './plan/strategy-lines.js';
export type { Tolerance, Tolerances } from './form/tolerance-schema.js';
export { REPLICATION_LIMIT } from './form/schema.js';
export { designOf, isResampled, keepsOrder, measureSettings } from './plan/design.js';
