import { z } from 'zod';
import { duration, fraction, prose } from '../../../core/input/index.js';
import { FAILURE_KINDS, type FailureRule } from '../../simulation/index.js';

/** Most rules of a scenario, and most steps of a sequence. */
const RULE_LIMIT = 1000;
const SEQUENCE_LIMIT = 1000;

const DEFAULT_AFTER_MS = 50;

const fates = z.enum([...FAILURE_KINDS, 'ok']);

const kinds = {
  errors: fraction()
    .optional()
    .meta({ description: 'share of the attempts that end in an error, such as 20%, which their health is judged by' }),
  rate_limited: fraction()
    .optional()
    .meta({ description: 'share of the attempts that are answered with 429 at the door' }),
  hang: fraction()
    .optional()
    .meta({ description: 'share of the attempts that never end: each keeps its place until the client gives up' }),
  sequence: z
    .array(fates, { error: `expected a list of ${FAILURE_KINDS.join(', ')} and ok` })
    .min(1, 'expected at least one')
    .max(SEQUENCE_LIMIT, `expected at most ${SEQUENCE_LIMIT}`)
    .optional()
    .meta({ description: 'what happens to one attempt after the other at each endpoint, over and over' }),
};

/** How attempts may fail; a rule has exactly one of them. */
export const FAILURES = Object.keys(kinds) as (keyof typeof kinds)[];

export const failuresSchema = z
  .array(
    z
      .strictObject({
        model: prose(100).optional().meta({ description: 'whose endpoints fail; default: all, or the endpoint' }),
        endpoint: prose(200).optional().meta({ description: 'id of the endpoint that fails, such as small/0' }),
        from: duration().default(0).meta({ description: 'time from the start of the run; default 0' }),
        to: duration({ positive: true }).optional().meta({ description: 'from this time on no more; default: never' }),
        ...kinds,
        after: duration()
          .optional()
          .meta({ description: 'an error comes so long after the attempt was accepted; default 50ms' }),
        retry_after: duration()
          .optional()
          .meta({ description: 'with 429 the endpoint asks to be left alone for so long; default: it says nothing' }),
      })
      .meta({ oneOf: FAILURES.map((kind) => ({ required: [kind] })) }),
    { error: 'expected a list of failures' },
  )
  .max(RULE_LIMIT, `expected at most ${RULE_LIMIT} rules`);

type Rule = z.output<typeof failuresSchema>[number];

/** A checked rule as the simulation takes it. */
export function failureRule({ model, endpoint, from, to, after, retry_after, ...kind }: Rule): FailureRule {
  const common = {
    of: endpoint ?? model,
    fromMs: from,
    toMs: to ?? Infinity,
    afterMs: after ?? DEFAULT_AFTER_MS,
    retryAfterMs: retry_after ?? 0,
  };
  const { errors, rate_limited, hang, sequence } = kind;
  if (errors !== undefined) return { ...common, kind: 'error', share: errors };
  if (rate_limited !== undefined) return { ...common, kind: 'rate_limited', share: rate_limited };
  if (hang !== undefined) return { ...common, kind: 'hang', share: hang };
  if (sequence !== undefined) return { ...common, kind: 'sequence', sequence };
  throw new Error('a checked rule says how attempts fail');
}
