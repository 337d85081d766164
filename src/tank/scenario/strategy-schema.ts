import { z } from 'zod';
import {
  DEFAULT_ROUTER_OPTIONS,
  MAX_RETRIES_LIMIT,
  policies,
  type PolicyName,
  policyNames,
  type RouterOptions,
} from '../../router/index.js';
import { plainNumber, wholeNumber } from '../workload/quantities.js';
import type { StrategyPlan } from './plan.js';
import { text } from './values.js';

/** Most strategies of a scenario. */
const STRATEGY_LIMIT = 100;

const thresholdAdvice = 'expected a share above 0 and at most 1, such as 0.9, or off (the word, not true or false)';

const routerKeys = {
  max_load_threshold: z
    .union([z.number({ error: thresholdAdvice }).positive(thresholdAdvice).max(1, thresholdAdvice), z.literal('off')], {
      error: thresholdAdvice,
    })
    .optional()
    .meta({
      description: `endpoints above this share of max_concurrent are passed over while others remain, or off; default ${DEFAULT_ROUTER_OPTIONS.maxLoadThreshold}`,
    }),
  max_retries: wholeNumber(0, MAX_RETRIES_LIMIT)
    .optional()
    .meta({ description: `attempts after the first; default ${DEFAULT_ROUTER_OPTIONS.maxRetries}` }),
  retry_delay_ms: plainNumber()
    .optional()
    .meta({
      description: `milliseconds before the first retry, doubled before each further one; default ${DEFAULT_ROUTER_OPTIONS.retryDelayMs}`,
    }),
};

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

/** A checked strategy with the router's configuration for it. */
export function strategyPlan(entry: StrategyEntry, common: Router): StrategyPlan {
  const name = strategyName(entry);
  const policy = strategyPolicy(entry);
  if (name === undefined || policy === undefined) throw new Error('a checked strategy has a name and a policy');
  const { options, ...own } = typeof entry === 'string' ? { options: undefined } : entry;
  return {
    name,
    policy,
    options: policies[policy].options.parse(options ?? {}),
    router: routerOptions({ ...common, ...own }),
  };
}

function routerOptions({ max_load_threshold, max_retries, retry_delay_ms }: Router): RouterOptions {
  return {
    maxLoadThreshold: max_load_threshold ?? DEFAULT_ROUTER_OPTIONS.maxLoadThreshold,
    maxRetries: max_retries ?? DEFAULT_ROUTER_OPTIONS.maxRetries,
    retryDelayMs: retry_delay_ms ?? DEFAULT_ROUTER_OPTIONS.retryDelayMs,
  };
}
