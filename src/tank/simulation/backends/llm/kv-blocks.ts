import type { EngineRequests } from './engine-types.js';
import { PrefixPaths } from './prefix-paths.js';
import { PrefixRuns } from './prefix-runs.js';

/**
 * The blocks of KV of an engine: free ones, those of running sequences, and with prefix caching those that stay resident. A sequence's
 * leading full blocks are `held` in runs, to be shared; its others are its own. Cost: O(1) per change of a sequence.
 */
export class KvBlocks {
  /** Blocks that nothing is kept in. */
  #free: number;
  readonly #runs: PrefixRuns | undefined;
  readonly #paths: PrefixPaths | undefined;
  /** The logarithm of a block's tokens. */
  readonly shift: number;

  /** @param blockTokens a power of two @param paths undefined without prefix caching */
  constructor(blocks: number, blockTokens: number, paths: EngineRequests['paths']) {
    this.#free = blocks;
    this.shift = 31 - Math.clz32(blockTokens);
    if (paths === undefined) return;
    this.#runs = new PrefixRuns(blocks);
    this.#paths = new PrefixPaths(paths, this.#runs);
  }

  /** Blocks that can be taken: free ones and evictable ones (F). */
  get available(): number {
    return this.#free + (this.#runs === undefined ? 0 : this.#runs.evictable);
  }

  /** Leading blocks that the last look-up found, and those of them that nobody uses. */
  get hits(): number {
    return this.#paths === undefined ? 0 : this.#paths.hits;
  }

  get unusedHits(): number {
    return this.#paths === undefined ? 0 : this.#paths.unusedHits;
  }

  /** Blocks that a number of tokens needs. */
  blocksFor(tokens: number): number {
    return (tokens + (1 << this.shift) - 1) >> this.shift;
  }

  /** Looks for a request's leading blocks, at most so many. */
  lookUp(request: number, most: number): void {
    this.#paths?.lookUp(request, most);
  }

  /** A sequence takes blocks of its own: free ones, then those unused longest. @param count at most `available` */
  take(count: number): void {
    const fromFree = Math.min(count, this.#free);
    this.#free -= fromFree;
    if (fromFree < count) this.#runs?.evict(count - fromFree);
  }

  /** A request is admitted with the leading blocks that were found for it. */
  hold(request: number, hits: number): void {
    if (hits > 0) this.#paths?.raise(request, 0, hits);
  }

  /**
   * The first tokens of a sequence are in the cache, and known. Of the blocks that they fill, those whose content is resident already
   * are exchanged for the resident ones (rule 11). @returns how many blocks are held now
   */
  fill(request: number, held: number, tokens: number): number {
    const full = tokens >> this.shift;
    if (this.#paths === undefined || full <= held) return held;
    this.#free += this.#paths.raise(request, held, full);
    return full;
  }

  /** A sequence leaves. @param tokens all that it has in the cache @param known those of them whose content is known */
  release(request: number, held: number, tokens: number, known: number): void {
    const keeps = this.fill(request, held, known);
    this.#free += this.blocksFor(tokens) - keeps;
    if (keeps > 0) this.#paths?.leave(request, keeps);
  }
}
