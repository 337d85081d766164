import { z } from 'zod';
import { duration, plainNumber, unknownKind } from '../../../core/input/index.js';
import { distributions, kindSchema, type ServiceSpec } from '../../traffic/index.js';

/**
 * Schema of a scenario's `service`: with a `kind` a distribution of times, without one the form by tokens. The two are
 * told apart by `kind` alone, so every issue has its exact path.
 */
export function serviceSchema() {
  const times = kindSchema(duration, { positive: true }).transform((distribution): ServiceSpec => ({
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
