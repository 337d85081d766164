import { z } from 'zod';
import { arrivalSchema } from '../workload/arrivals/registry.js';
import { distributionSchema } from '../workload/distributions/registry.js';
import { type FormatName, formats } from '../workload/formats/registry.js';
import { REQUEST_LIMIT, TOKEN_LIMIT } from '../workload/limits.js';
import { duration, plainNumber, wholeNumber } from '../workload/quantities.js';
import { prefixesSchema } from '../workload/prefixes.js';
import type { ListedRequest } from '../workload/request-list.js';
import { sessionsSchema } from '../workload/sessions.js';
import type { ListedWorkload, RecordedWorkload, SyntheticWorkload } from './plan.js';
import { prose, text } from './values.js';

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

/** Most requests that are written out. */
const LIST_LIMIT = 10_000;

const listSchema = z
  .array(
    z.strictObject({
      at: duration().meta({ description: 'time of arrival, such as 5s' }),
      prompt_tokens: wholeNumber(0, TOKEN_LIMIT).default(0).meta({ description: 'length of the prompt; default 0' }),
      output_tokens: wholeNumber(0, TOKEN_LIMIT).default(0).meta({ description: 'length of the answer; default 0' }),
      session: prose(200).optional().meta({ description: 'id of the session; default: none' }),
      prefix: prose(200).optional().meta({ description: 'id of the prefix that the prompt shares; default: none' }),
      model: prose(100).optional().meta({ description: 'id of the model that the client asks for; default: any' }),
      capabilities: z
        .array(prose(100))
        .max(30, 'expected at most 30 capabilities')
        .optional()
        .meta({ description: 'what the model must be able to do; default: nothing in particular' }),
      region: prose(100).optional().meta({ description: 'where the endpoint must be; default: anywhere' }),
    }),
    { error: 'expected a list of requests' },
  )
  .min(1, 'expected at least one request')
  .max(LIST_LIMIT, `expected at most ${LIST_LIMIT} requests`);

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
    sessions: sessionsSchema()
      .optional()
      .meta({ description: 'each arrival opens a session of several requests; default: each is one request' }),
    prefixes: prefixesSchema().optional().meta({ description: 'prompts that begin alike; default: none do' }),
    list: listSchema.optional().meta({ description: 'requests written out, in place of all other keys' }),
    trace: traceSchema.optional().meta({ description: 'a recorded trace, in place of all other keys' }),
  })
  .meta({
    oneOf: [
      { required: ['arrivals', 'requests'] },
      { required: ['arrivals', 'duration'] },
      { required: ['list'] },
      { required: ['trace'] },
    ],
  });

type Workload = z.output<typeof workloadSchema>;

/**
 * The workload as the experiment runs it.
 * @param absolute makes an absolute path of one in the scenario
 */
export function workloadPlan(
  workload: Workload,
  absolute: (path: string) => string,
): SyntheticWorkload | ListedWorkload | RecordedWorkload {
  const { arrivals, prompt_tokens, output_tokens, sessions, prefixes, requests, duration, list, trace } = workload;
  if (list !== undefined) return { kind: 'listed', requests: list.map(listedRequest) };
  if (trace !== undefined) {
    return { kind: 'recorded', format: trace.format, path: absolute(trace.path), skipBadRows: trace.skip_bad_rows };
  }
  if (arrivals === undefined) throw new Error('a checked workload has arrivals or a trace');
  return {
    kind: 'synthetic',
    arrivals,
    promptTokens: prompt_tokens,
    outputTokens: output_tokens,
    sessions,
    prefixes,
    requests,
    durationMs: duration,
  };
}

function listedRequest({
  at,
  prompt_tokens,
  output_tokens,
  ...asked
}: NonNullable<Workload['list']>[number]): ListedRequest {
  return { atMs: at, promptTokens: prompt_tokens, outputTokens: output_tokens, ...asked };
}
