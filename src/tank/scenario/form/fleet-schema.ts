import { z } from 'zod';

import { DEFAULT_CAPACITY, type FleetConfig, type QuotaLimits } from '../../../router/index.js';
import { type BackendConfig, backends, type CacheConfig, type FixedBelief } from '../../simulation/index.js';
import {
  fraction,
  NUMBER_LIMIT,
  plainNumber,
  prose,
  share,
  text,
  unknownKind,
  wholeNumber,
} from '../../../core/input/index.js';

/** Most models of a fleet. */
const MODEL_LIMIT = 1000;
/** Most endpoints of all models together. */
export const ENDPOINT_LIMIT = 10_000;
/** Most requests that an endpoint, or the whole fleet, works on at once. */
export const SLOT_LIMIT = 1_000_000;
const QUEUE_LIMIT = 1e9;
/** Most blocks of a cache. */
const CACHE_BLOCK_LIMIT = 10_000_000;

/** Requests that an endpoint works on at once. */
export function slotCount() {
  return wholeNumber(1, SLOT_LIMIT);
}

/** Places in a queue; the output for `unlimited` is Infinity. */
export function queueLength() {
  const expected = `expected a whole number from 0 to ${QUEUE_LIMIT.toExponential()}, or unlimited`;
  const places = z.number({ error: expected }).int(expected).min(0, expected).max(QUEUE_LIMIT, expected);
  return z.union([places, z.literal('unlimited').transform(() => Infinity)], { error: expected });
}

const speed = plainNumber({ positive: true })
  .default(1)
  .meta({ description: 'service times are divided by this; default 1' });

/** One schema for each kind of backend. */
const backendSchemas = {
  slots: z.strictObject({
    kind: z.literal('slots').meta({ description: backends.slots.summary }),
    speed,
    slots: slotCount().optional().meta({ description: 'servers of an endpoint; default: its max_concurrent' }),
    queue: queueLength()
      .optional()
      .meta({ description: 'places in the queue of an endpoint, or unlimited; default: its max_queue' }),
  }),
  processor_sharing: z.strictObject({
    kind: z.literal('processor_sharing').meta({ description: backends.processor_sharing.summary }),
    speed,
    cores: plainNumber({ positive: true })
      .default(1)
      .meta({ description: 'cores that the running requests of an endpoint share; default 1' }),
  }),
} satisfies Record<keyof typeof backends, z.ZodObject>;

const backendSchema = z.discriminatedUnion('kind', [backendSchemas.slots, backendSchemas.processor_sharing], {
  error: unknownKind('backend', Object.keys(backends)),
});

const quotaSchema = z.strictObject({
  requests_per_minute: plainNumber({ positive: true }).optional().meta({ description: 'default: no limit' }),
  tokens_per_minute: plainNumber({ positive: true })
    .optional()
    .meta({ description: 'of prompt and output together; default: no limit' }),
  concurrency: slotCount().optional().meta({ description: 'requests in flight at once; default: no limit' }),
  may_exceed: z
    .boolean()
    .default(false)
    .meta({ description: 'whether requests may still be sent when a limit is used up; default false' }),
});

/** Two forms, told apart by their keys. */
const cacheSchema = z
  .strictObject({
    entries: wholeNumber(1, SLOT_LIMIT).optional().meta({
      description: 'sessions and prefixes that an endpoint holds; the least recently used goes',
    }),
    hit_factor: share()
      .optional()
      .meta({ description: 'with entries: share of its time that service takes after a hit, such as 0.5' }),
    blocks: wholeNumber(1, CACHE_BLOCK_LIMIT).optional().meta({
      description:
        'in place of entries: blocks of prompts that an endpoint holds; the first ones of a prompt that it holds cost no prefill',
    }),
  })
  .meta({ oneOf: [{ required: ['entries', 'hit_factor'] }, { required: ['blocks'] }] })
  .transform(({ entries, hit_factor, blocks }, context): CacheConfig => {
    if (blocks === undefined && entries !== undefined && hit_factor !== undefined) {
      return { entries, hitFactor: hit_factor };
    }
    if (blocks !== undefined && entries === undefined && hit_factor === undefined) return { blocks };
    const forms = 'expected a cache such as { entries: 100, hit_factor: 0.5 }, or { blocks: 1000 }';
    if (blocks !== undefined) {
      const other = entries === undefined ? 'hit_factor' : 'entries';
      context.addIssue({ code: 'custom', message: `${other} cannot stand beside blocks; ${forms}`, path: [other] });
    } else if (entries === undefined && hit_factor === undefined) {
      context.addIssue({ code: 'custom', message: forms });
    } else {
      context.addIssue({ code: 'custom', message: forms, path: [entries === undefined ? 'entries' : 'hit_factor'] });
    }
    return z.NEVER;
  });

const fixedSchema = z.strictObject({
  hit_rate: fraction().optional().meta({ description: 'hit rate of its caches, 0 to 1' }),
  quota_used: fraction().optional().meta({ description: 'used share of its quota, 0 to 1' }),
});

const modelSchema = z.strictObject({
  id: text('[A-Za-z0-9._:@-]', 100, 'letters, digits and . _ : @ -').meta({
    description: 'name of the model: letters, digits and . _ : @ -',
  }),
  replicas: wholeNumber(1, ENDPOINT_LIMIT)
    .default(1)
    .meta({ description: 'number of endpoints; one has the id of the model, several are id/0, id/1, …; default 1' }),
  max_concurrent: slotCount()
    .default(DEFAULT_CAPACITY.maxConcurrent)
    .meta({ description: `requests that an endpoint works on at once; default ${DEFAULT_CAPACITY.maxConcurrent}` }),
  max_queue: queueLength()
    .default(DEFAULT_CAPACITY.maxQueue)
    .meta({ description: `requests that may wait at an endpoint, or unlimited; default ${DEFAULT_CAPACITY.maxQueue}` }),
  target_utilization: share()
    .default(DEFAULT_CAPACITY.targetUtilization)
    .meta({
      description: `share of max_concurrent above which an endpoint is over target; default ${DEFAULT_CAPACITY.targetUtilization}`,
    }),
  capabilities: z
    .array(prose(100), { error: 'expected a list of capabilities' })
    .optional()
    .meta({ description: 'what the model can do, for requests that ask for it; default: nothing in particular' }),
  context_window: wholeNumber(1, NUMBER_LIMIT)
    .optional()
    .meta({ description: 'most tokens of prompt and output together; default: no limit' }),
  price: z
    .strictObject({
      prompt: plainNumber().meta({ description: 'of a million tokens' }),
      output: plainNumber().meta({ description: 'of a million tokens' }),
    })
    .optional()
    .meta({ description: 'price of a million tokens, in any one currency; default: unknown' }),
  region: prose(100).optional().meta({ description: 'where the endpoints are; default: unknown' }),
  weight: plainNumber({ positive: true })
    .optional()
    .meta({ description: 'share of the traffic under weighted policies; default: max_concurrent' }),
  quota: quotaSchema.optional().meta({ description: 'limits over all endpoints of the model; default: none' }),
  cache: cacheSchema.optional().meta({ description: 'the cache of each endpoint; default: none' }),
  fixed: fixedSchema
    .optional()
    .meta({ description: 'what routers believe of the model, whatever happens; default: what they learn' }),
  backend: backendSchema
    .optional()
    .meta({ description: 'the simulated server behind each endpoint; default { kind: slots, speed: 1 }' }),
});

export const fleetSchema = z.strictObject({
  models: z
    .array(modelSchema, { error: 'expected a list of models' })
    .min(1, 'expected at least one model')
    .max(MODEL_LIMIT, `expected at most ${MODEL_LIMIT} models`)
    .meta({ description: 'the models that are served' }),
});

type Model = z.output<typeof modelSchema>;

/** The fleet as the router is told of it. */
export function fleetConfig({ models }: z.output<typeof fleetSchema>): FleetConfig {
  return {
    models: models.map((model) => ({
      id: model.id,
      replicas: model.replicas,
      maxConcurrent: model.max_concurrent,
      maxQueue: model.max_queue,
      targetUtilization: model.target_utilization,
      ...(model.capabilities && { capabilities: model.capabilities }),
      ...(model.context_window !== undefined && { contextWindow: model.context_window }),
      ...(model.price && { price: model.price }),
      ...(model.region !== undefined && { region: model.region }),
      ...(model.weight !== undefined && { weight: model.weight }),
    })),
  };
}

/** The limits of the models that have some, undefined where none has. */
export function quotaLimits({ models }: z.output<typeof fleetSchema>): Record<string, QuotaLimits> | undefined {
  const limits = models.flatMap(({ id, quota }) => (quota === undefined ? [] : [[id, quotaOf(quota)] as const]));
  return limits.length === 0 ? undefined : Object.fromEntries(limits);
}

function quotaOf(quota: z.output<typeof quotaSchema>): QuotaLimits {
  const { requests_per_minute, tokens_per_minute, concurrency, may_exceed } = quota;
  return {
    ...(requests_per_minute !== undefined && { requestsPerMinute: requests_per_minute }),
    ...(tokens_per_minute !== undefined && { tokensPerMinute: tokens_per_minute }),
    ...(concurrency !== undefined && { concurrency }),
    mayExceed: may_exceed,
  };
}

/** What routers believe of the models for which something is fixed. */
export function fixedBeliefs({ models }: z.output<typeof fleetSchema>): Record<string, FixedBelief> {
  const beliefs = models.flatMap(({ id, fixed }) =>
    fixed === undefined ? [] : [[id, { hitRate: fixed.hit_rate, quotaUsed: fixed.quota_used }] as const],
  );
  return Object.fromEntries(beliefs);
}

/** The backend of a model, with what it takes over from the model filled in. */
export function backendConfig({ backend, max_concurrent, max_queue }: Model): BackendConfig {
  const { kind, ...config } = backend ?? { kind: 'slots', speed: 1 };
  if ('cores' in config) return { kind, speed: config.speed, cores: config.cores };
  return { kind, speed: config.speed, slots: config.slots ?? max_concurrent, queue: config.queue ?? max_queue };
}
