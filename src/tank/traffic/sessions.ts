import { z } from 'zod';
import { distributionSchema, type DistributionSpec } from './distributions/spec.js';
import { duration, fraction, plainNumber } from '../../core/input/index.js';

/** Sessions: each arrival of the arrival process opens one, which sends several requests. */
export interface SessionSpec {
  /** Requests of a session; rounded, at least 1. */
  readonly turns: DistributionSpec;
  /** Time until the next turn, in ms. */
  readonly thinkTime: DistributionSpec;
  /** What the think time runs from: the arrival of a turn (default), or the answer to it. */
  readonly thinkFrom?: 'arrival' | 'completion';
  /** Share of turns that are sent with the one before them, without waiting for anything. Default 0. */
  readonly overlap?: number;
  /** Tokens that a turn adds to the conversation so far, which is its prompt; absent = prompts do not grow. */
  readonly newTokens?: DistributionSpec | undefined;
  /** Sessions open from so long before the start, so that it sees later turns too. Default 0. */
  readonly runInMs?: number;
}

/** Most turns of a session. */
export const TURN_LIMIT = 1_000_000;

export function sessionsSchema() {
  const tokens = plainNumber({ positive: true });
  return z
    .strictObject({
      turns: distributionSchema(tokens).meta({ description: 'requests of a session; rounded, at least 1' }),
      think_time: distributionSchema(duration())
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
      new_tokens: distributionSchema(tokens).optional().meta({
        description:
          'the prompt of a later turn is the conversation so far and so many new tokens; default: prompts do not grow',
      }),
      run_in: duration().default(0).meta({
        description: 'sessions open from so long before the start, so that it sees later turns too; default 0',
      }),
    })
    .refine(({ think_from, run_in }) => think_from === 'arrival' || run_in === 0, {
      error: 'expected no run_in where turns wait for answers: there are none before the start',
      path: ['run_in'],
    })
    .transform(({ turns, think_time, think_from, overlap, new_tokens, run_in }): SessionSpec => ({
      turns,
      thinkTime: think_time ?? { kind: 'constant', value: 0 },
      thinkFrom: think_from,
      overlap,
      newTokens: new_tokens,
      runInMs: run_in,
    }));
}
