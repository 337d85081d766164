import type { RandomStream } from '../../src/core/random-stream.js';
import type { QuotaLimits } from '../../src/router/index.js';

export const CAPABILITIES = ['vision', 'tools'];
export const REGIONS = ['eu', 'us'];

/** What is drawn for a random life. */
export class LifeScript {
  readonly random: RandomStream;

  constructor(random: RandomStream) {
    this.random = random;
  }

  newCapacity() {
    return { maxConcurrent: 1 + this.below(4), maxQueue: this.below(3) };
  }

  newLimits(): QuotaLimits {
    return {
      ...(this.below(2) === 0 && { requestsPerMinute: 1 + this.below(60) }),
      ...(this.below(2) === 0 && { tokensPerMinute: 1 + this.below(2000) }),
      ...(this.below(2) === 0 && { concurrency: 1 + this.below(4) }),
      mayExceed: this.below(4) === 0,
    };
  }

  below(n: number): number {
    return this.random.below(n);
  }

  oneOf<T>(...values: readonly T[]): T {
    return values[this.below(values.length)];
  }

  /** One of a list, taken out; undefined where it is empty. */
  taken<T>(list: T[]): T | undefined {
    return list.length === 0 ? undefined : list.splice(this.below(list.length), 1)[0];
  }
}
