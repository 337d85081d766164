/**
 * Traces that are read: file formats, and pools of clients that traffic is drawn from.
 * It may import core, trace and, for the laws of a pool's clients, traffic.
 */
export {
  CV_LEVELS,
  LENGTH_LEVELS,
  type LengthProfile,
  type PoolProfile,
  profilePool,
  TOP_CLIENTS,
} from './client-pool/pool-profile.js';
export { readPool } from './client-pool/read-pool.js';
export { READABLE_COLUMNS, type ReadableColumn } from './formats/normal-form.js';
export { type FormatName, formatsWith, isDrawn, recogniseFormat } from './formats/known-formats.js';
export { formats } from './formats/registry.js';
export { TIME_UNITS } from './formats/time-column.js';
export { requireDuckDb, withDuckDb } from './formats/duckdb.js';
export { readFirstLine } from './formats/text-file.js';
export type { FormatOptions, TimeUnit } from './formats/trace-format.js';
export { DEFAULT_TRACE_LIMITS } from './formats/trace-limits.js';
export { writeTrace } from './formats/write-trace.js';
export { type LengthFile, readLengths } from './length-pairs/read-lengths.js';
export { loadTrace, type TraceLoadResult } from './load-trace.js';
