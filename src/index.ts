/** The public API: what a notebook or a program imports. Nothing here reads a wall clock or entropy. */
export type { Clock, RandomStream, Stopwatch } from './core/index.js';
export { ManualClock, Streams, VERSION } from './core/index.js';
export { type Diagnostic, formatDiagnostic, InputError } from './core/index.js';
export * from './router/index.js';
export * from './router/balancing/index.js';
export * from './router/monitoring/index.js';

export type { RunOptions, StudyOptions } from './api/options.js';
export { run, runScenario } from './api/run.js';
export { capacity, type CapacityOptions, sweep, type SweepResults, vary } from './api/studies.js';
export { fitTrace, type FittedTrace, loadTrace, makeTrace, type TraceSource } from './api/traces.js';
export { comparisonRows, measureRows } from './api/rows.js';
export {
  type ComparisonRow,
  type MeasureRow,
  type RequestRow,
  requestRows,
  type SweepRow,
} from './tank/results/index.js';

export { scenarioJsonSchema, validateScenario } from './tank/scenario/index.js';
export type { Scenario, Strategy } from './tank/scenario/index.js';
export type { ArrivalProcess, OwnArrivals } from './tank/traffic/index.js';
export type { VariedScenario, Variation } from './tank/studies/index.js';
export type { Progress } from './tank/runs/index.js';

export type { Replications, RunResults, Series, StrategySeries } from './tank/results/index.js';
export type {
  AlertSummary,
  AssignmentSummary,
  ClassSummary,
  Comparison,
  Measure,
  StrategySummary,
  Summary,
  Verdict,
} from './tank/results/index.js';
export type { Capacity, CapacityOfStrategy, CapacityPoint } from './tank/results/index.js';
export type { Sweep, SweepPoint } from './tank/results/index.js';

export { inspectTrace, type TraceProfile } from './tank/inspection/index.js';
export { writeTrace } from './tank/recorded/index.js';
export type { Trace } from './tank/trace/index.js';

export { charts, type ChartSpec, toPng, toSvg } from './tank/report/index.js';
export {
  showChart,
  type ShowChartOptions,
  showProgress,
  type ShownProgress,
  showTable,
  type ShowTableOptions,
} from './tank/display/index.js';
