/**
 * Made traffic that stands in for a trace: arrivals, lengths and sessions fitted to it, as a scenario.
 * It may import core, trace, traffic, inspection and statistics.
 */
export type { ArrivalFits } from './fit-arrivals.js';
export type { LengthForm } from './fit-lengths.js';
export { fitTrace } from './fit-trace.js';
export { scenarioYaml, standInScenario } from './stand-in-scenario.js';
