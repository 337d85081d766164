import { type NamedColumn, NO_CLASS, pathTo, type Trace } from '../../trace/index.js';
import type { NormalColumn } from './normal-form.js';

/** A column of the normal form with the values of a trace. */
export interface WrittenColumn {
  readonly name: NormalColumn;
  /** Asked once for every request, in order. @returns undefined where the request has none */
  readonly value: (request: number) => number | string | readonly number[] | undefined;
}

/**
 * The columns that some request of a trace has something in, in the order of the normal form. Sessions are "s0", "s1" … in
 * order of their first requests.
 * Cost: O(requests) to find them, 8 bytes of memory a session.
 */
export function writtenColumns(trace: Trace): WrittenColumn[] {
  const { arrivalMs, promptTokens, outputTokens, requestClass, priority, deadlineMs, tenant } = trace;
  const columns: WrittenColumn[] = [{ name: 'arrival_ms', value: (request) => arrivalMs[request] }];
  if (promptTokens.length > 0) columns.push({ name: 'prompt_tokens', value: (request) => promptTokens[request] });
  if (outputTokens.length > 0) columns.push({ name: 'output_tokens', value: (request) => outputTokens[request] });
  columns.push(...sessionColumns(trace), ...namedColumn('class', requestClass, NO_CLASS));
  if (priority?.some((level) => level !== 0)) {
    columns.push({ name: 'priority', value: (request) => priority[request] });
  }
  if (deadlineMs?.some(Number.isFinite)) {
    columns.push({ name: 'deadline_ms', value: (request) => shortest(deadlineMs[request]) });
  }
  columns.push(...blockColumns(trace), ...namedColumn('tenant', tenant, -1));
  return columns;
}

/** The number with the fewest digits that is the same 32-bit float: 100.1, not 100.0999984741211. */
function shortest(value: number): number | undefined {
  if (value === Infinity) return undefined;
  for (let digits = 1; digits < FLOAT_DIGITS; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(FLOAT_DIGITS));
}

/** So many digits tell all 32-bit floats apart. */
const FLOAT_DIGITS = 9;

function sessionColumns({ session }: Trace): WrittenColumn[] {
  if (!session?.some((index) => index >= 0)) return [];
  const sessionLimit = session.reduce((most, index) => Math.max(most, index + 1), 0);
  const number = new Int32Array(sessionLimit).fill(-1); // by session
  const turns = new Int32Array(sessionLimit);
  let count = 0;
  const numberOf = (index: number) => {
    if (number[index] < 0) number[index] = count++;
    return number[index];
  };
  return [
    {
      name: 'session',
      value: (request) => (session[request] < 0 ? undefined : `s${numberOf(session[request])}`),
    },
    { name: 'turn', value: (request) => (session[request] < 0 ? undefined : turns[session[request]]++) },
  ];
}

function namedColumn(
  name: NormalColumn,
  column: NamedColumn<Uint8Array | Int32Array> | undefined,
  none: number,
): WrittenColumn[] {
  if (!column?.index.some((index) => index !== none)) return [];
  const { names, index } = column;
  return [{ name, value: (request) => (index[request] === none ? undefined : names[index[request]]) }];
}

function blockColumns({ blocks }: Trace): WrittenColumn[] {
  if (!blocks?.last.some((block) => block >= 0)) return [];
  const { blockTokens, last, parent } = blocks;
  const path: number[] = [];
  return [
    {
      name: 'prefix_blocks',
      value: (request) => (last[request] < 0 ? undefined : path.slice(0, pathTo(last[request], parent, path))),
    },
    { name: 'block_tokens', value: (request) => (last[request] < 0 ? undefined : blockTokens) },
  ];
}
