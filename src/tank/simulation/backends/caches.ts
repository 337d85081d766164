import { longer, LruIndex } from '../../../core/index.js';
import { BlockLru, type PromptBlocks, tokensSaved } from '../../trace/index.js';
import { TokenTimes } from '../../traffic/index.js';
import type { Attempts } from '../attempts.js';
import type { CacheHits } from '../cache-hits.js';
import type { BackendContext } from './backend.js';
import type { EntryCacheConfig } from './cache-config.js';

const SESSION_SPACE = 0;
const PREFIX_SPACE = 1;

/**
 * The caches of a backend's endpoints: at each a real LRU over sessions and prefixes, or over the blocks of prompts. An
 * attempt is looked up where it is accepted: a hit of a session or prefix shortens its service by the endpoint's factor,
 * one of blocks by what the prefill of their tokens takes of it. What was looked up becomes the most recent.
 * Cost: O(1) per attempt and block of its prompt, nothing allocated.
 */
export class Caches {
  /** Service demand at speed 1 of each attempt where it was accepted; replaced when it grows. */
  demandMs: Float64Array;
  readonly #fullDemandMs: Float64Array;
  readonly #attempts: Attempts;
  readonly #session: Int32Array;
  readonly #prefix: Int32Array;
  readonly #blocks: PromptBlocks;
  readonly #promptTokens: Int32Array;
  /** Undefined where no endpoint has a cache of blocks. */
  readonly #times: TokenTimes | undefined;
  readonly #hits: CacheHits;
  /** By endpoint; undefined for one without such a cache. */
  readonly #entryCaches: ({ readonly keys: LruIndex; readonly config: EntryCacheConfig } | undefined)[] = [];
  readonly #blockCaches: (BlockLru | undefined)[] = [];

  /** @throws Error when there are caches of blocks, and the service is not by tokens */
  constructor({ trace, demandMs, attempts, endpoints, service, cacheHits }: BackendContext) {
    const none = new Int32Array(0);
    if (cacheHits === undefined) throw new Error('caches need columns to note their hits in');
    this.#attempts = attempts;
    this.#hits = cacheHits;
    this.#session = trace.session ?? none;
    this.#prefix = trace.prefix ?? none;
    this.#blocks = trace.blocks ?? { blockTokens: 1, last: none, parent: none };
    this.#promptTokens = trace.promptTokens;
    this.#fullDemandMs = demandMs;
    this.demandMs = new Float64Array(attempts.next.length);
    for (const { endpoint, cache } of endpoints) {
      if (cache === undefined) continue;
      if ('entries' in cache) this.#entryCaches[endpoint] = { keys: new LruIndex(), config: cache };
      else this.#blockCaches[endpoint] = new BlockLru(cache.blocks);
    }
    const hasBlocks = this.#blockCaches.length > 0;
    if (hasBlocks && service?.kind !== 'tokens') throw new Error('caches of blocks need a service by tokens');
    this.#times = hasBlocks && service?.kind === 'tokens' ? new TokenTimes(trace, service) : undefined;
  }

  /** An endpoint accepts an attempt: finds what its service takes there. */
  enter(endpoint: number, attempt: number): void {
    const request = this.#attempts.requestOf(attempt);
    if (attempt >= this.demandMs.length) this.demandMs = longer(this.demandMs, this.#attempts.next.length);
    this.demandMs[attempt] = this.#fullDemandMs[request];
    this.#hits.clear(request);
    this.#lookUpEntries(endpoint, attempt, request);
    this.#lookUpBlocks(endpoint, attempt, request);
  }

  /** The endpoint has lost all that it held. */
  empty(endpoint: number): void {
    const cache = this.#entryCaches[endpoint];
    if (cache !== undefined) this.#entryCaches[endpoint] = { ...cache, keys: new LruIndex() };
    this.#blockCaches[endpoint]?.empty();
  }

  #lookUpEntries(endpoint: number, attempt: number, request: number): void {
    const cache = this.#entryCaches[endpoint];
    if (cache === undefined) return;
    const { keys, config } = cache;
    const session = keyOf(this.#session, request);
    const prefix = keyOf(this.#prefix, request);
    if (session >= 0) this.#hits.noteSession(request, keys.find(SESSION_SPACE, session) >= 0);
    if (prefix >= 0) this.#hits.notePrefix(request, keys.find(PREFIX_SPACE, prefix) >= 0);
    if (this.#hits.isEntryHit(request)) this.demandMs[attempt] *= config.hitFactor;
    use(keys, config.entries, SESSION_SPACE, session);
    use(keys, config.entries, PREFIX_SPACE, prefix);
  }

  #lookUpBlocks(endpoint: number, attempt: number, request: number): void {
    const cache = this.#blockCaches[endpoint];
    const last = keyOf(this.#blocks.last, request);
    if (cache === undefined || last < 0) return;
    const { blockTokens, parent } = this.#blocks;
    const promptTokens = this.#promptTokens[request];
    if (this.#times !== undefined && promptTokens > 0) {
      const hitTokens = tokensSaved(cache.match(last, parent), blockTokens, promptTokens);
      this.#hits.noteTokens(request, hitTokens);
      this.demandMs[attempt] *= 1 - this.#times.promptShare(request, hitTokens);
    }
    cache.use(last, parent);
  }
}

/** The caches of a backend's endpoints, undefined where none has one. */
export function cachesOf(context: BackendContext): Caches | undefined {
  return context.endpoints.some(({ cache }) => cache !== undefined) ? new Caches(context) : undefined;
}

function keyOf(column: Int32Array, request: number): number {
  return request < column.length ? column[request] : -1;
}

function use(keys: LruIndex, entries: number, space: number, key: number): void {
  if (key < 0) return;
  const place = keys.find(space, key);
  if (place >= 0) {
    keys.touch(place);
    return;
  }
  if (keys.count >= entries) keys.delete(keys.oldest);
  keys.insert(space, key);
}
