import type { RandomStream } from '../../../core/index.js';
import type { Distribution } from '../distributions/distribution.js';
import type { ArrivalProcess } from './arrival-process.js';

/**
 * A renewal process that has gone on for ever at time 0: independent gaps of one distribution, but for the first, which
 * is what is left of the gap that holds 0. So the rate is that of the gaps from the start; with a whole gap first, there
 * would be some (cv² − 1) / 2 arrivals too many. Cost: one draw of a gap per arrival.
 * Source: Cox (1962), Renewal Theory, chapters 2, 4 and 5.
 */
export class RenewalArrivals implements ArrivalProcess {
  readonly #firstGapMs: Distribution;
  readonly #gapMs: Distribution;
  #isFirst = true;

  constructor(firstGapMs: Distribution, gapMs: Distribution) {
    this.#firstGapMs = firstGapMs;
    this.#gapMs = gapMs;
  }

  nextMs(previousMs: number, random: RandomStream): number {
    if (!this.#isFirst) return previousMs + this.#gapMs.sample(random);
    this.#isFirst = false;
    return previousMs + this.#firstGapMs.sample(random);
  }
}
