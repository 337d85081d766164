import { z } from 'zod';
import { camelKeys, NUMBER_LIMIT, plainNumber, prose, share, nameText, wholeNumber } from '../../core/input/index.js';
import { DEFAULT_CAPACITY, type ModelConfig, type QuotaLimits, TOP_LEVEL } from '../index.js';

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

/** Limits of a model. */
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

const BETWEEN_SLASHES = /^[^/]+(?:\/[^/]+)*$/;

/** A model, as a router is told of it. */
export const modelSchema = z.strictObject({
  id: nameText('[A-Za-z0-9._:@/-]', 100, 'letters, digits and . _ : @ / -')
    .regex(BETWEEN_SLASHES, 'expected a name before and after each slash, such as meta-llama/Llama-3-8B')
    .meta({ description: 'name of the model: letters, digits and . _ : @ -, and slashes between them' }),
  replicas: wholeNumber(1, ENDPOINT_LIMIT)
    .default(1)
    .meta({ description: 'number of endpoints; one has the id of the model, several are id/0, id/1, …; default 1' }),
  max_concurrent: slotCount()
    .default(DEFAULT_CAPACITY.maxConcurrent)
    .meta({ description: `requests that an endpoint serves at once; default ${DEFAULT_CAPACITY.maxConcurrent}` }),
  max_queue: queueLength()
    .default(DEFAULT_CAPACITY.maxQueue)
    .meta({ description: `requests that may wait at an endpoint, or unlimited; default ${DEFAULT_CAPACITY.maxQueue}` }),
  target_utilization: share()
    .default(DEFAULT_CAPACITY.targetUtilization)
    .meta({
      description: `share of max_concurrent above which an endpoint is over target; default ${DEFAULT_CAPACITY.targetUtilization}`,
    }),
  capabilities: z
    .union([z.array(prose(100)), z.record(prose(100), plainNumber({ most: TOP_LEVEL }))], {
      error: 'expected a list of capabilities, or their levels such as { code: 90, vision: 60 }',
    })
    .optional()
    .meta({
      description:
        'capabilities that requests may ask for: names, or levels from 0 (not at all) to 100, which agents are assigned by; default: none',
    }),
  context_window: wholeNumber(1, NUMBER_LIMIT)
    .optional()
    .meta({ description: 'maximum tokens of prompt and output together; default: no limit' }),
  price: z
    .strictObject({
      prompt: plainNumber().meta({ description: 'per million tokens' }),
      output: plainNumber().meta({ description: 'per million tokens' }),
    })
    .optional()
    .meta({ description: 'price per million tokens, all in one currency; default: unknown' }),
  region: prose(100).optional().meta({ description: 'region of the endpoints; default: unknown' }),
  weight: plainNumber({ positive: true })
    .optional()
    .meta({ description: 'share of the traffic under weighted policies; default: max_concurrent' }),
  quota: quotaSchema.optional().meta({ description: 'limits over all endpoints of the model; default: none' }),
});

type Model = z.output<typeof modelSchema>;

/** The model as the router takes it. */
export function modelConfig({ quota: _, ...model }: Model): ModelConfig {
  return camelKeys(model);
}

/** The limits of the models that have some, by id; undefined where none has. */
export function quotaLimits(models: readonly Model[]): Record<string, QuotaLimits> | undefined {
  const limits = models.flatMap(({ id, quota }) => (quota === undefined ? [] : [[id, camelKeys(quota)] as const]));
  return limits.length === 0 ? undefined : Object.fromEntries(limits);
}
