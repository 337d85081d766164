import type { Attempt } from '../attempt.js';
import type { EndpointTable } from '../fleet/endpoint-table.js';
import type { RequestView } from '../request-view.js';
import { shownKind } from '../../core/options/index.js';
import type { OwnPolicy, PartialPolicy } from './own-policy.js';
import type { Candidates, Policy, PolicyContext } from './policy.js';

/**
 * Hears of what a policy of one's own did wrong, and throws.
 * @param cause what its code threw; undefined where what it did is wrong
 */
export type Fail = (what: string, cause?: unknown) => never;

/** Makes a policy of one's own, whole and guarded. */
export function guarded(own: OwnPolicy, options: unknown, context: PolicyContext, fail: Fail): Policy {
  let made: unknown;
  try {
    made = own.create(options, context);
  } catch (error) {
    return fail('create threw', error);
  }
  if (typeof made !== 'object' || made === null) return fail(`create returned ${shownKind(made)}, ${EXPECTED}`);
  const part = made as Record<string, unknown>;
  for (const method of METHODS) {
    const kind = typeof part[method];
    if (kind !== 'function' && kind !== 'undefined') {
      return fail(`${method} is ${shownKind(part[method])}, where a function is expected`);
    }
  }
  if (part['pick'] === undefined && part['pickAmong'] === undefined) {
    return fail(`create returned an object without pick and pickAmong, ${EXPECTED}`);
  }
  return new GuardedPolicy(made as PartialPolicy, fail);
}

const EXPECTED = 'where an object with a function pick or pickAmong is expected';
const METHODS = ['pick', 'pickAmong', 'onChange', 'score', 'started', 'firstToken', 'ended'] as const;

/**
 * A policy whose author is a user: what it leaves out has a default, each answer is held against the candidates, and
 * what it throws is told as its own. Cost: O(1) per pick beside the policy's, O(count) per pick among a list.
 */
class GuardedPolicy implements Policy {
  // defined only where the policy listens, so that nobody calls in vain
  declare readonly started?: (attempt: Attempt) => void;
  declare readonly firstToken?: (attempt: Attempt) => void;
  declare readonly ended?: (attempt: Attempt) => void;
  readonly #policy: PartialPolicy;
  readonly #fail: Fail;
  /** The candidates for a policy that has `pick` alone, and is given a list. */
  readonly #listed: { tier: number; index: Int32Array; count: number } = {
    tier: 0,
    index: new Int32Array(0),
    count: 0,
  };

  constructor(policy: PartialPolicy, fail: Fail) {
    this.#policy = policy;
    this.#fail = fail;
    for (const event of ['started', 'firstToken', 'ended'] as const) {
      if (policy[event] === undefined) continue;
      const listen = (attempt: Attempt) => {
        try {
          policy[event]?.(attempt);
        } catch (error) {
          fail(`${event} threw`, error);
        }
      };
      Object.defineProperty(this, event, { value: listen });
    }
  }

  pick(request: RequestView, table: EndpointTable, candidates: Candidates): number {
    const { tier, index, count } = candidates;
    const endpoint = this.#pick(request, table, candidates);
    const isIndex = Number.isInteger(endpoint) && endpoint >= 0 && endpoint < table.count;
    return isIndex && table.tier[endpoint] === tier ? endpoint : this.#refuse('pick', endpoint, index, count);
  }

  pickAmong(request: RequestView, table: EndpointTable, list: Int32Array, count: number): number {
    const endpoint = this.#pickAmong(request, table, list, count);
    for (let i = 0; i < count; i++) if (list[i] === endpoint) return endpoint;
    return this.#refuse('pickAmong', endpoint, list, count);
  }

  onChange(endpoint: number): void {
    if (this.#policy.onChange === undefined) return;
    try {
      this.#policy.onChange(endpoint);
    } catch (error) {
      this.#fail('onChange threw', error);
    }
  }

  score(endpoint: number, table: EndpointTable, request: RequestView): number {
    if (this.#policy.score === undefined) return NaN;
    let score: unknown;
    try {
      score = this.#policy.score(endpoint, table, request);
    } catch (error) {
      return this.#fail('score threw', error);
    }
    return typeof score === 'number'
      ? score
      : this.#fail(`score returned ${shownKind(score)}, where a number is expected`);
  }

  #pick(request: RequestView, table: EndpointTable, candidates: Candidates): number {
    const policy = this.#policy;
    if (policy.pick === undefined) return this.#pickAmong(request, table, candidates.index, candidates.count);
    try {
      return policy.pick(request, table, candidates);
    } catch (error) {
      return this.#fail('pick threw', error);
    }
  }

  #pickAmong(request: RequestView, table: EndpointTable, list: Int32Array, count: number): number {
    const policy = this.#policy;
    if (policy.pickAmong === undefined) {
      const listed = this.#listed;
      listed.tier = table.tier[list[0]];
      listed.index = list;
      listed.count = count;
      return this.#pick(request, table, listed);
    }
    try {
      return policy.pickAmong(request, table, list, count);
    } catch (error) {
      return this.#fail('pickAmong threw', error);
    }
  }

  #refuse(method: string, answer: unknown, list: Int32Array, count: number): never {
    const shown = [...list.subarray(0, Math.min(count, SHOWN))].sort((a, b) => a - b).join(', ');
    const more = count > SHOWN ? ', …' : '';
    return this.#fail(
      `${method} returned ${shownKind(answer)}, where one of the candidates is expected: ${shown}${more}`,
    );
  }
}

/** Candidates that a message lists. */
const SHOWN = 10;
