/** The simulator: one replication of one strategy on one trace. */
export { backends } from './backends/registry.js';
export { COMPLETED, FAILED, OVERLOAD_FAILED, TIMED_OUT } from './outcomes.js';
export { Simulation } from './simulation.js';
export type { BackendConfig, FleetEvent } from './simulation-config.js';
