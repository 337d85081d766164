import { z } from 'zod';
import { camelKeys, fraction, plainNumber, prose, wholeNumber } from '../../core/input/index.js';
import { DEFAULT_ROUTER_OPTIONS, MAX_RETRIES_LIMIT, type RouterOptions, SESSION_LIMIT } from '../index.js';

const thresholdAdvice = 'expected a share above 0 and at most 1, such as 0.9, or off (the word, not true or false)';

/** Configuration of a router. */
export const routerSchema = z.strictObject({
  enable_health_checks: flag('off: every endpoint counts as healthy', 'enableHealthChecks'),
  enable_quota_checks: flag('off: a model whose quota is used up may be chosen all the same', 'enableQuotaChecks'),
  enable_cache_optimization: flag('off: cache_aware chooses by load alone', 'enableCacheOptimization'),
  max_load_threshold: z
    .union([z.number({ error: thresholdAdvice }).positive(thresholdAdvice).max(1, thresholdAdvice), z.literal('off')], {
      error: thresholdAdvice,
    })
    .optional()
    .meta({
      description: `endpoints above this share of max_concurrent are passed over while others remain, or off; default ${DEFAULT_ROUTER_OPTIONS.maxLoadThreshold}`,
    }),
  min_cache_hit_rate: option('hit rate from which cache_aware prefers an endpoint', 'minCacheHitRate'),
  affinity_timeout_sec: plainNumber()
    .optional()
    .meta({
      description: `seconds that a session stays bound after its last attempt; default ${DEFAULT_ROUTER_OPTIONS.affinityTimeoutSec}`,
    }),
  affinity_max_sessions: wholeNumber(1, SESSION_LIMIT)
    .optional()
    .meta({ description: `sessions that are remembered; default ${DEFAULT_ROUTER_OPTIONS.affinityMaxSessions}` }),
  ab_test_enabled: flag('splits requests between two models', 'abTestEnabled'),
  ab_test_split: option('share of requests for model A', 'abTestSplit'),
  ab_test_model_a: modelId('A'),
  ab_test_model_b: modelId('B'),
  max_retries: wholeNumber(0, MAX_RETRIES_LIMIT)
    .optional()
    .meta({ description: `attempts after the first; default ${DEFAULT_ROUTER_OPTIONS.maxRetries}` }),
  retry_delay_ms: plainNumber()
    .optional()
    .meta({
      description: `milliseconds before the first retry, doubled before each further one; default ${DEFAULT_ROUTER_OPTIONS.retryDelayMs}`,
    }),
  retry_jitter: option('share by which each delay is shortened at most, at random', 'retryJitter'),
});

export type RouterForm = z.output<typeof routerSchema>;

/** The options of a router, with their defaults. */
export function routerOptions(form: RouterForm): RouterOptions {
  return { ...DEFAULT_ROUTER_OPTIONS, ...camelKeys(form) };
}

function flag(description: string, key: keyof RouterOptions) {
  return z
    .boolean()
    .optional()
    .meta({ description: `${description}; default ${DEFAULT_ROUTER_OPTIONS[key]}` });
}

function option(description: string, key: keyof RouterOptions) {
  return fraction()
    .optional()
    .meta({ description: `${description}; default ${DEFAULT_ROUTER_OPTIONS[key]}` });
}

function modelId(side: string) {
  return prose(100)
    .optional()
    .meta({ description: `id of model ${side} of the A/B test` });
}
