import {
  checkedAgainst,
  expectedInstead,
  type Given,
  number,
  type OptionsOf,
  shownKind,
} from '../../core/options/index.js';
import type { PairTable } from './pair-table.js';
import { PerformanceTracker } from './performance-tracker.js';

export interface AdaptiveFeedbackOptions {
  /** A score is changed by at most this share of itself, 0 to 1. Default 0.2. */
  readonly maxAdjustment: number;
  /** Attempts of a pair at which what was observed of it counts half. Default 20. */
  readonly halfConfidenceAt: number;
  /** How much success counts, and how much latency, relative to each other. Default 0.7 and 0.3. */
  readonly successWeight: number;
  readonly latencyWeight: number;
}

const ADAPTIVE_FEEDBACK_OPTIONS: OptionsOf<AdaptiveFeedbackOptions> = {
  maxAdjustment: number(0.2, 'largest change of a score, as a share of it', 0, 1),
  halfConfidenceAt: number(20, 'attempts of a pair at which what was observed counts half', 1e-3, 1e9),
  successWeight: number(0.7, 'how much success counts', 0, 1e6),
  latencyWeight: number(0.3, 'how much latency counts', 0, 1e6),
};

const SCORE = { kind: 'number', min: 0, max: 100 } as const;

/**
 * Adjusts how capable a model is said to be for an agent by how it performs for that agent, compared with the other
 * models that the agent uses:
 *
 *     adjusted = score · (1 + maxAdjustment · c · p)          within 0…100, c in [0, 1), p in [−1, 1]
 *     c = n / (n + halfConfidenceAt)                          confidence in the pair
 *     p = (successWeight · ps + latencyWeight · pl) / (successWeight + latencyWeight)
 *     ps = s − S                                              s: success share of the pair
 *     pl = (L − l) / max(L, l)                                l: mean latency of the pair
 *
 * n is the number of attempts, each weighing exp(−age / time constant): what is no longer observed fades to no adjustment.
 * S and L are the means of success share and latency over the agent's other models, each weighing its own confidence.
 * Where these weights add up to less than 1, the rest is the weight of a model that always succeeds, and is as fast as the
 * pair. So an agent that was seen on one model only is compared with success: failures lower the score, latency says
 * nothing, as there is nothing to compare it with. A pair that never completed is infinitely slow, which is the limit of pl.
 * Both are compared with the agent's own attempts alone: agents ask for different things, in different lengths.
 *
 * Of two pairs of an agent with as many attempts, the one with the higher success share and the lower latency never gets
 * the smaller factor; more attempts of the same kind move it towards its bound, which is p · maxAdjustment.
 * Cost: O(models that the agent uses), nothing kept.
 *
 * @example
 * 60 attempts at `large`, 57 of which completed, in 1 s each; 20 at `small`, 12 of which completed, in 2 s each; all of late.
 * large: c = 0.75, S = 0.5 · 0.6 + 0.5 · 1 = 0.8, L = 0.5 · 2 s + 0.5 · 1 s = 1.5 s, p = 0.7 · 0.15 + 0.3 · 0.3333 = 0.205;
 * a score of 80 becomes 80 · (1 + 0.2 · 0.75 · 0.205) = 82.46.
 * small: c = 0.5, S = 0.75 · 0.95 + 0.25 · 1 = 0.9625, L = 0.75 · 1 s + 0.25 · 2 s = 1.25 s,
 * p = 0.7 · −0.3625 + 0.3 · −0.375 = −0.36625; a score of 80 becomes 80 · (1 − 0.2 · 0.5 · 0.36625) = 77.07.
 */
export class AdaptiveFeedback {
  readonly #tracker: PerformanceTracker;
  readonly #pairs: PairTable;
  readonly #options: AdaptiveFeedbackOptions;

  constructor(tracker: PerformanceTracker, options: Given<AdaptiveFeedbackOptions> = {}) {
    if (!((tracker as unknown) instanceof PerformanceTracker)) {
      throw new TypeError(`tracker is ${shownKind(tracker)}: expected new PerformanceTracker(fleet)`);
    }
    this.#tracker = tracker;
    this.#pairs = tracker.pairTable;
    this.#options = checkedAgainst(ADAPTIVE_FEEDBACK_OPTIONS, options, 'AdaptiveFeedback');
    const { successWeight, latencyWeight } = this.#options;
    if (successWeight + latencyWeight === 0) {
      throw new RangeError('successWeight and latencyWeight are both 0: expected one of them above 0');
    }
  }

  /**
   * @param score how capable the model is said to be for the agent, 0 to 100
   * @returns the score in the light of what was observed, 0 to 100; as it was where nothing is known of the pair
   * @throws RangeError where it is no such score
   */
  adjusted(agent: string, model: string, score: number): number {
    const expected = expectedInstead(score, SCORE);
    if (expected !== undefined) throw new RangeError(`score is ${shownKind(score)}: expected ${expected}`);
    const place = this.#pairs.find(agent, this.#tracker.fleet.modelIndex(model));
    if (place < 0) return score;
    this.#pairs.advance();
    const change = this.#options.maxAdjustment * this.#confidence(place) * this.#performance(place);
    return Math.min(100, Math.max(0, score + score * change));
  }

  #confidence(place: number): number {
    const count = this.#pairs.countAt(place);
    return count / (count + this.#options.halfConfidenceAt);
  }

  /** p of the formula. */
  #performance(own: number): number {
    const pairs = this.#pairs;
    let [weight, success] = [0, 0]; // sums over the agent's other models
    let [timedWeight, latencyMs] = [0, 0]; // the same over those that completed an attempt
    for (let place = pairs.firstOf(own); place >= 0; place = pairs.nextOf(place)) {
      if (place === own) continue;
      const confidence = this.#confidence(place);
      weight += confidence;
      success += confidence * pairs.successShareAt(place);
      const placeMs = pairs.latencyAt(place);
      if (Number.isNaN(placeMs)) continue;
      timedWeight += confidence;
      latencyMs += confidence * placeMs;
    }
    const ps = pairs.successShareAt(own) - (success + Math.max(0, 1 - weight)) / Math.max(1, weight);
    const pl = speed(pairs.latencyAt(own), timedWeight, latencyMs);
    const { successWeight, latencyWeight } = this.#options;
    return (successWeight * ps + latencyWeight * pl) / (successWeight + latencyWeight);
  }
}

/**
 * pl of the formula.
 * @param ownMs NaN where no attempt completed
 * @param weight of all others, which the rest up to 1 is added to
 * @param sumMs of their latencies, weighted
 */
function speed(ownMs: number, weight: number, sumMs: number): number {
  if (Number.isNaN(ownMs)) return -Math.min(1, weight);
  const othersMs = (sumMs + Math.max(0, 1 - weight) * ownMs) / Math.max(1, weight);
  const longerMs = Math.max(ownMs, othersMs);
  return longerMs === 0 ? 0 : (othersMs - ownMs) / longerMs;
}
