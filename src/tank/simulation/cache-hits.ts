/** Bits of the column `said`, by request. */
const SESSION_ASKED = 1;
const SESSION_HIT = 2;
const PREFIX_ASKED = 4;
const PREFIX_HIT = 8;
const BLOCKS_ASKED = 16;

/**
 * What of each request was looked up in a cache, and hit, where it was accepted last, in columns by request: 5 bytes each.
 * Backends with caches write it; the router is told of it and measures are made of it.
 */
export class CacheHits {
  readonly #said: Uint8Array;
  readonly #hitTokens: Int32Array;
  readonly #promptTokens: Int32Array;

  constructor(requestCount: number, promptTokens: Int32Array) {
    this.#said = new Uint8Array(requestCount);
    this.#hitTokens = new Int32Array(requestCount);
    this.#promptTokens = promptTokens;
  }

  /** Nothing was looked up. */
  clear(request: number): void {
    this.#said[request] = 0;
  }

  noteSession(request: number, isHit: boolean): void {
    this.#said[request] |= isHit ? SESSION_ASKED | SESSION_HIT : SESSION_ASKED;
  }

  notePrefix(request: number, isHit: boolean): void {
    this.#said[request] |= isHit ? PREFIX_ASKED | PREFIX_HIT : PREFIX_ASKED;
  }

  /** So many tokens of the prompt were there. */
  noteTokens(request: number, hitTokens: number): void {
    this.#said[request] |= BLOCKS_ASKED;
    this.#hitTokens[request] = hitTokens;
  }

  /** Whether a session or prefix was hit. */
  isEntryHit(request: number): boolean {
    return (this.#said[request] & (SESSION_HIT | PREFIX_HIT)) !== 0;
  }

  /** What the endpoint says: 1 hit, 0 miss, −1 where it was not asked. */
  sessionHit(request: number): number {
    return answer(this.#said[request], SESSION_ASKED, SESSION_HIT);
  }

  /** The same; of blocks the share of the prompt's tokens that were hit. */
  prefixHit(request: number): number {
    if (this.#isOfBlocks(request)) return this.#hitTokens[request] / this.#promptTokens[request];
    return answer(this.#said[request], PREFIX_ASKED, PREFIX_HIT);
  }

  /** What was looked up: the tokens of the prompt, 1 where not by blocks, 0 nothing. */
  looked(request: number): number {
    if (this.#isOfBlocks(request)) return this.#promptTokens[request];
    return (this.#said[request] & (SESSION_ASKED | PREFIX_ASKED)) === 0 ? 0 : 1;
  }

  /** How much of it was hit. */
  hit(request: number): number {
    if (this.#isOfBlocks(request)) return this.#hitTokens[request];
    return this.isEntryHit(request) ? 1 : 0;
  }

  #isOfBlocks(request: number): boolean {
    return (this.#said[request] & BLOCKS_ASKED) !== 0;
  }
}

function answer(said: number, asked: number, hit: number): number {
  if ((said & asked) === 0) return -1;
  return (said & hit) === 0 ? 0 : 1;
}
