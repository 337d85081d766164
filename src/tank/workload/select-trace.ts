import { z } from 'zod';
import { REQUEST_LIMIT } from './limits.js';
import { duration, plainNumber, wholeNumber } from './quantities.js';
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

/** Keys of a selection, for the schema of a trace. */
export const selectionShape = {
  from: duration().optional().meta({ description: 'leave out what arrives before this time, which becomes the start' }),
  to: duration({ positive: true }).optional().meta({ description: 'leave out what arrives at this time or later' }),
  speed_up: plainNumber({ least: 1e-6 }).optional().meta({ description: 'play it so many times as fast; default 1' }),
  repeat: wholeNumber(1, REPEAT_LIMIT)
    .optional()
    .meta({ description: 'play it so often, one after the other, each time with sessions of its own; default 1' }),
};

export function selectionOf(selected: z.output<z.ZodObject<typeof selectionShape>>): TraceSelection {
  const { from, to, speed_up, repeat } = selected;
  return { fromMs: from, toMs: to, speedUp: speed_up, repeat };
}

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
  if (count <= 0) throw new RangeError('no request of the trace arrives in the part of it that is asked for');
  if (count * repeat > REQUEST_LIMIT) {
    throw new RangeError(`${count} requests × ${repeat} are more than ${REQUEST_LIMIT}: repeat it less often`);
  }
<<<<<<< HEAD
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
=======
  const lastMs = arrivals[end - 1] - fromMs;
  const periodMs =
    toMs === Infinity
      ? count > 1
        ? lastMs + (lastMs - (arrivals[first] - fromMs)) / (count - 1)
        : lastMs + 1
      : toMs - fromMs;
  const arrivalMs = new Float64Array(count * repeat + 1).fill(Infinity);
  let beforeMs = 0;
  for (let r = 0; r < repeat; r++) {
    for (let i = 0; i < count; i++) {
      const timeMs = (r * periodMs + arrivals[first + i] - fromMs) / speedUp;
      beforeMs = Math.max(timeMs, beforeMs); // rounding may put a first request before the last of the time before
      arrivalMs[r * count + i] = beforeMs;
    }
  }
  const part = { first, end, repeat };
  const { outputEstimate, session, prefix, blocks, requestClass, tenant, priority, deadlineMs, wishes } = trace;
  return {
    requestCount: count * repeat,
    arrivalMs,
    promptTokens: repeated(trace.promptTokens, part),
    outputTokens: repeated(trace.outputTokens, part),
    ...(outputEstimate && { outputEstimate: repeated(outputEstimate, part) }),
    ...(session && { session: renewedSessions(session, part) }),
    ...(prefix && { prefix: repeated(prefix, part) }),
    ...(blocks && { blocks: repeatedBlocks(blocks, part) }),
    ...(requestClass && { requestClass: { ...requestClass, index: repeated(requestClass.index, part) } }),
    ...(tenant && { tenant: { ...tenant, index: repeated(tenant.index, part) } satisfies NamedColumn<Int32Array> }),
    ...(priority && { priority: repeated(priority, part) }),
    ...(deadlineMs && { deadlineMs: repeated(deadlineMs, part) }),
    ...(wishes && { wishes: Array.from({ length: repeat }, () => wishes.slice(first, end)).flat() }),
  };
}

interface Part {
  readonly first: number;
  readonly end: number;
  readonly repeat: number;
}

type Column = Int8Array | Uint8Array | Int32Array | Float32Array;

function repeated<Kind extends Column>(column: Kind, { first, end, repeat }: Part): Kind {
  const part = column.subarray(first, end);
  const all = new (column.constructor as new (length: number) => Kind)(part.length * repeat);
  for (let r = 0; r < repeat; r++) all.set(part, r * part.length);
  return all;
}

/** The same with other indices in each repetition; −1 stays. */
function renewed(column: Int32Array, part: Part, step: number): Int32Array {
  const all = repeated(column, part);
  const count = part.end - part.first;
  for (let i = count; i < all.length; i++) if (all[i] >= 0) all[i] += Math.floor(i / count) * step;
  return all;
}

/** The sessions of the part, numbered anew without gaps and in the same order. */
function renewedSessions(session: Int32Array, { first, end, repeat }: Part): Int32Array {
  const own = session.subarray(first, end);
  const number = new Int32Array(greatest(own) + 1).fill(-1);
  for (const index of own) if (index >= 0) number[index] = 0;
  let count = 0;
  for (let index = 0; index < number.length; index++) if (number[index] === 0) number[index] = count++;
  const dense = own.map((index) => (index < 0 ? -1 : number[index]));
  return renewed(dense, { first: 0, end: dense.length, repeat }, count);
}

function repeatedBlocks({ blockTokens, last, parent }: PromptBlocks, part: Part): PromptBlocks {
  const size = parent.length;
  if (size * part.repeat > 2 ** 31 - 1) throw new RangeError('the blocks of so many repetitions are too many');
  const parents = new Int32Array(size * part.repeat);
  for (let i = 0; i < parents.length; i++) {
    const before = parent[i % size];
    parents[i] = before < 0 ? -1 : before + i - (i % size);
  }
  return { blockTokens, last: renewed(last, part, size), parent: parents };
}

function greatest(column: Int32Array): number {
  return column.reduce((most, value) => Math.max(most, value), -1);
>>>>>>> h1
}

/** Index of the first element of at least a value. */
export function lowerBound(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
