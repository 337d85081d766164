import { RATE_LIMITED } from '../outcome.js';
import { CLOSED } from './endpoint-table.js';
import type { Fleet, TimedPart } from './fleet.js';

/** However long an endpoint asks to be left alone, it is asked again after five minutes. */
export const LONGEST_RETRY_AFTER_MS = 300_000;

/**
 * Leaves endpoints alone that asked for it: after an answer with Retry-After the endpoint takes nothing for so long; where
 * the limit is one of its whole model, none of its endpoints does. Owns the column `retryAfterMs` and its bit of `closed`.
 * Cost: nothing for other answers; O(endpoints) when a time is over.
 */
export class RetryAfter implements TimedPart {
  readonly #fleet: Fleet;
  /** Whether a limit is of a model, not of its single endpoints. */
  readonly #isOfModel: (model: number) => boolean;
  #isAttached = false;

  constructor(fleet: Fleet, isOfModel: (model: number) => boolean) {
    this.#fleet = fleet;
    this.#isOfModel = isOfModel;
  }

  /** An attempt at an endpoint came to nothing, and the endpoint asked to be left alone for `forMs`. */
  asked(endpoint: number, outcome: number, forMs: number): void {
    const { endpoints, models, clock } = this.#fleet;
    if (!this.#isAttached) this.#fleet.attach(this);
    this.#isAttached = true;
    const untilMs = clock.nowMs() + Math.min(forMs, LONGEST_RETRY_AFTER_MS);
    const model = endpoints.modelIndex[endpoint];
    const asked = outcome === RATE_LIMITED && this.#isOfModel(model) ? models.endpoints[model] : [endpoint];
    for (const e of asked) {
      const isOther = endpoints.setClosed(e, CLOSED.retryAfter, true);
      endpoints.retryAfterMs[e] = isOther ? untilMs : Math.max(endpoints.retryAfterMs[e], untilMs);
      if (isOther) endpoints.rulesChanged(e);
    }
    this.#fleet.wake(untilMs);
  }

  advance(nowMs: number): number {
    const { endpoints } = this.#fleet;
    let nextMs = Infinity;
    for (let e = 0; e < endpoints.count; e++) {
      if ((endpoints.closed[e] & CLOSED.retryAfter) === 0) continue;
      const untilMs = Math.min(endpoints.retryAfterMs[e], nowMs + LONGEST_RETRY_AFTER_MS); // the clock may be set back
      endpoints.retryAfterMs[e] = untilMs;
      if (untilMs > nowMs) {
        nextMs = Math.min(nextMs, untilMs);
      } else {
        endpoints.setClosed(e, CLOSED.retryAfter, false);
        endpoints.rulesChanged(e);
      }
    }
    return nextMs;
  }
}
