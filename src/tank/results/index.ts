/**
 * The forms of what is written: summary, series, provenance and baselines, and the folder that they are written to.
 * It knows forms and files, not how the numbers came about; it may import recorded (for Parquet), measures and estimates.
 */
export {
  type Baseline,
  baselinePath,
  type GatedValues,
  listBaselines,
  readBaseline,
  scenarioOfBaseline,
  summaryOfBaseline,
  writeBaseline,
} from './baseline.js';
export {
  type Capacity,
  capacityFolder,
  type CapacityOfStrategy,
  type CapacityPoint,
  isCapacityFolder,
  readCapacity,
  type Sought,
  writeCapacity,
} from './capacity.js';
export { setAside } from './earlier-runs.js';
export type { JobRecord, Provenance } from './provenance.js';
export {
  type RunResults,
  type WrittenScenario,
  checkResultsFolder,
  checkWritable,
  parseRun,
  readResults,
  readRun,
  type StoredRun,
  toJson,
  unwritable,
  unwritableFile,
  writeDocument,
  writeResults,
} from './results-folder.js';
export { type RunFolder, runFolders } from './run-folders.js';
export { COURSE_MODEL_LIMIT, type Series, type StrategySeries, type WarmUpSeries } from './series.js';
export type {
  ClassSummary,
  ColumnMeasures,
  Comparison,
  EndpointSummary,
  Measure,
  ModelSummary,
  PrecisionSummary,
  ScreeningSummary,
  SelectionSummary,
  StrategySummary,
  AlertSummary,
  AssignmentSummary,
  Summary,
  TraceRecord,
  Verdict,
} from './summary.js';
export {
  isSweepFolder,
  POINTS,
  readSweep,
  type Sweep,
  sweepFolder,
  type SweepPoint,
  sweepPoint,
  writeSweep,
} from './sweep.js';
export { comparedValues, type Replications } from './replications.js';
export { removeRows, type RowsForm, rowsForm, writeRows } from './write-rows.js';
export {
  type ComparedSide,
  type ComparedValue,
  comparisonText,
  type DifferenceReason,
  makeComparisonFolder,
  type RunComparison,
  type RunDifference,
  type ScenarioChange,
  writeComparison,
} from './run-comparison.js';
export { replicatedValues } from './replicated-values.js';
export { checkRunFile, readRunFile } from './run-file.js';
export { RUN_FILES } from './run-files.js';
export { storedMeasure, storedPath } from './stored-measure.js';
export { leavesUnserved, unservedShare } from './unserved.js';
export {
  checkMeasurePath,
  type ComparisonRow,
  comparisonRows,
  type MeasureRow,
  measureRows,
  type SweepRow,
  sweepRows,
} from './measure-rows.js';
export { type JobRows, type RequestRow, requestRows } from './request-rows.js';
