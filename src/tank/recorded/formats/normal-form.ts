import { PRIORITY_LIMIT } from '../../trace/index.js';
import {
  blockIds,
  EXPECTED_ID,
  EXPECTED_TOKENS,
  idOf,
  numberOf,
  tokensOf,
  wrong,
  wrongBlocks,
} from './field-values.js';
import { TimeColumn } from './time-column.js';
import { type FieldMistake, type FormatOptions, NO_TOKENS, type TraceRow } from './trace-format.js';

/**
 * The normal form of traces, `wavetank.trace/1`: one request a row, and the columns below, of which the time is the only
 * one that must be there. An empty field or an absent key says nothing. As CSV (blocks between spaces), JSON Lines or
 * Parquet; files of others with the same contents under other names are read by a mapping of columns.
 */
export const NORMAL_COLUMNS = [
  'arrival_ms',
  'prompt_tokens',
  'output_tokens',
  'session',
  'turn',
  'class',
  'priority',
  'deadline_ms',
  'prefix_blocks',
  'block_tokens',
  'tenant',
] as const;

export type NormalColumn = (typeof NORMAL_COLUMNS)[number];

/** What may be read: the normal form, and in place of its time one in seconds, from any instant. */
export const READABLE_COLUMNS = [...NORMAL_COLUMNS, 'arrival_s'] as const;
export type ReadableColumn = (typeof READABLE_COLUMNS)[number];

/** How a row of any form gives the value of a column; undefined where it has none. */
type Get = (column: ReadableColumn) => unknown;

/** Without a mapping a file of the normal form may give its times in seconds. */
export function withTime(options: FormatOptions, isInMs: boolean): FormatOptions {
  return options.columns === undefined && !isInMs ? { ...options, columns: { arrival_s: 'arrival_s' } } : options;
}

/** The signature of the normal form as text. */
export const NORMAL_SIGNATURE = ['arrival_ms'] as const;

/** The columns that are asked for, and the names that a file has for them. */
export function columnsOf({ columns = {}, timeUnit }: FormatOptions) {
  const column: ReadableColumn = Object.hasOwn(columns, 'arrival_s') ? 'arrival_s' : 'arrival_ms';
  const nameOf = (each: ReadableColumn) => columns[each] ?? each;
  const others = READABLE_COLUMNS.filter((each) => !each.startsWith('arrival_'));
  const named = Object.values(columns).filter((name) => name !== undefined);
  const form =
    column === 'arrival_s' ? ({ unit: 's', from: 'instant' } as const) : ({ unit: 'ms', from: 'start' } as const);
  const time = new TimeColumn(nameOf(column), { ...form, given: timeUnit });
  return { column, time, others, nameOf, named };
}

/** Decodes a row of any form. */
export function decodeNormal(
  get: Get,
  { column: arrival, time, nameOf }: Pick<ReturnType<typeof columnsOf>, 'column' | 'time' | 'nameOf'>,
  row: TraceRow,
): FieldMistake | undefined {
  const mistake = (column: ReadableColumn, expected: string) => wrong(nameOf(column), get(column), expected);
  const wrongTime = time.read(get(arrival), row);
  if (wrongTime !== undefined) return wrongTime;
  row.promptTokens = lengthOf(get('prompt_tokens'));
  row.outputTokens = lengthOf(get('output_tokens'));
  if (Number.isNaN(row.promptTokens)) return mistake('prompt_tokens', EXPECTED_TOKENS);
  if (Number.isNaN(row.outputTokens)) return mistake('output_tokens', EXPECTED_TOKENS);
  const [session, requestClass, tenant] = [idOf(get('session')), idOf(get('class')), idOf(get('tenant'))];
  if (session === undefined) return mistake('session', EXPECTED_ID);
  if (requestClass === undefined) return mistake('class', EXPECTED_ID);
  if (tenant === undefined) return mistake('tenant', EXPECTED_ID);
  row.session = session;
  row.requestClass = requestClass;
  row.tenant = tenant;
  if (!(tokensOf(get('turn') ?? 0) >= 0)) return mistake('turn', 'expected a whole number from 0');
  row.priority = numberOf(get('priority') ?? 0);
  if (!(Number.isInteger(row.priority) && Math.abs(row.priority) <= PRIORITY_LIMIT)) {
    return mistake('priority', `expected a whole number from -${PRIORITY_LIMIT} to ${PRIORITY_LIMIT}`);
  }
  row.deadlineMs = get('deadline_ms') === undefined ? Infinity : numberOf(get('deadline_ms'));
  if (!(Math.fround(row.deadlineMs) > 0)) return mistake('deadline_ms', 'expected milliseconds above 0');
  return decodeBlocks(get, mistake, nameOf('prefix_blocks'), row);
}

function lengthOf(value: unknown): number {
  return value === undefined ? NO_TOKENS : tokensOf(value);
}

function decodeBlocks(
  get: Get,
  mistake: (column: ReadableColumn, expected: string) => FieldMistake,
  name: string,
  row: TraceRow,
): FieldMistake | undefined {
  const given = get('prefix_blocks');
  if (given === undefined) return undefined;
  const listed = typeof given === 'string' ? given.split(' ').filter((id) => id !== '') : given;
  const ids = blockIds(listed);
  if (ids === undefined) return wrongBlocks(name, listed);
  row.blockTokens = tokensOf(get('block_tokens'), 1);
  if (!(row.blockTokens >= 1)) return mistake('block_tokens', 'expected the length of the blocks of prefix_blocks');
  const most = Math.ceil(Math.max(0, row.promptTokens) / row.blockTokens);
  if (ids.length > most) return mistake('prefix_blocks', `expected at most ${most} blocks in the prompt`);
  row.blocks = ids;
  return undefined;
}
