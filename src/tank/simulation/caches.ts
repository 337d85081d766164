import { LruIndex } from '../../core/index.js';
import { BlockLru, type PromptBlocks, tokensSaved, type Trace } from '../trace/index.js';
import { type ServiceSpec, TokenTimes } from '../traffic/index.js';
import type { CacheConfig, EntryCacheConfig } from './simulation-config.js';

/** Bits of the column `hits`, by request. */
const SESSION_ASKED = 1;
const SESSION_HIT = 2;
const PREFIX_ASKED = 4;
const PREFIX_HIT = 8;
const BLOCKS_ASKED = 16;

const SESSION_SPACE = 0;
const PREFIX_SPACE = 1;

/**
 * What the simulated endpoints have in their caches: at each a real LRU over sessions and prefixes, or over the blocks of
 * prompts. A request is looked up where it is offered. A hit of a session or prefix shortens its service by the
 * endpoint's factor, one of blocks by what the prefill of their tokens takes of it. Where it is accepted, what was looked
 * up becomes the most recent. Cost: O(1) per attempt and block of its prompt, nothing allocated.
 */
export class Caches {
  /** Service demand of each request at the endpoint where it was offered last. */
  readonly demandMs: Float64Array;
  readonly #fullDemandMs: Float64Array;
  readonly #session: Int32Array;
  readonly #prefix: Int32Array;
  readonly #blocks: PromptBlocks;
  readonly #promptTokens: Int32Array;
  /** Undefined where no endpoint has a cache of blocks. */
  readonly #times: TokenTimes | undefined;
  readonly #hits: Uint8Array;
  /** By request, of blocks; empty where no endpoint has a cache of them. */
  readonly #hitTokens: Int32Array;
  /** By endpoint; undefined for one without such a cache. */
  readonly #entryCaches: readonly ({ readonly keys: LruIndex; readonly config: EntryCacheConfig } | undefined)[];
  readonly #blockCaches: readonly (BlockLru | undefined)[];

  /**
   * @param configs by endpoint
   * @param service what the demands were drawn from
   * @throws Error when there are caches of blocks, and the service is not by tokens
   */
  constructor(
    trace: Trace,
    demandMs: Float64Array,
    configs: readonly (CacheConfig | undefined)[],
    service?: ServiceSpec,
  ) {
    const none = new Int32Array(0);
    this.#session = trace.session ?? none;
    this.#prefix = trace.prefix ?? none;
    this.#blocks = trace.blocks ?? { blockTokens: 1, last: none, parent: none };
    this.#promptTokens = trace.promptTokens;
    this.#hits = new Uint8Array(trace.requestCount);
    this.#fullDemandMs = demandMs;
    this.demandMs = Float64Array.from(demandMs);
    this.#entryCaches = configs.map((config) =>
      config !== undefined && 'entries' in config ? { keys: new LruIndex(), config } : undefined,
    );
    this.#blockCaches = configs.map((config) =>
      config !== undefined && 'blocks' in config ? new BlockLru(config.blocks) : undefined,
    );
    const hasBlocks = this.#blockCaches.some((cache) => cache !== undefined);
    if (hasBlocks && service?.kind !== 'tokens') throw new Error('caches of blocks need a service by tokens');
    this.#times = hasBlocks && service?.kind === 'tokens' ? new TokenTimes(trace, service) : undefined;
    this.#hitTokens = hasBlocks ? new Int32Array(trace.requestCount) : none;
  }

  /** Looks a request up at an endpoint before it is offered there. */
  lookUp(endpoint: number, request: number): void {
    this.demandMs[request] = this.#fullDemandMs[request];
    this.#hits[request] = 0;
    this.#lookUpEntries(endpoint, request);
    this.#lookUpBlocks(endpoint, request);
  }

  /** The request was accepted there. */
  enter(endpoint: number, request: number): void {
    const last = keyOf(this.#blocks.last, request);
    this.#blockCaches[endpoint]?.use(last, this.#blocks.parent);
    const cache = this.#entryCaches[endpoint];
    if (cache === undefined) return;
    use(cache.keys, cache.config.entries, SESSION_SPACE, keyOf(this.#session, request));
    use(cache.keys, cache.config.entries, PREFIX_SPACE, keyOf(this.#prefix, request));
  }

  /** What the endpoint says: 1 hit, 0 miss, −1 where it was not asked. */
  sessionHit(request: number): number {
    return answer(this.#hits[request], SESSION_ASKED, SESSION_HIT);
  }

  /** The same; of blocks the share of the prompt's tokens that were hit. */
  prefixHit(request: number): number {
    if (this.#isOfBlocks(request)) return this.#hitTokens[request] / this.#promptTokens[request];
    return answer(this.#hits[request], PREFIX_ASKED, PREFIX_HIT);
  }

  /** What of a request was looked up where it was served: the tokens of its prompt, 1 where not by blocks, 0 nothing. */
  looked(request: number): number {
    if (this.#isOfBlocks(request)) return this.#promptTokens[request];
    return (this.#hits[request] & (SESSION_ASKED | PREFIX_ASKED)) === 0 ? 0 : 1;
  }

  /** How much of it was hit. */
  hit(request: number): number {
    if (this.#isOfBlocks(request)) return this.#hitTokens[request];
    return (this.#hits[request] & (SESSION_HIT | PREFIX_HIT)) === 0 ? 0 : 1;
  }

  #isOfBlocks(request: number): boolean {
    return (this.#hits[request] & BLOCKS_ASKED) !== 0;
  }

  #lookUpEntries(endpoint: number, request: number): void {
    const cache = this.#entryCaches[endpoint];
    if (cache === undefined) return;
    let hits = 0;
    const session = keyOf(this.#session, request);
    if (session >= 0) hits |= cache.keys.find(SESSION_SPACE, session) < 0 ? SESSION_ASKED : SESSION_ASKED | SESSION_HIT;
    const prefix = keyOf(this.#prefix, request);
    if (prefix >= 0) hits |= cache.keys.find(PREFIX_SPACE, prefix) < 0 ? PREFIX_ASKED : PREFIX_ASKED | PREFIX_HIT;
    this.#hits[request] = hits;
    if ((hits & (SESSION_HIT | PREFIX_HIT)) !== 0) this.demandMs[request] *= cache.config.hitFactor;
  }

  #lookUpBlocks(endpoint: number, request: number): void {
    const cache = this.#blockCaches[endpoint];
    const last = keyOf(this.#blocks.last, request);
    if (cache === undefined || this.#times === undefined || last < 0) return;
    const promptTokens = this.#promptTokens[request];
    if (promptTokens === 0) return;
    const { blockTokens, parent } = this.#blocks;
    const hitTokens = tokensSaved(cache.match(last, parent), blockTokens, promptTokens);
    this.#hits[request] = BLOCKS_ASKED;
    this.#hitTokens[request] = hitTokens;
    this.demandMs[request] *= 1 - this.#times.promptShare(request, hitTokens);
  }
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

function answer(hits: number, asked: number, hit: number): number {
  if ((hits & asked) === 0) return -1;
  return (hits & hit) === 0 ? 0 : 1;
}
