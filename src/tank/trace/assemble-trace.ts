import { LimitError } from '../../core/index.js';
import type { PromptBlocks, Trace } from './trace.js';

/** A piece of a trace, at another time. */
export interface TracePiece {
  /** Its requests are first … end − 1. */
  readonly first: number;
  readonly end: number;
  /** What is added to their times. */
  readonly offsetMs: number;
  /** Pieces of one copy share sessions and blocks; those of different copies do not. */
  readonly copy: number;
}

/**
 * A trace out of pieces of another, in the order in which they are given. Cost: a copy.
 * @param pieces in order of time when they are put in place
 * @param speedUp times are divided by it
 * @throws RangeError when the sessions or blocks of all copies are too many
 */
export function assembleTrace(trace: Trace, pieces: readonly TracePiece[], speedUp = 1): Trace {
  const { outputEstimate, session, prefix, blocks, requestClass, tenant, priority, deadlineMs, wishes } = trace;
  const arrivalMs = new Float64Array(pieces.reduce((sum, { first, end }) => sum + end - first, 0) + 1).fill(Infinity);
  let count = 0;
  let beforeMs = 0;
  for (const { first, end, offsetMs } of pieces) {
    for (let r = first; r < end; r++) {
      beforeMs = Math.max(beforeMs, (trace.arrivalMs[r] + offsetMs) / speedUp); // rounding may put a piece too early
      arrivalMs[count++] = beforeMs;
    }
  }
  return {
    requestCount: count,
    arrivalMs,
    promptTokens: assembled(trace.promptTokens, pieces),
    outputTokens: assembled(trace.outputTokens, pieces),
    ...(outputEstimate && { outputEstimate: assembled(outputEstimate, pieces) }),
    ...(session && { session: ownSessions(session, pieces) }),
    ...(prefix && { prefix: assembled(prefix, pieces) }),
    ...(blocks && { blocks: assembledBlocks(blocks, pieces) }),
    ...(requestClass && { requestClass: { ...requestClass, index: assembled(requestClass.index, pieces) } }),
    ...(tenant && { tenant: { ...tenant, index: assembled(tenant.index, pieces) } }),
    ...(priority && { priority: assembled(priority, pieces) }),
    ...(deadlineMs && { deadlineMs: assembled(deadlineMs, pieces) }),
    ...(wishes && { wishes: { ...wishes, index: assembled(wishes.index, pieces) } }),
  };
}

type Column = Int8Array | Uint8Array | Uint16Array | Int32Array | Float32Array;

/** Empty stays empty: the trace does not have the column. */
function assembled<Kind extends Column>(column: Kind, pieces: readonly TracePiece[]): Kind {
  const make = column.constructor as new (length: number) => Kind;
  if (column.length === 0) return new make(0);
  const all = new make(pieces.reduce((sum, { first, end }) => sum + end - first, 0));
  let count = 0;
  for (const { first, end } of pieces) {
    all.set(column.subarray(first, end), count);
    count += end - first;
  }
  return all;
}

/** Indices of its own for each copy; −1 stays. @param column assembled */
function renewed(column: Int32Array, pieces: readonly TracePiece[], step: number): Int32Array {
  if (step * copiesOf(pieces) > 2 ** 31 - 1) throw new LimitError('these copies have too many sessions or blocks');
  let count = 0;
  for (const { first, end, copy } of pieces) {
    for (const last = count + end - first; count < last; count++) if (column[count] >= 0) column[count] += copy * step;
  }
  return column;
}

function copiesOf(pieces: readonly TracePiece[]): number {
  return pieces.reduce((most, { copy }) => Math.max(most, copy), 0) + 1;
}

function ownSessions(session: Int32Array, pieces: readonly TracePiece[]): Int32Array {
  const own = dense(assembled(session, pieces));
  return dense(renewed(own, pieces, greatest(own) + 1));
}

/** Indices without gaps, in the same order; −1 stays. */
function dense(column: Int32Array): Int32Array {
  const used = Int32Array.from(new Set(column.filter((index) => index >= 0))).sort();
  const place = new Map(Array.from(used, (index, i) => [index, i]));
  return column.map((index) => place.get(index) ?? -1);
}

function assembledBlocks({ blockTokens, last, parent }: PromptBlocks, pieces: readonly TracePiece[]): PromptBlocks {
  const size = parent.length;
  const lasts = renewed(assembled(last, pieces), pieces, size);
  const parents = new Int32Array(size * copiesOf(pieces));
  for (let i = 0; i < parents.length; i++) {
    const before = parent[i % size];
    parents[i] = before < 0 ? -1 : before + i - (i % size);
  }
  return { blockTokens, last: lasts, parent: parents };
}

function greatest(column: Int32Array): number {
  return column.reduce((most, value) => Math.max(most, value), -1);
}
