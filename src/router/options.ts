/** Configuration of a router: SPEC's keys, in camelCase. */
export interface RouterOptions {
  /**
   * Endpoints whose utilization is above this share of max_concurrent are passed over while others remain;
   * `off` switches the threshold off. Default 0.9.
   */
  readonly maxLoadThreshold: number | 'off';
  /** Attempts after the first, 0…15. Default 3. */
  readonly maxRetries: number;
  /** Delay before the first retry; it doubles with each further one. Default 100. */
  readonly retryDelayMs: number;
}

export const DEFAULT_ROUTER_OPTIONS: RouterOptions = { maxLoadThreshold: 0.9, maxRetries: 3, retryDelayMs: 100 };

/** Upper limit of `maxRetries`: a request remembers the endpoints that it tried. */
export const MAX_RETRIES_LIMIT = 15;
