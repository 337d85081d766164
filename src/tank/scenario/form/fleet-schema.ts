import { z } from 'zod';
import { camelKeys, fraction, share, unknownKind, wholeNumber } from '../../../core/input/index.js';
import type { FleetConfig } from '../../../router/index.js';
import { modelConfig, modelSchema, SLOT_LIMIT } from '../../../router/config/index.js';
import { type BackendConfig, backends, type CacheConfig, type FixedBelief } from '../../simulation/index.js';

/** Most models of a fleet. */
const MODEL_LIMIT = 1000;
/** Most blocks of a cache. */
const CACHE_BLOCK_LIMIT = 10_000_000;

/** One schema for each kind of backend, made of what its entry declares. */
const [first, ...others] = Object.entries(backends).map(([kind, { summary, options }]) =>
  z.strictObject({ kind: z.literal(kind).meta({ description: summary }), ...options.shape }),
);

const backendSchema = z.discriminatedUnion('kind', [first, ...others], {
  error: unknownKind('backend', Object.keys(backends)),
});

/** Two forms, told apart by their keys. */
const cacheSchema = z
  .strictObject({
    entries: wholeNumber(1, SLOT_LIMIT).optional().meta({
      description: 'sessions and prefixes that an endpoint holds; the least recently used is evicted',
    }),
    hit_factor: share()
      .optional()
      .meta({ description: 'with entries: service time after a hit, as a share of the full time, such as 0.5' }),
    blocks: wholeNumber(1, CACHE_BLOCK_LIMIT).optional().meta({
      description:
        'instead of entries: blocks of prompts that an endpoint holds; cached leading blocks cost no prefill',
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
      context.addIssue({ code: 'custom', message: `${other} cannot be combined with blocks; ${forms}`, path: [other] });
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
    .meta({ description: 'fixed values that routers believe about the model; default: what they learn' }),
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

/** The backend of a model. */
export function backendConfig({ backend }: Model): BackendConfig {
  return (backend === undefined ? { kind: 'slots', speed: 1 } : camelKeys(backend)) as BackendConfig;
}
