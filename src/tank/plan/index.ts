/**
 * The plan: a scenario as it is run, plain data, and what follows from it alone. Scenarios make plans, runs run them.
 * It knows the other rooms by their types, and brings no schema.
 */
export { agentsOf } from './agents.js';
export { designOf, isResampled, measureSettings } from './design.js';
export type {
  ListedWorkload,
  Plan,
  RecordedWorkload,
  StrategyPlan,
  SyntheticWorkload,
  Tolerance,
  Tolerances,
} from './plan.js';
export { objectsOf } from './objects.js';
export { optimalSize } from './optimal-size.js';
export { predictedUtilization } from './predicted-utilization.js';
export { hasPowerTail, infiniteThirdMoment } from './power-tail.js';
export { mostReplications, tooManyValues } from './size.js';
