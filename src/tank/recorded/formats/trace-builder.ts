import { NUMBER_LIMIT } from '../../../core/input/index.js';
import { Names } from '../../../core/index.js';
import { CLASS_LIMIT, type Trace, TraceColumns } from '../../trace/index.js';
import { NO_TOKENS, type TraceFormat, type TraceRow } from './trace-format.js';

/** Most ids of one kind: what a Map of V8 holds. */
const ID_LIMIT = 16_000_000;

/** Puts decoded rows into columns. Cost: O(1) per row and block of its prompt. */
export class TraceBuilder {
  readonly #format: TraceFormat;
  /** Whether rows may be earlier than those before: they are put in order at the end. */
  readonly #isSorted: boolean;
  readonly #columns = new TraceColumns();
  readonly #sessions = new Names('session', ID_LIMIT);
  readonly #classes = new Names('class', CLASS_LIMIT);
  readonly #tenants = new Names('tenant', ID_LIMIT);
  /** The first block of each id; others with its id by the block before them and it. */
  readonly #blocks = new Map<number | string, number>();
  readonly #otherBlocks = new Map<string, number>();
  #hasPrompts = false;
  #hasOutputs = false;
  #blockTokens = 0;
  #firstSecond = 0;
  #firstTick = 0;
  #lastMs = -Infinity;
  #lastLine = 0;
  #firstMs = Infinity;

  /** @param sort puts rows in order of time; else one that is earlier than the row before is wrong */
  constructor(format: TraceFormat, sort: boolean) {
    this.#format = format;
    this.#isSorted = sort || format.isUnordered === true;
  }

  get requestCount(): number {
    return this.#columns.requestCount;
  }

  /**
   * @param line of the row, for messages about later ones
   * @returns what is wrong with the row, as `[column, message, expected]`; undefined when it was taken
   * @throws RangeError when there are too many sessions, classes, tenants or blocks
   */
  add(row: TraceRow, line: number): readonly [column: string, message: string, expected: string] | undefined {
    const [time] = this.#format.required;
    const arrivalMs = this.#arrivalMs(row);
    if (arrivalMs < this.#lastMs && !this.#isSorted) {
      return [time, `is earlier than that of line ${this.#lastLine}`, EXPECTED_ORDER];
    }
    if (!(Math.abs(arrivalMs) <= NUMBER_LIMIT)) {
      const start = Number.isNaN(row.atMs) ? 'first row' : 'start of the trace';
      return [time, `is more than 31 years after the ${start}`, `expected at most ${NUMBER_LIMIT} ms`];
    }
    if (row.blocks.length > 0 && this.#blockTokens > 0 && row.blockTokens !== this.#blockTokens) {
      const expected = `expected ${this.#blockTokens}, as in the rows before`;
      return [this.#format.blockTokens ?? time, 'is a different block length', expected];
    }
    this.#lastMs = arrivalMs;
    this.#lastLine = line;
    this.#firstMs = Math.min(this.#firstMs, arrivalMs);
    this.#write(row, arrivalMs);
    return undefined;
  }

  /** Times count from the first row, the difference taken in whole ticks, or from the start of the trace. */
  #arrivalMs({ second, tick, atMs }: TraceRow): number {
    if (!Number.isNaN(atMs)) return atMs;
    if (this.#columns.requestCount === 0) {
      this.#firstSecond = second;
      this.#firstTick = tick;
    }
    return ((second - this.#firstSecond) * TICKS_PER_S + (tick - this.#firstTick)) / TICKS_PER_MS;
  }

  #write(row: TraceRow, arrivalMs: number): void {
    const columns = this.#columns;
    const request = columns.add(arrivalMs, Math.max(0, row.promptTokens), Math.max(0, row.outputTokens));
    if (row.promptTokens !== NO_TOKENS) this.#hasPrompts = true;
    if (row.outputTokens !== NO_TOKENS) this.#hasOutputs = true;
    if (row.session !== '') columns.set('session', request, this.#sessions.indexOf(row.session));
    if (row.requestClass !== '') columns.set('requestClass', request, this.#classes.indexOf(row.requestClass));
    if (row.tenant !== '') columns.set('tenant', request, this.#tenants.indexOf(row.tenant));
    if (row.priority !== 0) columns.set('priority', request, row.priority);
    if (row.deadlineMs !== Infinity) columns.set('deadlineMs', request, row.deadlineMs);
    if (row.blocks.length === 0) return;
    this.#blockTokens = row.blockTokens;
    let block = -1;
    for (const id of row.blocks) block = this.#blockOf(id, block);
    columns.set('lastBlock', request, block);
  }

  #blockOf(id: number | string, before: number): number {
    const { tree } = this.#columns;
    const known = this.#blocks.get(id);
    if (known !== undefined && tree.parent[known] === before) return known;
    const key = known === undefined ? '' : `${before}/${id}`;
    const other = known === undefined ? undefined : this.#otherBlocks.get(key);
    if (other !== undefined) return other;
    if (tree.count === ID_LIMIT) throw new RangeError(`the prompts have more than ${ID_LIMIT} different blocks`);
    const block = tree.add(before);
    if (known === undefined) this.#blocks.set(id, block);
    else this.#otherBlocks.set(key, block);
    return block;
  }

  /** @returns all requests in order of arrival */
  toTrace(): Trace {
    const columns = this.#columns;
    if (this.#isSorted) columns.sort();
    this.#format.finish?.(columns, this.#sessions);
    const startMs = Math.min(0, this.#firstMs); // below 0 where the first row was not the earliest
    if (startMs < 0)
      for (let request = 0; request < columns.requestCount; request++) columns.arrivalMs[request] -= startMs;
    return columns.toTrace({
      classes: this.#classes.names(),
      tenants: this.#tenants.names(),
      hasPrompts: this.#hasPrompts,
      hasOutputs: this.#hasOutputs,
      ...(this.#blockTokens > 0 && { blockTokens: this.#blockTokens }),
    });
  }
}

const EXPECTED_ORDER = 'expected rows in order of time: --sort, or sort: true in the trace of a scenario, sorts them';

const TICKS_PER_S = 1e7;
const TICKS_PER_MS = 1e4;
