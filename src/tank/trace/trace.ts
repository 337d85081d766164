import type { WishColumn } from './wishes.js';

/**
 * The requests of one replication in columns, the same for every strategy. All columns are indexed by request,
 * 0…requestCount − 1, in order of arrival; together they take at most 40 bytes a request, the blocks of prompts apart.
 */
export interface Trace {
  readonly requestCount: number;
  /** Ascending, from the start of the run; one entry more than there are requests, the last is Infinity. */
  readonly arrivalMs: Float64Array;
  /** At least 0; empty (length 0) where the workload has no lengths of prompts. */
  readonly promptTokens: Int32Array;
  /** At least 0; empty (length 0) where the workload has no lengths of outputs. */
  readonly outputTokens: Int32Array;
  /** What a router is told of the output's length; absent = the mean of `outputTokens`. */
  readonly outputEstimate?: Int32Array;
  /** Session of each request, a dense index, −1 for none; absent where the workload has no sessions. */
  readonly session?: Int32Array;
  /** Prefix that the prompt shares with others, a dense index, −1 for none; absent where there are no prefixes. */
  readonly prefix?: Int32Array;
  /** The prompts as blocks of tokens, which tell what they share; absent where that is not known. */
  readonly blocks?: PromptBlocks;
  /** Class of each request; absent where there are no classes. */
  readonly requestClass?: NamedColumn<Uint8Array>;
  /** Tenant of each request; absent where there are no tenants. */
  readonly tenant?: NamedColumn<Int32Array>;
  /** Agent that sends each request; absent where the workload has no agents. */
  readonly agent?: NamedColumn<Int32Array>;
  /** The higher, the more urgent; absent = all 0. */
  readonly priority?: Int8Array;
  /** From arrival to the time by which the answer is wanted, Infinity for none; absent = none has one. */
  readonly deadlineMs?: Float32Array;
  /** What requests ask for; absent where none asks for anything. */
  readonly wishes?: WishColumn;
}

/** Names and, by request, the index of one of them; NO_NAME where a request has none. */
export interface NamedColumn<Column> {
  readonly names: readonly string[];
  readonly index: Column;
}

/** Most classes of a trace, and the index that stands for none. */
export const CLASS_LIMIT = 254;
export const NO_CLASS = 255;

/** Least and greatest priority. */
export const PRIORITY_LIMIT = 100;

/**
 * Prompts cut into blocks of equal length. A block stands for its tokens and all before them: two prompts with the same
 * block begin alike up to its end. The blocks form a tree, and a prompt is the path from a root to its last block.
 */
export interface PromptBlocks {
  readonly blockTokens: number;
  /** By request: the last block of its prompt, −1 where it has none. */
  readonly last: Int32Array;
  /** By block: the block before it, −1 for a first; less than the block itself. May be longer than there are blocks. */
  readonly parent: Int32Array;
}
