import type { RandomStream } from '../../../core/random-stream.js';
import type { Distribution } from '../distributions/distribution.js';
import type { ArrivalProcess } from './arrival-process.js';

/** A renewal process: independent gaps of one distribution, the first from time 0. Cost: one draw of it per arrival. */
export class RenewalArrivals implements ArrivalProcess {
  readonly #gapMs: Distribution;

  constructor(gapMs: Distribution) {
    this.#gapMs = gapMs;
  }

  nextMs(previousMs: number, random: RandomStream): number {
    return previousMs + this.#gapMs.sample(random);
  }
}
