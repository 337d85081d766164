import type { Attempt, AttemptListener } from '../attempt.js';
import { expectFlag, expectObject, expectShare, refuseUnknown } from '../../core/options/index.js';
import { RATE_LIMITED, REFUSED, UPSTREAM_ERROR } from '../outcome.js';
import { CLOSED } from './endpoint-table.js';
import { type Fleet, givenFleet, type TimedPart } from './fleet.js';
import { aboveZero, wholeNumber } from './fleet-config.js';

/** Limits of a model, over all its endpoints; one that is left out does not limit. */
export interface QuotaLimits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  /** Requests in flight at once. */
  readonly concurrency?: number;
  /** Whether requests may still be sent when a limit is used up. Default false. */
  readonly mayExceed?: boolean;
}

/** What is left of a model's quota. A limit that does not exist is Infinity. */
export interface QuotaReport {
  readonly model: string;
  /** Largest used share of the limits, 0…1. */
  readonly used: number;
  readonly mayExceed: boolean;
  readonly requests: { readonly limitPerMinute: number; readonly left: number };
  readonly tokens: { readonly limitPerMinute: number; readonly left: number };
  readonly concurrency: { readonly limit: number; readonly inFlight: number };
}

const LIMITS = ['requestsPerMinute', 'tokensPerMinute', 'concurrency', 'mayExceed'] satisfies (keyof QuotaLimits)[];

const MINUTE_MS = 60_000;
/** Used shares are brought up to date so often. */
const REFRESH_MS = 100;

/**
 * Quotas of models: two token buckets, which hold one minute's worth and fill evenly, and a limit on requests in flight.
 * An attempt reserves one request and its estimated tokens when it starts, and settles the difference when it is done.
 * A model is closed while it has less than one request, no tokens or no place in flight left: so a limit is exceeded by
 * at most one reservation, which later refills pay back first; what is reported is never below zero.
 * Owns the column `quotaUsed` (at most 100 ms old) and its bits of `closed`, `quota` and `concurrency`. Cost: O(1) per attempt, O(endpoints) per refresh.
 */
export class QuotaManager implements TimedPart, AttemptListener {
  readonly fleet: Fleet;
  readonly #limits: Required<QuotaLimits>[] = [];
  /** By model; below zero while a debt is paid back. */
  readonly #requestsLeft: number[] = [];
  readonly #tokensLeft: number[] = [];
  readonly #inFlight: number[] = [];
  /** Attempts in flight that were started before quotas were kept. */
  readonly #earlier: number[] = [];
  /** Bits of `closed` that were shown. */
  readonly #shown: number[] = [];
  readonly #fixedUse = new Map<number, number>();
  #refilledMs: number;

  /** @param limits by id of the model @throws Error for an unknown model, RangeError for a limit that is not above 0 */
  constructor(fleet: Fleet, limits: Readonly<Record<string, QuotaLimits>>) {
    this.fleet = givenFleet(fleet);
    expectObject(limits, 'limits of a QuotaManager', '{ model: { requestsPerMinute, tokensPerMinute, concurrency } }');
    this.#refilledMs = fleet.clock.nowMs();
    for (const model of fleet.modelIds) this.#add(model, limits[model] ?? {});
    for (const model of Object.keys(limits)) this.#indexOf(model);
    fleet.attach(this);
  }

  /** Would a request of so many tokens stay within the limits of a model? False for an unknown model. */
  checkQuota(model: string, tokens = 0): boolean {
    const m = this.fleet.modelIndex(model);
    if (m < 0) return false;
    this.#refill(this.fleet.clock.nowMs());
    const fits = m >= this.#limits.length || (this.#closure(m) === 0 && this.#tokensLeft[m] >= tokens);
    return fits && (this.#fixedUse.get(m) ?? 0) < 1;
  }

  /** @throws Error for an unknown model */
  getModelReport(model: string): QuotaReport {
    const m = this.#indexOf(model);
    this.#refill(this.fleet.clock.nowMs());
    const { requestsPerMinute, tokensPerMinute, concurrency, mayExceed } = this.#limits[m];
    return {
      model,
      used: this.#used(m),
      mayExceed,
      requests: { limitPerMinute: requestsPerMinute, left: Math.max(0, this.#requestsLeft[m]) },
      tokens: { limitPerMinute: tokensPerMinute, left: Math.max(0, this.#tokensLeft[m]) },
      concurrency: { limit: concurrency, inFlight: this.#inFlight[m] },
    };
  }

  /** Sets the used share of a model once and for all: what is sent there no longer changes it. */
  fix(model: string, used: number): void {
    expectShare(used, 'used');
    const m = this.#indexOf(model);
    this.#fixedUse.set(m, used);
    this.#show(m);
  }

  started(attempt: Attempt): void {
    const m = this.#modelOf(attempt.endpoint);
    if (!this.#isLimited(m)) return;
    const nowMs = this.fleet.clock.nowMs();
    this.#refill(nowMs);
    attempt.reservedTokens = said(attempt.request.estimatedTokens) ?? 0;
    this.#inFlight[m]++;
    this.#take(m, 1, attempt.reservedTokens);
    this.fleet.wake(nowMs + REFRESH_MS);
  }

  ended(attempt: Attempt): void {
    const m = this.#modelOf(attempt.endpoint);
    if (!this.#isLimited(m)) return;
    const { outcome, reservedTokens, usedTokens } = attempt;
    if (reservedTokens < 0) {
      this.#endEarlier(m);
      return;
    }
    attempt.reservedTokens = -1;
    this.#inFlight[m]--;
    if (outcome === REFUSED) this.#take(m, -1, -reservedTokens);
    else if (outcome === UPSTREAM_ERROR) this.#take(m, 0, -reservedTokens);
    else if (outcome === RATE_LIMITED) this.#exhaust(m, reservedTokens);
    else this.#take(m, 0, (said(usedTokens) ?? reservedTokens) - reservedTokens);
  }

  /** A router hands its attempts to it from now on: those that are in flight count, though they reserved nothing. */
  takeOver(): void {
    const { inFlight } = this.fleet.endpoints;
    for (let m = 0; m < this.#limits.length; m++) {
      const now = this.fleet.models.endpoints[m].reduce((sum, endpoint) => sum + inFlight[endpoint], 0);
      this.#earlier[m] += now - this.#inFlight[m];
      this.#inFlight[m] = now;
      this.#show(m);
    }
  }

  #endEarlier(m: number): void {
    if (this.#earlier[m] <= 0) return;
    this.#earlier[m]--;
    this.#inFlight[m]--;
    if (this.#closure(m) !== this.#shown[m]) this.#show(m);
  }

  /** Whether a model has a limit of its own. */
  isLimited(m: number): boolean {
    if (!this.#isLimited(m)) return false;
    const { requestsPerMinute, tokensPerMinute, concurrency } = this.#limits[m];
    return Math.min(requestsPerMinute, tokensPerMinute, concurrency) < Infinity;
  }

  advance(nowMs: number): number {
    this.#refill(nowMs);
    let idle = true;
    for (let m = 0; m < this.#limits.length; m++) {
      const used = this.#show(m);
      if (used > 0 && !this.#fixedUse.has(m)) idle = false;
    }
    return idle ? Infinity : nowMs + REFRESH_MS;
  }

  /** The provider says that the limit is reached: its count is right. The buckets fill from empty. */
  #exhaust(m: number, reservedTokens: number): void {
    this.#take(m, 0, -reservedTokens);
    const { requestsPerMinute, tokensPerMinute } = this.#limits[m];
    if (requestsPerMinute < Infinity) this.#requestsLeft[m] = Math.min(0, this.#requestsLeft[m]);
    if (tokensPerMinute < Infinity) this.#tokensLeft[m] = Math.min(0, this.#tokensLeft[m]);
    this.#show(m);
    this.fleet.wake(this.fleet.clock.nowMs() + REFRESH_MS);
  }

  #add(model: string, limits: QuotaLimits): void {
    refuseUnknown(limits, LIMITS, `the quota of "${model}"`);
    const { requestsPerMinute = Infinity, tokensPerMinute = Infinity, concurrency = Infinity } = limits;
    expectFlag(limits.mayExceed, `mayExceed of "${model}"`);
    this.#limits.push({
      requestsPerMinute: aboveZero(`requestsPerMinute of "${model}"`, requestsPerMinute),
      tokensPerMinute: aboveZero(`tokensPerMinute of "${model}"`, tokensPerMinute),
      concurrency: concurrency === Infinity ? concurrency : wholeNumber(`concurrency of "${model}"`, concurrency, 1),
      mayExceed: limits.mayExceed ?? false,
    });
    this.#requestsLeft.push(Math.max(1, requestsPerMinute));
    this.#tokensLeft.push(tokensPerMinute);
    this.#inFlight.push(0);
    this.#earlier.push(0);
    this.#shown.push(0);
  }

  #indexOf(model: string): number {
    const m = this.fleet.modelIndex(model);
    if (m < 0 || m >= this.#limits.length) throw new Error(`no quota is kept for a model "${model}"`);
    return m;
  }

  #modelOf(endpoint: number): number {
    return this.fleet.endpoints.modelIndex[endpoint];
  }

  /** A model that was added after the quotas were made has none. */
  #isLimited(m: number): boolean {
    return m < this.#limits.length;
  }

  #take(m: number, requests: number, tokens: number): void {
    const { requestsPerMinute, tokensPerMinute } = this.#limits[m];
    this.#requestsLeft[m] = Math.min(this.#requestsLeft[m] - requests, Math.max(1, requestsPerMinute));
    this.#tokensLeft[m] = Math.min(this.#tokensLeft[m] - tokens, tokensPerMinute);
    if (this.#closure(m) !== this.#shown[m]) this.#show(m);
  }

  #refill(nowMs: number): void {
    const share = (nowMs - this.#refilledMs) / MINUTE_MS;
    this.#refilledMs = nowMs; // also where the clock was set back: from here on it goes on
    if (share <= 0) return;
    for (let m = 0; m < this.#limits.length; m++) {
      const { requestsPerMinute, tokensPerMinute } = this.#limits[m];
      if (requestsPerMinute < Infinity) {
        const full = Math.max(1, requestsPerMinute);
        this.#requestsLeft[m] = Math.min(full, this.#requestsLeft[m] + requestsPerMinute * share);
      }
      if (tokensPerMinute < Infinity) {
        this.#tokensLeft[m] = Math.min(tokensPerMinute, this.#tokensLeft[m] + tokensPerMinute * share);
      }
    }
  }

  /** Bits of `closed` that the limits of a model ask for. */
  #closure(m: number): number {
    const isSpent = this.#requestsLeft[m] < 1 || this.#tokensLeft[m] <= 0;
    const isFull = this.#inFlight[m] >= this.#limits[m].concurrency;
    return (isSpent ? CLOSED.quota : 0) | (isFull ? CLOSED.concurrency : 0);
  }

  #used(m: number): number {
    const fixed = this.#fixedUse.get(m);
    if (fixed !== undefined) return fixed;
    const { requestsPerMinute, tokensPerMinute, concurrency } = this.#limits[m];
    return Math.max(
      usedShare(this.#requestsLeft[m], Math.max(1, requestsPerMinute)),
      usedShare(this.#tokensLeft[m], tokensPerMinute),
      Math.min(1, this.#inFlight[m] / concurrency),
    );
  }

  /** Writes the columns of a model's endpoints. @returns the used share */
  #show(m: number): number {
    const table = this.fleet.endpoints;
    const used = this.#used(m);
    this.#shown[m] = this.#closure(m);
    let bits = this.#shown[m];
    if (this.#fixedUse.has(m)) bits = used >= 1 ? CLOSED.quota : 0;
    if (this.#limits[m].mayExceed) bits = 0;
    for (const endpoint of this.fleet.models.endpoints[m]) {
      const spentIsOther = table.setClosed(endpoint, CLOSED.quota, (bits & CLOSED.quota) !== 0);
      const fullIsOther = table.setClosed(endpoint, CLOSED.concurrency, (bits & CLOSED.concurrency) !== 0);
      const isOther = spentIsOther || fullIsOther;
      if (table.quotaUsed[endpoint] === used && !isOther) continue;
      table.quotaUsed[endpoint] = used;
      if (isOther) table.rulesChanged(endpoint);
      else table.watcher.onChange(endpoint);
    }
    return used;
  }
}

/** A number of tokens; undefined where it is none: NaN, Infinity, below zero, no number at all. */
function said(tokens: number): number | undefined {
  return Number.isFinite(tokens) && tokens >= 0 ? tokens : undefined;
}

/** Share of a bucket that is used. */
function usedShare(left: number, full: number): number {
  return full === Infinity ? 0 : Math.min(1, Math.max(0, 1 - left / full));
}
