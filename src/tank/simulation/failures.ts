import type { RandomStream } from '../../core/index.js';
import { type Attempt, RATE_LIMITED, REFUSED, UNDER_WAY, UPSTREAM_ERROR } from '../../router/index.js';
import type { Calendar } from './calendar.js';
import type { FailureKind, FailureRule } from './failure-rules.js';

/** What stands behind an endpoint. */
interface Server {
  /** @returns whether the attempt is taken */
  offer(endpoint: number, attempt: number): boolean;
}

/** An attempt on its way to an endpoint. */
interface Offer {
  readonly endpoint: number;
  readonly attempt: number;
  readonly request: number;
  /** Which try of the request it is, from 1. */
  readonly tries: number;
}

/**
 * What fails in a run: it stands before the endpoints. Each attempt meets the rules of its endpoint in their order, and the
 * first that hits it decides: a rate limit turns it away at the door; an error takes its place from it after a while; a hung
 * one keeps its place until it is cancelled. An endpoint that crashed turns everything away. Shares are drawn by request, try
 * and endpoint, from sequences of their own, so that all strategies meet the same.
 * Cost: O(rules of the endpoint) an attempt; runs without failures have none of this.
 */
export class Failures {
  // counts by endpoint
  readonly errors: Int32Array;
  readonly rateLimited: Int32Array;
  readonly hung: Int32Array;
  readonly crashed: Int32Array;
  readonly #random: RandomStream;
  readonly #calendar: Calendar;
  /** By endpoint. */
  readonly #rules: readonly (readonly FailureRule[])[];
  /** By endpoint and rule: attempts that met a sequence. */
  readonly #met: readonly number[][];
  /** By endpoint: until when it is down. */
  readonly #downUntilMs: Float64Array;
  /** Attempts that are never to be served, with the numbers of their ends; and by those the ones that will be answered. */
  readonly #endOf = new Map<number, number>();
  readonly #offerOf = new Map<number, Offer>();
  #ends = 0;

  /** @param rules of each endpoint @param random a stream of their own */
  constructor(rules: readonly (readonly FailureRule[])[], calendar: Calendar, random: RandomStream) {
    this.#rules = rules;
    this.#calendar = calendar;
    this.#random = random;
    this.#met = rules.map((each) => each.map(() => 0));
    this.#downUntilMs = new Float64Array(rules.length);
    this.errors = new Int32Array(rules.length);
    this.rateLimited = new Int32Array(rules.length);
    this.hung = new Int32Array(rules.length);
    this.crashed = new Int32Array(rules.length);
  }

  /**
   * Offers an attempt to the server behind an endpoint, unless it is turned away before.
   * @param notes take what the endpoint says
   * @returns UNDER_WAY, or how it was turned away
   */
  offer(server: Server, offer: Offer, notes: Attempt): number {
    const { endpoint, attempt } = offer;
    if (this.#calendar.clock.cell[0] < this.#downUntilMs[endpoint]) {
      this.crashed[endpoint]++;
      return UPSTREAM_ERROR;
    }
    const hit = this.#ruleFor(offer);
    if (hit === undefined) return server.offer(endpoint, attempt) ? UNDER_WAY : REFUSED;
    const { kind, rule } = hit;
    if (kind === 'rate_limited') {
      this.rateLimited[endpoint]++;
      notes.retryAfterMs = rule.retryAfterMs;
      return RATE_LIMITED;
    }
    const end = this.#ends++;
    this.#endOf.set(attempt, end);
    if (!server.offer(endpoint, attempt)) {
      this.#endOf.delete(attempt);
      return REFUSED;
    }
    if (kind === 'hang') {
      this.hung[endpoint]++;
    } else {
      this.#offerOf.set(end, offer);
      this.#calendar.failAfter(rule.afterMs, end);
    }
    return UNDER_WAY;
  }

  /** An endpoint is down for a while. @param attempts that are there, all of which fail */
  crash(endpoint: number, forMs: number, attempts: number): void {
    const untilMs = this.#calendar.clock.cell[0] + forMs;
    this.#downUntilMs[endpoint] = Math.max(this.#downUntilMs[endpoint], untilMs); // it may be down already, for longer
    this.crashed[endpoint] += attempts;
  }

  /** Whether an attempt is never to be served: its work has no end. */
  isDoomed(attempt: number): boolean {
    return this.#endOf.has(attempt);
  }

  /** An accepted attempt ended without service. */
  forget(attempt: number): void {
    const end = this.#endOf.get(attempt);
    if (end === undefined) return;
    this.#endOf.delete(attempt);
    this.#offerOf.delete(end);
  }

  /** The attempt that is answered now with an error; undefined where it ended before in another way. @param end as the calendar has it */
  endsNow(end: number): number | undefined {
    const offer = this.#offerOf.get(end);
    if (offer === undefined) return undefined;
    this.errors[offer.endpoint]++;
    return offer.attempt;
  }

  #ruleFor({ endpoint, request, tries }: Offer): { kind: FailureKind; rule: FailureRule } | undefined {
    const nowMs = this.#calendar.clock.cell[0];
    const random = this.#random;
    random.restart(request, tries * this.#rules.length + endpoint);
    for (const [r, rule] of this.#rules[endpoint].entries()) {
      const drawn = random.uniform(); // for each, whether it holds now or not: rules shift nothing for each other
      if (nowMs < rule.fromMs || nowMs >= rule.toMs) continue;
      if (rule.kind !== 'sequence') {
        if (drawn < rule.share) return { kind: rule.kind, rule };
        continue;
      }
      const kind = rule.sequence[this.#met[endpoint][r]++ % rule.sequence.length];
      if (kind !== 'ok') return { kind, rule };
    }
    return undefined;
  }
}
