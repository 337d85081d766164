import { z } from 'zod';
import { choice, camelKeys, duration, fraction, plainNumber } from '../../../core/input/index.js';
import { type DistributionSpec, distributionSchema, type SessionSpec } from '../../traffic/index.js';

export function sessionsSchema() {
  return z
    .strictObject({
      turns: distributionSchema(plainNumber, { positive: true }).meta({
        description: 'requests of a session; rounded, at least 1',
      }),
      think_time: distributionSchema(duration)
        .optional()
        .meta({ description: 'time until the next turn; not with users, who have their own' }),
      think_from: choice(['arrival', 'completion'], 'expected arrival or completion').default('arrival').meta({
        description:
          'start of think_time: the arrival of a turn (the same traffic for every strategy) or its end; default arrival',
      }),
      overlap: fraction().default(0).meta({
        description: 'share of turns that are sent together with the previous turn, as agents do; default 0',
      }),
      new_tokens: distributionSchema(plainNumber, { positive: true }).optional().meta({
        description:
          'new tokens of a later turn, whose prompt is the conversation so far plus these; default: prompts do not grow',
      }),
      run_in: duration().default(0).meta({
        description: 'time before the start from which sessions open, so that the start has later turns too; default 0',
      }),
    })
    .refine(({ think_from, run_in }) => think_from === 'arrival' || run_in === 0, {
      error: 'expected no run_in if turns wait for answers: there are no answers before the start',
      path: ['run_in'],
    })
    .transform(({ think_time = NO_TIME, run_in, ...session }): SessionSpec =>
      camelKeys({ ...session, think_time, run_in_ms: run_in }),
    );
}

const NO_TIME: DistributionSpec = { kind: 'constant', value: 0 };
