import { LruIndex } from '../../core/lru-index.js';
import type { Trace } from '../workload/trace.js';
import type { CacheConfig } from './simulation-config.js';

/** Bits of the column `hits`, by request. */
const SESSION_ASKED = 1;
const SESSION_HIT = 2;
const PREFIX_ASKED = 4;
const PREFIX_HIT = 8;

const SESSION_SPACE = 0;
const PREFIX_SPACE = 1;

/**
 * What the simulated endpoints have in their caches: at each a real LRU over sessions and prefixes. A request is looked
 * up where it is offered; a hit in either shortens its service by the endpoint's factor; where it is accepted, its
 * session and prefix become the most recent entries. Cost: O(1) per attempt.
 */
export class Caches {
  /** Service demand of each request at the endpoint where it was offered last. */
  readonly demandMs: Float64Array;
  readonly #fullDemandMs: Float64Array;
  readonly #session: Int32Array;
  readonly #prefix: Int32Array;
  readonly #hits: Uint8Array;
  /** By endpoint; undefined for one without a cache. */
  readonly #caches: readonly ({ readonly keys: LruIndex; readonly config: CacheConfig } | undefined)[];

  /** @param configs by endpoint */
  constructor(trace: Trace, demandMs: Float64Array, configs: readonly (CacheConfig | undefined)[]) {
    const none = new Int32Array(0);
    this.#session = trace.session ?? none;
    this.#prefix = trace.prefix ?? none;
    this.#hits = new Uint8Array(trace.requestCount);
    this.#fullDemandMs = demandMs;
    this.demandMs = Float64Array.from(demandMs);
    this.#caches = configs.map((config) => config && { keys: new LruIndex(), config });
  }

  /** Looks a request up at an endpoint before it is offered there. */
  lookUp(endpoint: number, request: number): void {
    this.demandMs[request] = this.#fullDemandMs[request];
    this.#hits[request] = 0;
    const cache = this.#caches[endpoint];
    if (cache === undefined) return;
    let hits = 0;
    const session = this.#keyOf(this.#session, request);
    if (session >= 0) hits |= cache.keys.find(SESSION_SPACE, session) < 0 ? SESSION_ASKED : SESSION_ASKED | SESSION_HIT;
    const prefix = this.#keyOf(this.#prefix, request);
    if (prefix >= 0) hits |= cache.keys.find(PREFIX_SPACE, prefix) < 0 ? PREFIX_ASKED : PREFIX_ASKED | PREFIX_HIT;
    this.#hits[request] = hits;
    if ((hits & (SESSION_HIT | PREFIX_HIT)) !== 0) this.demandMs[request] *= cache.config.hitFactor;
  }

  /** The request was accepted there. */
  enter(endpoint: number, request: number): void {
    const cache = this.#caches[endpoint];
    if (cache === undefined) return;
    this.#use(cache.keys, cache.config.entries, SESSION_SPACE, this.#keyOf(this.#session, request));
    this.#use(cache.keys, cache.config.entries, PREFIX_SPACE, this.#keyOf(this.#prefix, request));
  }

  /** What the endpoint says: 1 hit, 0 miss, −1 where it was not asked. */
  sessionHit(request: number): number {
    return answer(this.#hits[request], SESSION_ASKED, SESSION_HIT);
  }

  prefixHit(request: number): number {
    return answer(this.#hits[request], PREFIX_ASKED, PREFIX_HIT);
  }

  /** Whether the endpoint that served a request looked it up in its cache. */
  isAsked(request: number): boolean {
    return (this.#hits[request] & (SESSION_ASKED | PREFIX_ASKED)) !== 0;
  }

  isHit(request: number): boolean {
    return (this.#hits[request] & (SESSION_HIT | PREFIX_HIT)) !== 0;
  }

  #keyOf(column: Int32Array, request: number): number {
    return request < column.length ? column[request] : -1;
  }

  #use(keys: LruIndex, entries: number, space: number, key: number): void {
    if (key < 0) return;
    const place = keys.find(space, key);
    if (place >= 0) {
      keys.touch(place);
      return;
    }
    if (keys.count >= entries) keys.delete(keys.oldest);
    keys.insert(space, key);
  }
}

function answer(hits: number, asked: number, hit: number): number {
  if ((hits & asked) === 0) return -1;
  return (hits & hit) === 0 ? 0 : 1;
}
