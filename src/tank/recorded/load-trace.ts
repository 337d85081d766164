import { InputError } from '../../core/index.js';
import { type FormatName, isDrawn, usesKey } from './formats/known-formats.js';
import { readTrace, type TraceReadOptions, type TraceReadResult } from './formats/read-trace.js';
import type { OwnKey } from './formats/trace-format.js';
import { selectTrace, type TraceSelection } from '../trace/index.js';

export interface TraceLoadOptions extends TraceReadOptions {
  readonly selection?: TraceSelection | undefined;
  /** Where traffic is drawn: its mean rate, and the key of its random streams. */
  readonly ratePerS?: number | undefined;
  readonly seed?: string | undefined;
}

export interface TraceLoadResult extends TraceReadResult {
  /** Keys that were given and that the format does not use. */
  readonly unusedKeys: readonly OwnKey[];
}

/**
 * Reads a recorded trace and takes the part of it that is asked for; of a pool of clients that part is drawn. A file whose columns
 * are named is of the format that it ends in, since it cannot be recognised by them, unless its format is given.
 * @throws InputError for every mistake in the file, and when nothing is left of it
 */
export async function loadTrace(path: string, options: TraceLoadOptions): Promise<TraceLoadResult> {
  const { selection = {}, ratePerS, seed, formatOptions, ...rest } = options;
  const { fromMs, toMs } = selection;
  const draw = { ratePerS, seed, fromMs, toMs };
  const format = rest.format ?? (formatOptions?.columns && formatByEnding(path));
  const read = await readTrace(path, { ...rest, format, formatOptions: { ...formatOptions, draw } });
  const unusedKeys = givenKeys(options).filter((key) => !usesKey(read.format, key));
  try {
    const trace = selectTrace(read.trace, isDrawn(read.format) ? drawnPart(selection) : selection);
    return { ...read, trace, unusedKeys };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const advice = 'expected from, to, speed_up and repeat that keep some requests, but not too many';
    throw new InputError([{ file: path, message: error.message, advice }]);
  }
}

function formatByEnding(path: string): FormatName | undefined {
  const ending = /\.(csv|jsonl|parquet)(?:\.gz)?$/.exec(path.toLowerCase())?.[1];
  return ending as 'csv' | 'jsonl' | 'parquet' | undefined;
}

function givenKeys({ formatOptions = {}, ratePerS, sort }: TraceLoadOptions): OwnKey[] {
  const { columns, keepFailed, timeUnit } = formatOptions;
  return [
    ...(sort === true ? (['sort'] as const) : []),
    ...(timeUnit === undefined ? [] : (['time_unit'] as const)),
    ...(columns === undefined ? [] : (['columns'] as const)),
    ...(keepFailed === true ? (['keep_failed'] as const) : []),
    ...(ratePerS === undefined ? [] : (['rate'] as const)),
  ];
}

/** What is left to select of a part that was drawn: it begins at 0, and its length is known where it has an end. */
function drawnPart({ fromMs = 0, toMs, speedUp, repeat = 1 }: TraceSelection): TraceSelection {
  return { speedUp, repeat, toMs: toMs === undefined || repeat === 1 ? undefined : toMs - fromMs };
}
