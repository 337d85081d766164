/**
 * Running a plan: jobs, in this thread or in others, replication after replication, and the files that keep them.
 * It may import every room of the tank but scenario, report, inspection and fitting.
 */
export { estimateRun, type RunEstimate } from './estimate.js';
export { type ExplainedDecision, type ExplainedRequest, explainRequest } from './explain-request.js';
export { JobFiles } from './job-files.js';
export { jobsKey } from './job-runs.js';
export { keepingRows } from './keep-rows.js';
export { loadRecorded, type RecordedTrace, TraceReader } from './recorded.js';
export { type Experiment, type Progress, runExperiment, WORKER_LIMIT } from './run-experiment.js';
export { type SharedThreads, sharedThreads } from './shared-threads.js';
export { endpointCount } from './work.js';
