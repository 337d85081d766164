import type { RandomStream } from '../../core/index.js';
import { placeOf } from './distributions/cumulative.js';
import { createDistribution, type DistributionSpec } from './distributions/spec.js';

/** Prompts that begin alike: a session, or a request without one, has one of `count` prefixes. */
export interface PrefixSpec {
  readonly count: number;
  /** The k-th prefix is used in proportion to 1 / k^skew; 0 = all alike. */
  readonly skew: number;
  /** Length of each prefix; needed where prompts are cut into blocks. */
  readonly tokens?: DistributionSpec | undefined;
}

/** The prefixes of a source. Cost: O(log count) per draw. */
export class Prefixes {
  /** Tokens of each; empty where lengths are not given. */
  readonly tokens: Int32Array;
  readonly #cumulative: Float64Array;

  /** @param random for the lengths, which are the same in every replication that has this stream */
  constructor({ count, skew, tokens }: PrefixSpec, random: RandomStream) {
    this.#cumulative = new Float64Array(count);
    let total = 0;
    for (let k = 0; k < count; k++) {
      total += (k + 1) ** -skew;
      this.#cumulative[k] = total;
    }
    const length = tokens && createDistribution(tokens);
    this.tokens = Int32Array.from({ length: length === undefined ? 0 : count }, () =>
      Math.round(length?.sample(random) ?? 0),
    );
  }

  draw(random: RandomStream): number {
    return placeOf(this.#cumulative, random.uniform() * this.#cumulative[this.#cumulative.length - 1]);
  }
}
