import { z } from 'zod';
import { DEFAULT_CAPACITY, type FleetConfig } from '../../router/index.js';
import { type BackendConfig, backends } from '../simulation/index.js';
import { plainNumber, wholeNumber } from '../workload/quantities.js';
import { unknownKind } from '../workload/unknown-kind.js';
import { share, text } from './values.js';

/** Most models of a fleet. */
const MODEL_LIMIT = 1000;
/** Most endpoints of all models together. */
export const ENDPOINT_LIMIT = 10_000;
/** Most requests that an endpoint, or the whole fleet, works on at once. */
export const SLOT_LIMIT = 1_000_000;
const QUEUE_LIMIT = 1e9;

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
    })),
  };
}

/** The backend of a model, with what it takes over from the model filled in. */
export function backendConfig({ backend, max_concurrent, max_queue }: Model): BackendConfig {
  const { kind, ...config } = backend ?? { kind: 'slots', speed: 1 };
  if ('cores' in config) return { kind, speed: config.speed, cores: config.cores };
  return { kind, speed: config.speed, slots: config.slots ?? max_concurrent, queue: config.queue ?? max_queue };
}
