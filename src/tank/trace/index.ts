/**
 * The requests of one replication: columns, blocks of prompts, and parts of them that are selected or put together.
 * It knows what requests ask for, not where they come from; it may import core alone.
 */
export { assembleTrace, type TracePiece } from './assemble-trace.js';
export { BlockLru, tokensSaved } from './block-lru.js';
export { BLOCK_LIMIT, pathTo } from './block-tree.js';
export { REQUEST_LIMIT } from './limits.js';
export { prefixHitRates } from './prefix-reuse.js';
export { REPEAT_LIMIT, selectTrace, type TraceSelection } from './select-trace.js';
export { TraceColumns, type TraceNames } from './trace-columns.js';
export { CLASS_LIMIT, type NamedColumn, NO_CLASS, PRIORITY_LIMIT, type PromptBlocks, type Trace } from './trace.js';
export { type Wish, wishColumn, WishKinds } from './wishes.js';
