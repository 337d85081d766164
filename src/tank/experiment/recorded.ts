import type { TraceRecord } from '../results/summary.js';
import type { Plan } from '../scenario/index.js';
import { readTrace } from '../workload/formats/read-trace.js';
import type { Trace } from '../workload/trace.js';

export interface RecordedTrace {
  readonly trace: Trace;
  readonly record: TraceRecord;
  readonly warnings: readonly string[];
}

/**
 * The trace of a plan with a recorded workload, undefined for a synthetic one.
 * @throws InputError when the file cannot be used
 */
export async function loadRecorded({ workload }: Plan): Promise<RecordedTrace | undefined> {
  if (workload.kind !== 'recorded') return undefined;
  const { path, format, skipBadRows } = workload;
  const { trace, sha256, skippedRows, firstSkipped, ...found } = await readTrace(path, { format, skipBadRows });
  const warnings = firstSkipped.map(({ line, message }) => `row skipped, line ${line ?? '?'}: ${message}`);
  if (skippedRows > 0) warnings.unshift(`${skippedRows} bad rows of the trace were skipped`);
  return {
    trace,
    record: { format: found.format, sha256, requests: trace.requestCount, skipped_rows: skippedRows },
    warnings,
  };
}
