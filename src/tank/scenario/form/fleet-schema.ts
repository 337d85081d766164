import { z } from 'zod';
import { camelKeys, fraction, plainNumber, share, unknownKind, wholeNumber } from '../../../core/input/index.js';
import type { FleetConfig } from '../../../router/index.js';
import { modelConfig, modelSchema, queueLength, SLOT_LIMIT, slotCount } from '../../../router/config/index.js';
import { type BackendConfig, backends, type CacheConfig, type FixedBelief } from '../../simulation/index.js';

/** Most models of a fleet. */
const MODEL_LIMIT = 1000;
/** Most blocks of a cache. */
const CACHE_BLOCK_LIMIT = 10_000_000;

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

/** A model with the simulated servers behind it. */
const simulatedModelSchema = modelSchema.extend({
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
    .array(simulatedModelSchema, { error: 'expected a list of models' })
    .min(1, 'expected at least one model')
    .max(MODEL_LIMIT, `expected at most ${MODEL_LIMIT} models`)
    .meta({ description: 'the models that are served' }),
});

type Model = z.output<typeof simulatedModelSchema>;

/** The fleet as the router is told of it. */
export function fleetConfig({ models }: z.output<typeof fleetSchema>): FleetConfig {
  return { models: models.map(({ cache: _cache, fixed: _fixed, backend: _backend, ...model }) => modelConfig(model)) };
}

/** What routers believe of the models for which something is fixed. */
export function fixedBeliefs({ models }: z.output<typeof fleetSchema>): Record<string, FixedBelief> {
  const beliefs = models.flatMap(({ id, fixed }) => (fixed === undefined ? [] : [[id, camelKeys(fixed)] as const]));
  return Object.fromEntries(beliefs);
}

/** The backend of a model, with what it takes over from the model filled in. */
export function backendConfig({ backend, max_concurrent, max_queue }: Model): BackendConfig {
  const { kind, ...config } = backend ?? { kind: 'slots', speed: 1 };
  if ('cores' in config) return { kind, speed: config.speed, cores: config.cores };
  return { kind, speed: config.speed, slots: config.slots ?? max_concurrent, queue: config.queue ?? max_queue };
}
