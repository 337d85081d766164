import { z } from 'zod';
import type { RandomStream } from '../../core/random-stream.js';
import type { Streams } from '../../core/streams.js';
import {
  createDistribution,
  distributions,
  distributionSchema,
  type DistributionSpec,
} from './distributions/registry.js';
import { Lognormal } from './distributions/lognormal.js';
import { duration, plainNumber } from './quantities.js';
import type { Trace } from './trace.js';
import { unknownKind } from './unknown-kind.js';

/** How long a request occupies a slot of an endpoint of speed 1. */
export type ServiceSpec =
  | {
      readonly kind: 'tokens';
      readonly baseMs: number;
      readonly perPromptTokenMs: number;
      readonly perOutputTokenMs: number;
      /** Coefficient of variation of a lognormal factor with mean 1. */
      readonly noiseCv: number;
    }
  /** In milliseconds, whatever the lengths. */
  | { readonly kind: 'distribution'; readonly distribution: DistributionSpec };

/**
 * Service demand of every request in ms at speed 1: drawn at arrival from the stream `service`, the same at every
 * endpoint and retry.
 * Cost: O(requests); without noise and distribution nothing is drawn.
 * @throws Error when the service depends on lengths that the trace does not have
 */
export function serviceDemands(trace: Trace, spec: ServiceSpec, streams: Streams): Float64Array {
  const demandMs = new Float64Array(trace.requestCount);
  const random = streams.named('service');
  if (spec.kind === 'distribution') {
    const distribution = createDistribution(spec.distribution);
    for (let request = 0; request < demandMs.length; request++) demandMs[request] = distribution.sample(random);
    return demandMs;
  }
  demandMs.fill(spec.baseMs);
  addTokens(demandMs, trace.promptTokens, spec.perPromptTokenMs, 'prompt');
  addTokens(demandMs, trace.outputTokens, spec.perOutputTokenMs, 'output');
  if (spec.noiseCv > 0) multiplyNoise(demandMs, spec.noiseCv, random);
  return demandMs;
}

function addTokens(demandMs: Float64Array, tokens: Int32Array, perTokenMs: number, side: 'prompt' | 'output'): void {
  if (perTokenMs === 0) return;
  if (tokens.length !== demandMs.length) {
    throw new Error(`the service time depends on ${side} tokens, and the trace has none`);
  }
  for (let request = 0; request < demandMs.length; request++) demandMs[request] += perTokenMs * tokens[request];
}

function multiplyNoise(demandMs: Float64Array, cv: number, random: RandomStream): void {
  const noise = new Lognormal(1, cv);
  for (let request = 0; request < demandMs.length; request++) demandMs[request] *= noise.sample(random);
}

/**
 * Schema of a scenario's `service`: with a `kind` a distribution of times, without one the form by tokens. The two are
 * told apart by `kind` alone, so every issue has its exact path.
 */
export function serviceSchema() {
  const times = distributionSchema(duration({ positive: true })).transform((distribution): ServiceSpec => ({
    kind: 'distribution',
    distribution,
  }));
  return z.discriminatedUnion('kind', [tokenServiceSchema(), times], {
    error: unknownKind('distribution', Object.keys(distributions), EXPECTED_SERVICE),
  });
}

const EXPECTED_SERVICE =
  'expected service times by tokens, such as { base: 20ms, per_output_token: 2ms }, or a distribution, such as { kind: exponential, mean: 10ms }';
const ABSENT = z.literal([]).optional(); // a key that must not be there, and that zod can tell the forms apart by

function tokenServiceSchema() {
  return z
    .strictObject({
      kind: ABSENT,
      base: duration().default(0).meta({ description: 'time of every request' }),
      per_prompt_token: duration().default(0).meta({ description: 'time for each token of the prompt' }),
      per_output_token: duration().default(0).meta({ description: 'time for each token of the output' }),
      noise_cv: plainNumber().default(0).meta({ description: 'coefficient of variation of a factor with mean 1' }),
    })
    .refine((service) => service.base > 0 || service.per_prompt_token > 0 || service.per_output_token > 0, {
      error:
        'expected at least one of base, per_prompt_token and per_output_token above 0, or a distribution with a kind',
    })
    .meta({ anyOf: ['base', 'per_prompt_token', 'per_output_token'].map((key) => ({ required: [key] })) })
    .transform((service): ServiceSpec => ({
      kind: 'tokens',
      baseMs: service.base,
      perPromptTokenMs: service.per_prompt_token,
      perOutputTokenMs: service.per_output_token,
      noiseCv: service.noise_cv,
    }));
}
