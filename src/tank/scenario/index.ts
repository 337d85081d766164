/**
 * Scenarios: what a user writes (form), checked (rules), and made into the plan that is run.
 * It may import core, router, trace, traffic, recorded, modules, simulation, measures and plan.
 */
export { type Assignment, parseAssignment, parseValue, splitAssignment } from './assignments/assignment.js';
export { valueAtPath } from './assignments/value-at-path.js';
export { columnsSchema } from './form/columns-schema.js';
export { scenarioJsonSchema } from './form/json-schema.js';
export { REPLICATION_LIMIT } from './form/schema.js';
export { scenarioTemplate, type TemplateName, templates } from './form/templates.js';
export { type LoadOptions, loadScenario, parseScenario, planFromObject, validateScenario } from './load.js';
export type { Overrides } from './overrides.js';
export { madeTrace } from './made-trace.js';
export type { Scenario, Strategy } from './form/written-scenario.js';
export { scenarioTraffic } from './scenario-traffic.js';
export { strategyLines } from './strategy-lines.js';
