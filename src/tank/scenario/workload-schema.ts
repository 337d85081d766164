import { z } from 'zod';
import { arrivalSchema } from '../workload/arrivals/registry.js';
import { distributionSchema } from '../workload/distributions/registry.js';
import { type FormatName, formats } from '../workload/formats/registry.js';
import { REQUEST_LIMIT, TOKEN_LIMIT } from '../workload/limits.js';
import { duration, plainNumber, wholeNumber } from '../workload/quantities.js';
import type { RecordedWorkload, SyntheticWorkload } from './plan.js';
import { text } from './values.js';

const tokens = plainNumber({ positive: true }).refine((count) => count <= TOKEN_LIMIT, {
  error: `expected a number of tokens of at most ${TOKEN_LIMIT.toExponential()}`,
});

/** Names of the formats of recorded traces. */
export const formatSchema = z.enum(Object.keys(formats) as [FormatName, ...FormatName[]]);

const traceSchema = z.strictObject({
  path: text('[^\\0]', 1000, 'the path of a file').meta({
    description: 'the recorded trace; relative to the folder of this scenario',
  }),
  format: formatSchema
    .optional()
    .meta({ description: 'its format; default: recognised from the header or first line' }),
  skip_bad_rows: z
    .boolean()
    .default(false)
    .meta({ description: 'leave out rows that cannot be read, and count them; default false: they are mistakes' }),
});

/** Made traffic or a recorded trace: which keys stand together is checked apart, so that each mistake is told by name. */
export const workloadSchema = z
  .strictObject({
    arrivals: arrivalSchema().optional().meta({ description: 'when requests arrive' }),
    prompt_tokens: distributionSchema(tokens)
      .optional()
      .meta({ description: 'length of prompts in tokens; rounded, at least 1' }),
    output_tokens: distributionSchema(tokens)
      .optional()
      .meta({ description: 'length of answers in tokens; rounded, at least 1' }),
    requests: wholeNumber(1, REQUEST_LIMIT)
      .optional()
      .meta({ description: 'number of requests of one replication; or give duration' }),
    duration: duration({ positive: true })
      .optional()
      .meta({ description: 'time in which requests arrive, such as 10m; or give requests' }),
    trace: traceSchema.optional().meta({ description: 'a recorded trace, in place of all other keys' }),
  })
  .meta({
    oneOf: [{ required: ['arrivals', 'requests'] }, { required: ['arrivals', 'duration'] }, { required: ['trace'] }],
  });

type Workload = z.output<typeof workloadSchema>;

/**
 * The workload as the experiment runs it.
 * @param absolute makes an absolute path of one in the scenario
 */
export function workloadPlan(
  workload: Workload,
  absolute: (path: string) => string,
): SyntheticWorkload | RecordedWorkload {
  const { arrivals, prompt_tokens, output_tokens, requests, duration, trace } = workload;
  if (trace !== undefined) {
    return { kind: 'recorded', format: trace.format, path: absolute(trace.path), skipBadRows: trace.skip_bad_rows };
  }
  if (arrivals === undefined) throw new Error('a checked workload has arrivals or a trace');
  return {
    kind: 'synthetic',
    arrivals,
    promptTokens: prompt_tokens,
    outputTokens: output_tokens,
    requests,
    durationMs: duration,
  };
}
