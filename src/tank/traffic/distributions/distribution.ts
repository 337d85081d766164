import type { RandomStream } from '../../../core/index.js';

/** A distribution over the numbers at or above 0, in the unit of its parameters. */
export interface Distribution {
  sample(random: RandomStream): number;
}
