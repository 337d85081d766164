import { MAX_RETRIES_LIMIT } from './attempt.js';
import { abTestOptions, type AbTestOptions } from './layers/ab-test.js';
import { sessionAffinityOptions, type SessionAffinityOptions } from './layers/session-affinity.js';
import {
  checkedAgainst,
  flag,
  type Given,
  number,
  type OptionsOf,
  share,
  shareOrOff,
  wholeNumber,
} from '../core/options/index.js';

/** Configuration of a router: SPEC's keys, in camelCase. */
export interface RouterOptions extends SessionAffinityOptions, AbTestOptions {
  /** Off: every endpoint counts as healthy. Default true. */
  readonly enableHealthChecks: boolean;
  /** Off: a model whose quota is used up may still be chosen. Default true. */
  readonly enableQuotaChecks: boolean;
  /** Off: cache_aware chooses only by load. Default true. */
  readonly enableCacheOptimization: boolean;
  /**
   * Endpoints whose utilization is above this share of max_concurrent are passed over while others remain;
   * `off` switches the threshold off. Default 0.9.
   */
  readonly maxLoadThreshold: number | 'off';
  /** Hit rate from which cache_aware prefers an endpoint, 0…1. Default 0.3. */
  readonly minCacheHitRate: number;
  /** Attempts after the first, 0…15. Default 3. */
  readonly maxRetries: number;
  /** Delay before the first retry; it doubles with each further one. Default 100. */
  readonly retryDelayMs: number;
  /** Each delay is shortened by up to this share of it, at random; 0 is off. Default 0. */
  readonly retryJitter: number;
}

/** Every option; those of layers are declared in their files. */
export const ROUTER_OPTIONS: OptionsOf<RouterOptions> = {
  enableHealthChecks: flag(true, 'off: every endpoint counts as healthy'),
  enableQuotaChecks: flag(true, 'off: a model whose quota is used up may still be chosen'),
  enableCacheOptimization: flag(true, 'off: cache_aware chooses only by load'),
  maxLoadThreshold: shareOrOff(
    0.9,
    'endpoints above this share of max_concurrent are skipped while others remain, or off',
  ),
  minCacheHitRate: share(0.3, 'hit rate from which cache_aware prefers an endpoint'),
  ...sessionAffinityOptions,
  ...abTestOptions,
  maxRetries: wholeNumber(3, 'attempts after the first', 0, MAX_RETRIES_LIMIT),
  retryDelayMs: number(100, 'milliseconds before the first retry, doubled before each further one'),
  retryJitter: share(0, 'maximum share by which each delay is randomly shortened'),
};

const entries = Object.entries(ROUTER_OPTIONS);

export const DEFAULT_ROUTER_OPTIONS = Object.fromEntries(
  entries.map(([key, { byDefault }]) => [key, byDefault]),
) as unknown as RouterOptions;

/** The options with their defaults. @throws RangeError naming the option that is not what it may be */
export function checkedOptions(given: Given<RouterOptions>): RouterOptions {
  return checkedAgainst(ROUTER_OPTIONS, given, 'a router');
}
