/**
 * Traces that are made: arrival processes, distributions, sessions, prefixes, classes, and the service they demand.
 * It knows nothing of fleets and routers; it may import core and trace.
 */
export { FirstGammaGap } from './arrivals/first-gamma-gap.js';
export { FirstWeibullGap } from './arrivals/first-weibull-gap.js';
export { arrivals, arrivalsNote } from './arrivals/registry.js';
export {
  type ArrivalName,
  arrivalSchema,
  type ArrivalSpec,
  createArrivalProcess,
  loadOf,
  meanRatePerS,
} from './arrivals/spec.js';
export type { ArrivalProcess } from './arrivals/arrival-process.js';
export type { OwnArrivals } from './arrivals/own-arrivals.js';
export { Conversations } from './conversations.js';
export { cumulative, placeOf } from './distributions/cumulative.js';
export { expectedBlocks } from './expected-blocks.js';
export type { Distribution } from './distributions/distribution.js';
export { Gamma } from './distributions/gamma.js';
export { distributions } from './distributions/registry.js';
export { distributionSchema, type DistributionSpec, kindSchema, meanOf } from './distributions/spec.js';
export { Weibull } from './distributions/weibull.js';
export { generateTrace } from './generate.js';
export type { LengthPairs } from './length-pairs.js';
export type { OutputBin } from './output-by-prompt.js';
export type { RequestClass } from './request-classes.js';
export { meanRequestRatePerS } from './mean-output.js';
export { type ListedRequest, listedTrace } from './request-list.js';
export { serviceDemands, type ServiceSpec, TokenTimes } from './service.js';
export type { SessionSpec } from './sessions.js';
export { SHARE_TOLERANCE, type Want } from './wants.js';
export {
  type AgentSpec,
  expectedRequests,
  type SourceSpec,
  waitsForAnswers,
  type WorkloadSpec,
} from './workload-spec.js';
