import { z } from 'zod';
import {
  arrivalSchema,
  classesSchema,
  classNameSchema,
  distributionSchema,
  type ListedRequest,
  outputByPromptSchema,
  outputEstimateSchema,
  prefixesSchema,
  sessionsSchema,
  type SourceSpec,
} from '../../traffic/index.js';
import { columnsSchema, type FormatName, formats } from '../../recorded/index.js';
import { REQUEST_LIMIT, selectionOf, selectionShape } from '../../trace/index.js';
import { duration, prose, rate, text, TOKEN_LIMIT, tokenCount, wholeNumber } from '../../../core/input/index.js';
import type { ListedWorkload, RecordedWorkload, SyntheticWorkload } from '../plan/plan.js';

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
  keep_failed: z
    .boolean()
    .optional()
    .meta({ description: 'burstgpt: keep requests without an answer, which failed at their source; default false' }),
  rate: rate()
    .optional()
    .meta({ description: 'servegen: mean rate of the traffic that is drawn; default: that of the pool' }),
  columns: columnsSchema().optional().meta({
    description:
      'csv, jsonl, parquet: the name that the file has for each column of the normal form; default: the same',
  }),
  ...selectionShape,
  resample: z
    .strictObject({
      block: duration({ positive: true }).meta({ description: 'length of the parts that are drawn anew, such as 5m' }),
    })
    .optional()
    .meta({
      description:
        'makes replications of it: parts of its time in another order (block bootstrap); default: it runs once',
    }),
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

/** Most users of a closed loop. */
const USER_LIMIT = 1_000_000;

const usersSchema = z.strictObject({
  count: wholeNumber(1, USER_LIMIT).meta({ description: 'number of users' }),
  think_time: distributionSchema(duration({ positive: true })).meta({
    description: 'time before each request of a user, from the end of the one before',
  }),
});

/** What a stream of requests of one kind is made of. */
const sourceShape = {
  arrivals: arrivalSchema().optional().meta({ description: 'when requests arrive' }),
  users: usersSchema.optional().meta({
    description: 'a closed loop in place of arrivals: each user sends, waits for the answer, thinks, and sends again',
  }),
  prompt_tokens: distributionSchema(tokenCount())
    .optional()
    .meta({ description: 'length of prompts in tokens; rounded, at least 1' }),
  output_tokens: distributionSchema(tokenCount())
    .optional()
    .meta({ description: 'length of answers in tokens; rounded, at least 1' }),
  output_by_prompt: outputByPromptSchema()
    .optional()
    .meta({ description: 'length of answers by that of the prompt, in place of output_tokens' }),
  sessions: sessionsSchema()
    .optional()
    .meta({ description: 'each arrival opens a session of several requests; default: each is one request' }),
  prefixes: prefixesSchema().optional().meta({ description: 'prompts that begin alike; default: none do' }),
};

/** Most sources of a workload. */
const SOURCE_LIMIT = 100;

const sourceSchema = z.strictObject({
  class: classNameSchema().optional().meta({ description: 'class of all its requests, one of classes' }),
  ...sourceShape,
});

/** Made traffic or a recorded trace: which keys stand together is checked apart, so that each mistake is told by name. */
export const workloadSchema = z
  .strictObject({
    ...sourceShape,
    sources: z
      .array(sourceSchema, { error: 'expected a list of sources, such as [{ class: chat, arrivals: … }]' })
      .min(1, 'expected at least one source')
      .max(SOURCE_LIMIT, `expected at most ${SOURCE_LIMIT} sources`)
      .optional()
      .meta({ description: 'several streams of requests at once, each with arrivals and lengths of its own' }),
    classes: classesSchema().optional().meta({ description: 'classes of requests; default: none' }),
    requests: wholeNumber(1, REQUEST_LIMIT)
      .optional()
      .meta({ description: 'number of requests of one replication; or give duration' }),
    duration: duration({ positive: true })
      .optional()
      .meta({ description: 'time in which requests arrive, such as 10m; or give requests' }),
    block_tokens: wholeNumber(1, TOKEN_LIMIT).optional().meta({
      description: 'prompts are cut into blocks of so many tokens, for caches of blocks; default: they are not',
    }),
    output_estimate: outputEstimateSchema()
      .optional()
      .meta({ description: 'what routers are told of the length of answers; default: the mean' }),
    list: listSchema.optional().meta({ description: 'requests written out, in place of all other keys' }),
    trace: traceSchema.optional().meta({ description: 'a recorded trace, in place of all other keys' }),
  })
  .meta({
    oneOf: [
      ...['arrivals', 'users', 'sources'].flatMap((key) => [
        { required: [key, 'requests'] },
        { required: [key, 'duration'] },
      ]),
      { required: ['list'] },
      { required: ['trace'] },
    ],
  });

type Workload = z.output<typeof workloadSchema>;
type Source = z.output<typeof sourceSchema>;

/**
 * The workload as the experiment runs it.
 * @param absolute makes an absolute path of one in the scenario
 */
export function workloadPlan(
  workload: Workload,
  absolute: (path: string) => string,
): SyntheticWorkload | ListedWorkload | RecordedWorkload {
  const { sources, classes, requests, duration, block_tokens, output_estimate, list, trace } = workload;
  if (list !== undefined) return { kind: 'listed', requests: list.map(listedRequest) };
  if (trace !== undefined) {
    const { path, format, skip_bad_rows, keep_failed, rate, columns, resample, ...selected } = trace;
    return {
      kind: 'recorded',
      path: absolute(path),
      format,
      skipBadRows: skip_bad_rows,
      formatOptions: { keepFailed: keep_failed, columns },
      selection: selectionOf(selected),
      ratePerS: rate,
      resampleMs: resample?.block,
    };
  }
  const names = (classes ?? []).map(({ name }) => name);
  return {
    kind: 'synthetic',
    sources: (sources ?? [workload]).map((source) => sourcePlan(source, names)),
    classes,
    blockTokens: block_tokens,
    outputEstimate: output_estimate,
    requests,
    durationMs: duration,
  };
}

function sourcePlan(source: Source, classes: readonly string[]): SourceSpec {
  const { arrivals, users, prompt_tokens, output_tokens, output_by_prompt, sessions, prefixes } = source;
  const loop = users && { kind: 'users' as const, count: users.count, thinkTime: users.think_time };
  const opened = arrivals ?? loop;
  if (opened === undefined) throw new Error('a checked source has arrivals or users');
  return {
    arrivals: opened,
    requestClass: source.class === undefined ? undefined : classes.indexOf(source.class),
    promptTokens: prompt_tokens,
    outputTokens: output_tokens,
    outputByPrompt: output_by_prompt,
    sessions,
    prefixes,
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
