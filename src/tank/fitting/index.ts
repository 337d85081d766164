/**
 * Made traffic that stands in for a trace: arrivals, lengths and sessions fitted to it, as a scenario.
 * It may import core, trace, traffic, inspection, statistics and scenario.
 */
export type { ArrivalFits } from './fit-arrivals.js';
export type { LengthForm } from './fit-lengths.js';
export { fitTrace } from './fit-trace.js';
export { type FitNumber, FIT_TOLERANCE } from './fit-numbers.js';
export { makeStandIn } from './make-stand-in.js';
export { scenarioYaml } from './stand-in-scenario.js';
