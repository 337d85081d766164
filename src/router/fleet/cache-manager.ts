import { ForwardDecay, longer, plainMean } from '../../core/index.js';
import type { Attempt, AttemptListener } from '../attempt.js';
import { checkedAgainst, expectShare, type Given, number, type OptionsOf } from '../../core/options/index.js';
import { COMPLETED } from '../outcome.js';
import { type Fleet, givenFleet } from './fleet.js';

/** What a cache of an endpoint is looked up by: the session of a request, or a prefix that it shares with others. */
export const KEY_SPACES = ['session', 'prefix'] as const;
export type KeySpace = (typeof KEY_SPACES)[number];

/** Hit rates of a model, weighted towards the recent; null without samples. */
export interface CacheStats {
  readonly model: string;
  readonly hitRate: number | null;
  readonly bySpace: Readonly<Record<KeySpace, number | null>>;
}

/** What an attempt says of its endpoint's cache: 1 hit, 0 miss, or the share of the prompt that was hit; −1 not said. */
interface CacheOutcome {
  readonly sessionHit: number;
  readonly prefixHit: number;
}

interface CacheManagerOptions {
  /** Samples are weighted by exp(−age / time constant). Default 60,000. */
  readonly timeConstantMs: number;
}

const CACHE_OPTIONS: OptionsOf<CacheManagerOptions> = {
  timeConstantMs: number(60_000, 'samples are weighted by exp(-age / time constant)', 1),
};

/** A decayed mean per endpoint: rate, and the weight of its samples. */
interface DecayedRate {
  rate: Float64Array;
  weight: Float64Array;
  /** Which endpoint of the place it is of. */
  generation: Int32Array;
}

/**
 * Hit rates of the endpoints' caches as their answers report them, per endpoint and key space, each sample weighted by
 * exp(−age / time constant). Owns the column `hitRate`: the share of attempts with a hit in any space, or the mean share
 * that was hit where answers report shares, the greater of the two spaces.
 * Cost: O(1) per attempt, plus what the watcher does.
 */
export class CacheManager implements AttemptListener {
  readonly fleet: Fleet;
  readonly #decay: ForwardDecay;
  readonly #any: DecayedRate = emptyRate();
  readonly #bySpace: Readonly<Record<KeySpace, DecayedRate>> = { session: emptyRate(), prefix: emptyRate() };
  /** Endpoints with a hit rate that stands, by the generation that it was set for. */
  readonly #fixed = new Map<number, number>();

  constructor(fleet: Fleet, options: Given<CacheManagerOptions> = {}) {
    this.fleet = givenFleet(fleet);
    const { timeConstantMs } = checkedAgainst(CACHE_OPTIONS, options, 'CacheManager');
    const { session, prefix } = this.#bySpace;
    this.#decay = new ForwardDecay(fleet.clock, timeConstantMs, () => [
      this.#any.weight,
      session.weight,
      prefix.weight,
    ]);
  }

  ended(attempt: Attempt): void {
    if (attempt.outcome === COMPLETED) this.record(attempt.endpoint, attempt);
  }

  /** Takes in what a completed attempt says of its endpoint's cache. */
  record(endpoint: number, { sessionHit, prefixHit }: CacheOutcome): void {
    const saysSession = isShare(sessionHit);
    const saysPrefix = isShare(prefixHit);
    if (saysSession) this.#learn(this.#bySpace.session, endpoint, sessionHit);
    if (saysPrefix) this.#learn(this.#bySpace.prefix, endpoint, prefixHit);
    if (!saysSession && !saysPrefix) return;
    this.#learn(this.#any, endpoint, Math.max(saysSession ? sessionHit : 0, saysPrefix ? prefixHit : 0));
    if (this.#isFixed(endpoint)) return;
    this.fleet.endpoints.hitRate[endpoint] = this.#any.rate[endpoint];
    this.fleet.endpoints.watcher.onChange(endpoint);
  }

  /** Sets the hit rate of a model or endpoint once and for all: what is recorded no longer changes it. */
  fix(name: string, hitRate: number): void {
    expectShare(hitRate, 'hitRate');
    const endpoints = this.fleet.endpointsNamed(name);
    if (endpoints.length === 0 && this.fleet.modelIndex(name) < 0) {
      throw new Error(`unknown model or endpoint "${name}"`);
    }
    for (const endpoint of endpoints) {
      this.#fixed.set(endpoint, this.fleet.endpoints.generation[endpoint]);
      this.fleet.endpoints.hitRate[endpoint] = hitRate;
      this.fleet.endpoints.watcher.onChange(endpoint);
    }
  }

  /** @returns hit rate of a model (mean of its endpoints with samples) or endpoint; null without samples */
  getCacheHitRate(name: string): number | null {
    const { hitRate } = this.fleet.endpoints;
    const endpoints = this.fleet.endpointsNamed(name);
    return average(endpoints.filter((e) => this.#isFixed(e) || this.#isKnown(this.#any, e)).map((e) => hitRate[e]));
  }

  /** Hit rates of every model. */
  getModelStats(): readonly CacheStats[] {
    const { modelIds } = this.fleet;
    return modelIds.map((model) => ({
      model,
      hitRate: this.getCacheHitRate(model),
      bySpace: { session: this.#spaceRate(model, 'session'), prefix: this.#spaceRate(model, 'prefix') },
    }));
  }

  #spaceRate(model: string, space: KeySpace): number | null {
    const mean = this.#bySpace[space];
    return average(
      this.fleet
        .endpointsNamed(model)
        .filter((e) => this.#isKnown(mean, e))
        .map((e) => mean.rate[e]),
    );
  }

  #isFixed(endpoint: number): boolean {
    return this.#fixed.get(endpoint) === this.fleet.endpoints.generation[endpoint];
  }

  /** Whether there are samples of the endpoint that has the place now. */
  #isKnown({ weight, generation }: DecayedRate, endpoint: number): boolean {
    return weight[endpoint] > 0 && generation[endpoint] === this.fleet.endpoints.generation[endpoint];
  }

  #learn(mean: DecayedRate, endpoint: number, hit: number): void {
    if (endpoint >= mean.rate.length) {
      this.fleet.expectEndpoint(endpoint);
      growRate(mean, this.fleet.endpoints.count);
    }
    if (!this.#isKnown(mean, endpoint)) {
      mean.generation[endpoint] = this.fleet.endpoints.generation[endpoint];
      mean.weight[endpoint] = 0;
      mean.rate[endpoint] = 0;
    }
    this.#decay.advance();
    const weight = this.#decay.weight[0];
    mean.weight[endpoint] += weight;
    mean.rate[endpoint] += ((hit - mean.rate[endpoint]) * weight) / mean.weight[endpoint];
  }
}

/** Whether a hit was said: a share from 0 to 1. */
function isShare(hit: number): boolean {
  return hit >= 0 && hit <= 1;
}

function emptyRate(): DecayedRate {
  return {
    rate: new Float64Array(0),
    weight: new Float64Array(0),
    generation: new Int32Array(0),
  };
}

function growRate(mean: DecayedRate, count: number): void {
  mean.rate = longer(mean.rate, count);
  mean.weight = longer(mean.weight, count);
  mean.generation = longer(mean.generation, count);
}

function average(values: readonly number[]): number | null {
  return values.length === 0 ? null : plainMean(values);
}
