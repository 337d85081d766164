import { InputError } from '../../core/diagnostic.js';
import { readTrace, type TraceReadOptions, type TraceReadResult } from './formats/read-trace.js';
import { isDrawn } from './formats/registry.js';
import { selectTrace, type TraceSelection } from './select-trace.js';

export interface TraceLoadOptions extends TraceReadOptions {
  readonly selection?: TraceSelection | undefined;
  /** Where traffic is drawn: its mean rate, and the key of its random streams. */
  readonly ratePerS?: number | undefined;
  readonly seed?: string | undefined;
}

/**
 * Reads a recorded trace and takes the part of it that is asked for; of a pool of clients that part is drawn.
 * @throws InputError for every mistake in the file, and when nothing is left of it
 */
export async function loadTrace(path: string, options: TraceLoadOptions): Promise<TraceReadResult> {
  const { selection = {}, ratePerS, seed, formatOptions, ...rest } = options;
  const { fromMs, toMs } = selection;
  const draw = { ratePerS, seed, fromMs, toMs };
  const read = await readTrace(path, { ...rest, formatOptions: { ...formatOptions, draw } });
  try {
    return { ...read, trace: selectTrace(read.trace, isDrawn(read.format) ? drawnPart(selection) : selection) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const advice = 'expected from, to, speed_up and repeat that leave some requests, and not too many';
    throw new InputError([{ file: path, message: error.message, advice }]);
  }
}

/** What is left to select of a part that was drawn: it begins at 0, and its length is known where it has an end. */
function drawnPart({ fromMs = 0, toMs, speedUp, repeat = 1 }: TraceSelection): TraceSelection {
  return { speedUp, repeat, toMs: toMs === undefined || repeat === 1 ? undefined : toMs - fromMs };
}
