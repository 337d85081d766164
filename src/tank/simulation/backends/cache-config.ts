/** The cache of an endpoint. */
export type CacheConfig = EntryCacheConfig | BlockCacheConfig;

/** A cache of whole sessions and prefixes. */
export interface EntryCacheConfig {
  /** Sessions and prefixes that it holds. */
  readonly entries: number;
  /** Service of a request whose session or prefix is in the cache takes this share of its time. */
  readonly hitFactor: number;
}

/** A KV cache with prefix caching: the tokens of a prompt's first blocks that it holds cost no prefill. */
export interface BlockCacheConfig {
  /** Blocks of prompts that it holds. */
  readonly blocks: number;
}
