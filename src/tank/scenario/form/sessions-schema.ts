import { z } from 'zod';
import { camelKeys, duration, fraction, plainNumber } from '../../../core/input/index.js';
import { type DistributionSpec, distributionSchema, type SessionSpec } from '../../traffic/index.js';

export function sessionsSchema() {
  return z
    .strictObject({
      turns: distributionSchema(plainNumber, { positive: true }).meta({
        description: 'requests of a session; rounded, at least 1',
      }),
      think_time: distributionSchema(duration)
        .optional()
        .meta({ description: 'time until the next turn; not beside users, who have their own' }),
      think_from: z
        .enum(['arrival', 'completion'], { error: 'expected arrival or completion' })
        .default('arrival')
        .meta({
          description:
            'what think_time runs from: the arrival of a turn (the same traffic for every strategy) or its end; default arrival',
        }),
      overlap: fraction().default(0).meta({
        description: 'share of turns that are sent together with the one before them, as agents do; default 0',
      }),
      new_tokens: distributionSchema(plainNumber, { positive: true }).optional().meta({
        description:
          'new tokens of a later turn, whose prompt is the conversation so far and these; default: prompts do not grow',
      }),
      run_in: duration().default(0).meta({
        description: 'sessions open from so long before the start, so that it sees later turns too; default 0',
      }),
    })
    .refine(({ think_from, run_in }) => think_from === 'arrival' || run_in === 0, {
      error: 'expected no run_in where turns wait for answers: there are none before the start',
      path: ['run_in'],
    })
    .transform(({ think_time = NO_TIME, run_in, ...session }): SessionSpec =>
      camelKeys({ ...session, think_time, run_in_ms: run_in }),
    );
}

const NO_TIME: DistributionSpec = { kind: 'constant', value: 0 };
