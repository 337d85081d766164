import { z } from 'zod';
import { choice, duration, fraction, prose } from '../../../core/input/index.js';
import { FAILURE_KINDS, type FailureRule } from '../../simulation/index.js';

/** Most rules of a scenario, and most steps of a sequence. */
const RULE_LIMIT = 1000;
const SEQUENCE_LIMIT = 1000;

const DEFAULT_AFTER_MS = 50;

const fates = choice([...FAILURE_KINDS, 'ok']);

const kinds = {
  errors: fraction()
    .optional()
    .meta({ description: 'share of the attempts that end in an error, such as 20%; errors count against health' }),
  rate_limited: fraction()
    .optional()
    .meta({ description: 'share of the attempts that are answered with 429 instead of being accepted' }),
  hang: fraction()
    .optional()
    .meta({ description: 'share of the attempts that never end: each keeps its slot until the client times out' }),
  sequence: z
    .array(fates, { error: `expected a list of ${FAILURE_KINDS.join(', ')} and ok` })
    .min(1, 'expected at least one')
    .max(SEQUENCE_LIMIT, `expected at most ${SEQUENCE_LIMIT}`)
    .optional()
    .meta({ description: 'outcomes of successive attempts at each endpoint, repeated' }),
};

/** How attempts may fail; a rule has exactly one of them. */
export const FAILURES = Object.keys(kinds) as (keyof typeof kinds)[];

export const failuresSchema = z
  .array(
    z
      .strictObject({
        model: prose(100)
          .optional()
          .meta({ description: 'model whose endpoints fail; default: all, or the given endpoint' }),
        endpoint: prose(200).optional().meta({ description: 'id of the endpoint that fails, such as small/0' }),
        from: duration().default(0).meta({ description: 'time from the start of the run; default 0' }),
        to: duration({ positive: true }).optional().meta({ description: 'end of the failures; default: never' }),
        ...kinds,
        after: duration().optional().meta({ description: 'time from acceptance to the error; default 50ms' }),
        retry_after: duration().optional().meta({ description: 'Retry-After sent with 429; default: none' }),
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
