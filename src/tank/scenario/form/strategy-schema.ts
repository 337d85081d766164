import { z } from 'zod';
import {
  DEFAULT_ROUTER_OPTIONS,
  LOAD_SIGNALS,
  MAX_RETRIES_LIMIT,
  policies,
  type PolicyName,
  policyNames,
  type RouterOptions,
  SESSION_LIMIT,
} from '../../../router/index.js';
import { duration, fraction, plainNumber, prose, text, wholeNumber } from '../../../core/input/index.js';
import type { StrategyPlan } from '../plan/plan.js';

/** Most strategies of a scenario. */
const STRATEGY_LIMIT = 100;

const thresholdAdvice = 'expected a share above 0 and at most 1, such as 0.9, or off (the word, not true or false)';

const routerKeys = {
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
};

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

/** Most routers of a scenario. */
const ROUTER_LIMIT = 64;

export function routerCount() {
  return wholeNumber(1, ROUTER_LIMIT);
}

export const telemetrySchema = z.strictObject({
  interval: duration()
    .default(0)
    .meta({ description: 'time between reports of load; 0 = with every change; default 0' }),
  delay: duration().default(0).meta({ description: 'time that a report takes to the routers; default 0' }),
});

/** Configuration of the router for all strategies. */
export const routerSchema = z.strictObject(routerKeys);

const policySchema = z.enum(policyNames as [PolicyName, ...PolicyName[]]);

/** A strategy written out; `name` and `policy` stand for each other where one is absent. */
const strategySchema = z
  .strictObject({
    name: text('[a-z0-9_-]', 64, 'lower-case letters, digits, "_" and "-"')
      .optional()
      .meta({ description: 'name of the strategy in results; default: its policy' }),
    policy: policySchema.optional().meta({ description: 'how it chooses; default: the policy called name' }),
    affinity: z
      .boolean()
      .optional()
      .meta({ description: 'requests of a session stay where they are; default: on for affinity_based only' }),
    load_signal: z
      .enum(LOAD_SIGNALS)
      .optional()
      .meta({ description: 'own counts, reports, or reports corrected by own counts; default corrected' }),
    telemetry: telemetrySchema.optional().meta({ description: 'in place of that of the scenario' }),
    routers: routerCount().optional().meta({ description: 'in place of that of the scenario' }),
    options: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'options of the policy; default: those of the policy' }),
    ...routerKeys,
  })
  .meta({ anyOf: [{ required: ['name'] }, { required: ['policy'] }] });

export const strategiesSchema = z
  .array(
    z.union([policySchema, strategySchema]).meta({ description: 'the name of a policy, or a strategy written out' }),
    { error: 'expected a list of strategies' },
  )
  .min(1, 'expected at least one strategy')
  .max(STRATEGY_LIMIT, `expected at most ${STRATEGY_LIMIT} strategies`);

type Router = z.output<typeof routerSchema>;
/** An entry of `strategies`. */
export type StrategyEntry = z.output<typeof strategiesSchema>[number];

/** @returns the name of a strategy, undefined where the entry has neither name nor policy */
export function strategyName(entry: StrategyEntry): string | undefined {
  return typeof entry === 'string' ? entry : (entry.name ?? entry.policy);
}

/** @returns the policy of a strategy, undefined where its name is not one */
export function strategyPolicy(entry: StrategyEntry): PolicyName | undefined {
  if (typeof entry === 'string') return entry;
  return entry.policy ?? policyNames.find((policy) => policy === entry.name);
}

/** What a scenario says of routing for all strategies. */
interface CommonRouting {
  readonly router: Router;
  readonly telemetry?: z.output<typeof telemetrySchema> | undefined;
  readonly routers?: number | undefined;
}

/** A checked strategy with what the scenario says for all of them. */
export function strategyPlan(entry: StrategyEntry, common: CommonRouting): StrategyPlan {
  const name = strategyName(entry);
  const policy = strategyPolicy(entry);
  if (name === undefined || policy === undefined) throw new Error('a checked strategy has a name and a policy');
  const {
    options,
    affinity,
    load_signal,
    telemetry = common.telemetry,
    routers = common.routers,
    ...own
  }: Partial<Exclude<StrategyEntry, string>> = typeof entry === 'string' ? {} : entry;
  return {
    name,
    policy,
    options: policies[policy].options.parse(options ?? {}),
    layers: { affinity, loadSignal: load_signal },
    router: routerOptions({ ...common.router, ...own }),
    telemetry: { intervalMs: telemetry?.interval ?? 0, delayMs: telemetry?.delay ?? 0 },
    routers: routers ?? 1,
  };
}

function routerOptions(keys: Router): RouterOptions {
  const given = Object.entries(keys).filter(([key, value]) => key in routerKeys && value !== undefined);
  return { ...DEFAULT_ROUTER_OPTIONS, ...Object.fromEntries(given.map(([key, value]) => [camelCase(key), value])) };
}

/** @example camelCase('max_retries') // maxRetries */
function camelCase(key: string): string {
  return key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
