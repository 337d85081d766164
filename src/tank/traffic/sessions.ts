import type { DistributionSpec } from './distributions/spec.js';

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
