/** Scenarios: what a user writes, checked and made into the plan that the experiment runs. */
export { scenarioJsonSchema } from './json-schema.js';
export { loadScenario, parseScenario, planFromObject, validateScenario } from './load.js';
export { comparableMeasures, type GatedMeasure, gatedCounts, type MeasureName } from './measures.js';
export type { Overrides } from './overrides.js';
export type { Plan, StrategyPlan } from './plan.js';
export { scenarioTemplate } from './template.js';
export { mostReplications, tooManyValues } from './size.js';
export { strategyLines } from './strategy-lines.js';
export type { Tolerance, Tolerances } from './tolerance-schema.js';
