import { mix32, type RandomStream } from '../core/index.js';
import type { Fleet } from './fleet/fleet.js';
import type { RouterOptions } from './options.js';
import type { RequestView } from './request-view.js';

/**
 * Splits requests between two models: those of a session by a hash of it, so that they stay on one side; others at
 * random, once for all attempts of a request.
 */
export class AbTest {
  /** Indices of models A and B. */
  readonly models: readonly [number, number];
  readonly #split: number;
  readonly #random: RandomStream;

  /** @throws Error when a model is unknown, or both are the same */
  constructor(fleet: Fleet, { abTestSplit, abTestModelA, abTestModelB }: RouterOptions, random: RandomStream) {
    for (const id of [abTestModelA, abTestModelB]) {
      if (fleet.modelIndex(id) < 0) throw new Error(`the A/B test names an unknown model "${id}"`);
    }
    if (abTestModelA === abTestModelB) throw new Error(`the A/B test compares "${abTestModelA}" with itself`);
    this.models = [fleet.modelIndex(abTestModelA), fleet.modelIndex(abTestModelB)];
    this.#split = abTestSplit;
    this.#random = random;
  }

  /** @returns 0 for model A, 1 for model B */
  sideOf(request: RequestView): number {
    if (request.abSide < 0) request.abSide = this.#shareOf(request) < this.#split ? 0 : 1;
    return request.abSide;
  }

  /** A number in [0, 1): of a request with a session always the same. */
  #shareOf({ session }: RequestView): number {
    if (session[0] === 0 && session[1] === 0) return this.#random.uniform();
    return (mix32(session[1], session[0]) >>> 0) / 2 ** 32;
  }
}
