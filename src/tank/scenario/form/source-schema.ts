import { z } from 'zod';
import { camelKeys, duration, tokenCount, wholeNumber } from '../../../core/input/index.js';
import { arrivalSchema, distributionSchema, type LengthPairs, type SourceSpec } from '../../traffic/index.js';
import { classNameSchema } from './classes-schema.js';
import { lengthsSchema } from './lengths-schema.js';
import { outputByPromptSchema } from './output-schema.js';
import { prefixesSchema } from './prefixes-schema.js';
import { sessionsSchema } from './sessions-schema.js';
import { wantsOf, wantsShape } from './wish-schema.js';

/** Most users of a closed loop. */
const USER_LIMIT = 1_000_000;

const usersSchema = z.strictObject({
  count: wholeNumber(1, USER_LIMIT).meta({ description: 'number of users' }),
  think_time: distributionSchema(duration).meta({
    description: 'time before each request of a user, from the end of the previous one; 0: at once',
  }),
});

/** What a stream of requests of one kind is made of. */
export const sourceShape = {
  arrivals: arrivalSchema().optional().meta({ description: 'when requests arrive' }),
  users: usersSchema.optional().meta({
    description: 'a closed loop instead of arrivals: each user sends, waits for the answer, thinks, and sends again',
  }),
  prompt_tokens: distributionSchema(tokenCount, { positive: true })
    .optional()
    .meta({ description: 'length of prompts in tokens; rounded, at least 1' }),
  output_tokens: distributionSchema(tokenCount, { positive: true })
    .optional()
    .meta({ description: 'length of answers in tokens; rounded, at least 1' }),
  output_by_prompt: outputByPromptSchema()
    .optional()
    .meta({ description: 'length of answers by length of the prompt, instead of output_tokens' }),
  lengths: lengthsSchema.optional().meta({
    description: 'file of lengths of prompts and outputs, drawn in pairs, instead of their distributions',
  }),
  sessions: sessionsSchema()
    .optional()
    .meta({ description: 'each arrival opens a session of several requests; default: each is one request' }),
  prefixes: prefixesSchema().optional().meta({ description: 'shared beginnings of prompts; default: none' }),
  ...wantsShape,
};

/** One of several streams. */
export const sourceSchema = z.strictObject({
  class: classNameSchema().optional().meta({ description: 'class of all its requests, one of classes' }),
  ...sourceShape,
});

/**
 * The stream as the experiment makes it.
 * @param classes names of the classes of the workload
 * @param pairs those of its file of lengths
 */
export function sourcePlan(
  source: z.output<typeof sourceSchema>,
  classes: readonly string[],
  pairs: LengthPairs | undefined,
): SourceSpec {
  const {
    arrivals,
    users,
    class: className,
    lengths,
    model,
    prefer,
    capabilities,
    region,
    wants,
    ...contents
  } = source;
  if (lengths !== undefined && pairs === undefined)
    throw new Error('a file of lengths is read before the plan is made');
  const opened = arrivals ?? (users && { kind: 'users' as const, ...camelKeys(users) });
  if (opened === undefined) throw new Error('a checked source has arrivals or users');
  return {
    arrivals: opened,
    requestClass: className === undefined ? undefined : classes.indexOf(className),
    ...camelKeys({ ...contents, wants: wantsOf({ model, prefer, capabilities, region, wants }) }),
    ...(pairs && { lengths: pairs }),
  };
}
