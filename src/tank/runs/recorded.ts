import { InputError } from '../../core/index.js';
import type { TraceRecord } from '../results/index.js';
import { LEAST_TIME_BLOCKS, timeBlockCount } from './resample.js';
import { mostReplications, type Plan, tooManyValues } from '../plan/index.js';
import { formatsWith, loadTrace } from '../recorded/index.js';
import type { ServiceSpec } from '../traffic/index.js';
import type { Trace } from '../trace/index.js';

export interface RecordedTrace {
  readonly trace: Trace;
  readonly record: TraceRecord;
  readonly warnings: readonly string[];
}

type Reading = ReturnType<typeof loadTrace>;

/** Reads traces for plans that follow each other: one that the plan before had, read in the same way, is not read again. */
export class TraceReader {
  #key = '';
  #reading: Reading | undefined;

  read(path: string, options: Parameters<typeof loadTrace>[1]): Reading {
    const key = JSON.stringify([path, options]);
    if (this.#reading === undefined || key !== this.#key) this.#reading = loadTrace(path, options);
    this.#key = key;
    return this.#reading;
  }
}

/**
 * The trace of a plan with a recorded workload, undefined for a synthetic one.
 * @param reader of plans before it, with which it may have the trace in common
 * @throws InputError when the file cannot be used
 */
export async function loadRecorded(plan: Plan, reader = new TraceReader()): Promise<RecordedTrace | undefined> {
  const { workload, caches, service, seed } = plan;
  if (workload.kind !== 'recorded') return undefined;
  const read = await reader.read(workload.path, { ...workload, seed });
  const { trace, sha256, skippedRows, firstSkipped } = read;
  requireLengths(trace, service, workload.path);
  const warnings = firstSkipped.map(({ line, message }) => `row skipped, line ${line ?? '?'}: ${message}`);
  if (skippedRows > 0) warnings.unshift(`${skippedRows} bad rows of the trace were skipped`);
  warnings.push(...read.hints);
  for (const key of read.unusedKeys) {
    warnings.push(`trace.${key} has no effect: it is for ${formatsWith(key)}, and the trace is ${read.format}`);
  }
  if (trace.blocks === undefined && caches.some((cache) => cache !== undefined && 'blocks' in cache)) {
    warnings.push('the trace has no blocks of prompts: caches of blocks stay empty');
  }
  if (workload.resampleMs !== undefined) {
    requireTimeBlocks(trace, workload.resampleMs, workload.path);
    requireRoom(trace, mostReplications(plan), workload.path);
  }
  return {
    trace,
    record: { format: read.format, sha256, requests: trace.requestCount, skipped_rows: skippedRows },
    warnings,
  };
}

/** @throws InputError when the service time depends on lengths that the trace does not have */
function requireLengths(trace: Trace, service: ServiceSpec, file: string): void {
  if (service.kind !== 'tokens') return;
  const sides = [
    ['prompt', service.perPromptTokenMs, trace.promptTokens],
    ['output', service.perOutputTokenMs, trace.outputTokens],
  ] as const;
  const mistakes = sides
    .filter(([, perTokenMs, tokens]) => perTokenMs > 0 && tokens.length === 0)
    .map(([side]) => ({
      file,
      message: `per_${side}_token is above 0, but the trace has no ${side}_tokens`,
      advice: `give a trace with ${side}_tokens, name its column (columns), or set service.per_${side}_token to 0`,
    }));
  if (mistakes.length > 0) throw new InputError(mistakes);
}

/** @throws InputError when so many replications have more response times than are kept */
function requireRoom({ requestCount }: Trace, replications: number, file: string): void {
  const message = tooManyValues(requestCount, replications);
  if (message === undefined) return;
  throw new InputError([{ file, message, advice: 'expected fewer replications, or a part of the trace (from, to)' }]);
}

/** @throws InputError when the trace has too few blocks to be resampled */
function requireTimeBlocks(trace: Trace, blockMs: number, file: string): void {
  const found = timeBlockCount(trace, blockMs);
  if (found >= LEAST_TIME_BLOCKS) return;
  const message = `the trace has ${found} whole blocks of ${blockMs} ms, too few to resample`;
  throw new InputError([
    { file, message, advice: `expected at least ${LEAST_TIME_BLOCKS}: a shorter block, or a longer trace` },
  ]);
}
