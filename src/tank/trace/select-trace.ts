import { lowerBound } from '../../core/index.js';
import { REQUEST_LIMIT } from './limits.js';
import { assembleTrace } from './assemble-trace.js';
import type { Trace } from './trace.js';

/** Which part of a recorded trace is played, how fast and how often. */
export interface TraceSelection {
  /** Requests that arrive from this time on; it becomes the start. Default 0. */
  readonly fromMs?: number | undefined;
  /** Requests that arrive before this time. Default: all. */
  readonly toMs?: number | undefined;
  /** Times are divided by it. Default 1. */
  readonly speedUp?: number | undefined;
  /** How often the part is played, one after the other. Default 1. */
  readonly repeat?: number | undefined;
}

/** Most repetitions. */
export const REPEAT_LIMIT = 1_000_000;

/**
 * A part of a trace, faster or slower, once or several times. A repetition follows the one before after the length of the
 * part, or where that has no end after the mean gap; its sessions, and the blocks of its prompts, are its own.
 * Cost: a copy.
 * @throws RangeError when nothing is left, or more than the limit of requests
 */
export function selectTrace(
  trace: Trace,
  { fromMs = 0, toMs = Infinity, speedUp = 1, repeat = 1 }: TraceSelection,
): Trace {
  if (fromMs === 0 && toMs === Infinity && speedUp === 1 && repeat === 1) return trace;
  const arrivals = trace.arrivalMs.subarray(0, trace.requestCount);
  const first = lowerBound(arrivals, fromMs);
  const end = lowerBound(arrivals, toMs);
  const count = end - first;
  if (count <= 0) throw new RangeError('no request of the trace arrives in the selected part');
  if (count * repeat > REQUEST_LIMIT) {
    throw new RangeError(`${count} requests × ${repeat} are more than ${REQUEST_LIMIT}: repeat it less often`);
  }
  const periodMs = toMs === Infinity ? lengthOf(arrivals.subarray(first, end), fromMs) : toMs - fromMs;
  const copies = Array.from({ length: repeat }, (_, copy) => ({
    first,
    end,
    offsetMs: copy * periodMs - fromMs,
    copy,
  }));
  return assembleTrace(trace, copies, speedUp);
}

/** Length of a part that ends with its last request: to it, and the mean gap. */
function lengthOf(arrivals: Float64Array, fromMs: number): number {
  const lastMs = arrivals[arrivals.length - 1] - fromMs;
  return arrivals.length > 1 ? lastMs + (lastMs - (arrivals[0] - fromMs)) / (arrivals.length - 1) : lastMs + 1;
}
