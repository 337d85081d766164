/** Configuration of a router: SPEC's keys, in camelCase. */
export interface RouterOptions {
  /** Off: every endpoint counts as healthy. Default true. */
  readonly enableHealthChecks: boolean;
  /** Off: a model whose quota is used up may be chosen all the same. Default true. */
  readonly enableQuotaChecks: boolean;
  /** Off: cache_aware chooses by load alone. Default true. */
  readonly enableCacheOptimization: boolean;
  /**
   * Endpoints whose utilization is above this share of max_concurrent are passed over while others remain;
   * `off` switches the threshold off. Default 0.9.
   */
  readonly maxLoadThreshold: number | 'off';
  /** Hit rate from which cache_aware prefers an endpoint, 0…1. Default 0.3. */
  readonly minCacheHitRate: number;
  /** A session is bound to its endpoint for so long after its last attempt. Default 300. */
  readonly affinityTimeoutSec: number;
  /** Most sessions that are remembered; the least recently used one goes. Default 1,000,000. */
  readonly affinityMaxSessions: number;
  /** Splits requests between two models. Default false. */
  readonly abTestEnabled: boolean;
  /** Share of requests for model A, 0…1. Default 0.5. */
  readonly abTestSplit: number;
  /** Ids of the two models; needed where the test is on. */
  readonly abTestModelA: string;
  readonly abTestModelB: string;
  /** Attempts after the first, 0…15. Default 3. */
  readonly maxRetries: number;
  /** Delay before the first retry; it doubles with each further one. Default 100. */
  readonly retryDelayMs: number;
  /** Each delay is shortened by up to this share of it, at random; 0 is off. Default 0. */
  readonly retryJitter: number;
}

export const DEFAULT_ROUTER_OPTIONS: RouterOptions = {
  enableHealthChecks: true,
  enableQuotaChecks: true,
  enableCacheOptimization: true,
  maxLoadThreshold: 0.9,
  minCacheHitRate: 0.3,
  affinityTimeoutSec: 300,
  affinityMaxSessions: 1_000_000,
  abTestEnabled: false,
  abTestSplit: 0.5,
  abTestModelA: '',
  abTestModelB: '',
  maxRetries: 3,
  retryDelayMs: 100,
  retryJitter: 0,
};

/** Upper limit of `maxRetries`: a request remembers the endpoints that it tried. */
export const MAX_RETRIES_LIMIT = 15;
/** Upper limit of `affinityMaxSessions`: about 50 bytes each. */
export const SESSION_LIMIT = 10_000_000;

/** The options with their defaults. @throws RangeError naming the option that is out of range */
export function checkedOptions(given: Partial<RouterOptions>): RouterOptions {
  const options = { ...DEFAULT_ROUTER_OPTIONS, ...given };
  const { maxLoadThreshold } = options;
  if (maxLoadThreshold !== 'off' && !(maxLoadThreshold > 0 && maxLoadThreshold <= 1)) {
    throw new RangeError(`maxLoadThreshold is ${maxLoadThreshold}: expected a number above 0 and at most 1, or "off"`);
  }
  for (const key of ['minCacheHitRate', 'abTestSplit', 'retryJitter'] as const) inRange(options, key, 0, 1);
  for (const key of ['affinityTimeoutSec', 'retryDelayMs'] as const) inRange(options, key, 0, 1e12);
  wholeInRange(options, 'affinityMaxSessions', 1, SESSION_LIMIT);
  wholeInRange(options, 'maxRetries', 0, MAX_RETRIES_LIMIT);
  return options;
}

type NumberKey = { [K in keyof RouterOptions]: RouterOptions[K] extends number ? K : never }[keyof RouterOptions];

function inRange(options: RouterOptions, key: NumberKey, min: number, max: number): void {
  const value = options[key];
  if (value >= min && value <= max) return;
  throw new RangeError(`${key} is ${value}: expected a number from ${min} to ${max}`);
}

function wholeInRange(options: RouterOptions, key: NumberKey, min: number, max: number): void {
  const value = options[key];
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new RangeError(`${key} is ${value}: expected a whole number from ${min} to ${max}`);
}
